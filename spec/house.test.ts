import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const projects = (path: string) =>
  JSON.parse(read(path)) as { references?: { path: string }[]; compilerOptions?: { types?: string[] } };

/** Rows of ARCHITECTURE.md: floor and the floors it uses. */
function floorTable(): readonly { readonly floor: string; readonly uses: readonly string[] }[] {
  const table = /<!-- floors[^>]*-->([\s\S]*?)<!-- \/floors -->/.exec(read('ARCHITECTURE.md'))?.[1] ?? '';
  return [...table.matchAll(/^\| `([^`]+)` \|[^|]*\|([^|]*)\|$/gm)].map(([, floor = '', uses = '']) => ({
    floor,
    uses: [...uses.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  }));
}

const PURE = ['vm', 'dsl', 'compiler', 'compiler/centre', 'runtime/center'];

describe('the house', () => {
  it('has the floors that ARCHITECTURE.md names, each using what its project references', () => {
    const table = floorTable();
    expect(table.map((row) => row.floor).sort()).toEqual(
      (projects('tsconfig.json').references ?? [])
        .map((reference) => reference.path)
        .filter((path) => path !== 'desktop')
        .sort(),
    );
    for (const { floor, uses } of table) {
      const references = (projects(join(floor, 'tsconfig.json')).references ?? []).map((reference) =>
        relative(root, resolve(root, floor, reference.path)),
      );
      expect({ floor, uses: [...uses].sort() }).toEqual({ floor, uses: references.sort() });
    }
  });

  it('names in every row only floors of rows above it: dependencies point one way', () => {
    const above: string[] = [];
    for (const { floor, uses } of floorTable()) {
      expect(above).toEqual(expect.arrayContaining([...uses]));
      above.push(floor);
    }
  });

  it('makes folders by makeFolder() alone: what Node.js has for a folder and those above it goes round for ever in /proc', () => {
    for (const { floor } of floorTable())
      for (const name of readdirSync(join(root, floor), { recursive: true, encoding: 'utf8' })) {
        if (!name.endsWith('.ts') || /test\.ts$|(^|\/)testing\//.test(name)) continue;
        const text = read(join(floor, name));
        expect({ floor, name, found: /mkdir(Sync)?\([^;]*recursive/.exec(text)?.[0] }).toEqual({ floor, name });
      }
  });

  it('gives the pure floors no types of Node.js', () => {
    for (const floor of PURE) expect(projects(join(floor, 'tsconfig.json')).compilerOptions?.types ?? []).toEqual([]);
  });

  it('does not compile an import upwards, nor a call of Node.js in a pure floor', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccmm-house-'));
    try {
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      writeFileSync(join(folder, 'tsconfig.base.json'), read('tsconfig.base.json'));
      for (const floor of ['vm', 'dsl']) {
        mkdirSync(join(folder, floor));
        writeFileSync(join(folder, floor, 'tsconfig.json'), read(join(floor, 'tsconfig.json')));
      }
      writeFileSync(join(folder, 'dsl', 'above.ts'), 'export const above = 1;\n');
      writeFileSync(
        join(folder, 'vm', 'upwards.ts'),
        "import { above } from '../dsl/above.ts';\nexport const here = above;\n",
      );
      writeFileSync(
        join(folder, 'vm', 'node.ts'),
        "import { readFileSync } from 'node:fs';\nexport const text = readFileSync('x', 'utf8') + process.pid;\n",
      );
      const { status, stdout } = spawnSync(
        process.execPath,
        [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'vm'],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(status).not.toBe(0);
      expect(stdout).toMatch(/upwards\.ts.*TS6307|TS6307.*above\.ts/);
      expect(stdout).toMatch(/node\.ts.*TS(2307|2591|2580)/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('does not lint a clock or chance in a pure floor', () => {
    const planted = join(root, 'vm', `planted-${process.pid}.ts`);
    writeFileSync(planted, 'export const now = Date.now();\nexport const chance = Math.random();\n');
    try {
      const { status, stderr, stdout } = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', planted], {
        cwd: root,
        encoding: 'utf8',
      });
      expect(status).not.toBe(0);
      expect((stdout + stderr).match(/This floor is deterministic/g)).toHaveLength(2);
    } finally {
      rmSync(planted, { force: true });
    }
  });
});
