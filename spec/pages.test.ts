import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

it('has generated pages that are current; npm run generate writes them', () => {
  const program = `import { pages } from ${JSON.stringify(join(root, 'scripts/pages.mjs'))}; process.stdout.write(JSON.stringify(pages));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  for (const [path, text] of Object.entries(JSON.parse(stdout) as Record<string, string>))
    expect({ path, text: readFileSync(join(root, path), 'utf8') }).toEqual({ path, text });
});
