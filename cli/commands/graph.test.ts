import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { define } from './graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'ccmm-graph-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shop = join(folder, 'shop');
mkdirSync(shop);
writeFileSync(join(shop, 'Master_Script.ccs'), 'IF QUEUED THEN\n  QUIT\nEND IF\nEXECUTE SCRIPT Other\n');
writeFileSync(join(shop, 'Other.ccs'), 'EXECUTE SCRIPT Gone');

const asked: (string | undefined)[][] = [];
// The real one loads the runtime, which takes a second.
vi.mock('../running-centre.ts', () => ({
  runningCentre: async (home?: string) => ({
    get: async (path: string) => {
      asked.push([home, path]);
      return [{ count: 7, lines: [{ script: 'Master_Script', line: 1, values: [] }] }];
    },
  }),
}));

/** Runs the command in this process. */
async function graph(...args: string[]) {
  const written = { stdout: [] as string[], stderr: [] as string[] };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => written[stream].push(String(text)) > 0),
  );
  try {
    const command = new Command('graph').exitOverride();
    define(command);
    await command.parseAsync(args, { from: 'user' });
    return { stdout: written.stdout.join(''), stderr: written.stderr.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('ccmm graph', () => {
  it('draws a folder without center.yaml too, in the form that the output’s ending says, and warns of unknown names', async () => {
    const output = join(folder, 'shop.dot');
    const { stdout, stderr } = await graph(shop, '-o', output);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^warning: .*Other\.ccs:1: there is no script `Gone`\n$/);
    expect(readFileSync(output, 'utf8')).toMatch(/^digraph "shop" \{/);
    expect((await graph(shop, '--format', 'mermaid')).stdout).toMatch(/^flowchart TD\n/);
    expect((await graph(shop)).stdout).toMatch(/^<svg /);
  });

  it('refuses an ending that no picture has, and takes it with --format', async () => {
    const output = join(folder, 'shop.png');
    await expect(graph(shop, '-o', output)).rejects.toMatchObject({ code: 'unknown_format', exit: 2 });
    await graph(shop, '-o', output, '--format', 'dot');
    expect(readFileSync(output, 'utf8')).toMatch(/^digraph/);
  });

  it('draws one script alone, or a file', async () => {
    const { stdout } = await graph(shop, '--script', 'master_script', '--format', 'mermaid');
    expect(stdout).toContain(':::is_connector');
    expect((await graph(join(shop, 'Other.ccs'), '--format', 'dot')).stdout).toContain('digraph "Other"');
    await expect(graph(shop, '--script', 'nix')).rejects.toMatchObject({ code: 'no_script', exit: 2 });
  });

  it('draws the way of a trace, and warns of lines that the scripts do not have', async () => {
    const trace = join(folder, 'trace.json');
    const step = (line: number) => ({
      script: 'Master_Script',
      line,
      at: '',
      values: [{ name: 'QUEUED', value: false }],
    });
    writeFileSync(trace, JSON.stringify({ steps: [step(1), step(4), step(9)] }));
    const { stdout, stderr } = await graph(shop, '--trace', trace, '--format', 'mermaid');
    expect(stdout).toContain('QUEUED = no');
    expect(stdout.match(/==>/g)).toHaveLength(2);
    expect(stderr).toContain('1 of 3 lines that ran are not in these scripts');
    writeFileSync(trace, '{}');
    await expect(graph(shop, '--trace', trace)).rejects.toMatchObject({ code: 'bad_trace', exit: 2 });
  });

  it('asks the running centre for the trace of a contact', async () => {
    const { stdout } = await graph(shop, '--trace', '17', '--home', 'there', '--format', 'mermaid');
    expect(asked).toEqual([['there', '/contacts/17/trace']]);
    expect(stdout).toContain('(2, 7 times)<br/>QUEUED');
  });

  it('refuses scripts with errors of form, and what holds no script', async () => {
    const wrong = join(folder, 'Wrong.ccs');
    writeFileSync(wrong, 'IF QUEUED QUIT END IF');
    await expect(graph(wrong)).rejects.toMatchObject({ code: 'not_readable_as_script', exit: 1 });
    await expect(graph(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'unreadable', exit: 2 });
    mkdirSync(join(folder, 'empty'));
    await expect(graph(join(folder, 'empty'))).rejects.toMatchObject({ code: 'no_script', exit: 2 });
  });
});
