import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPaths } from './check-paths.ts';
import { knownCode, levelChoices } from './level-options.ts';
import { type MendedPart, mendPart, writeMended } from './mend-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccmm-mend-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function mended(name: string, content: string | Uint8Array, isWritten = true): Promise<MendedPart> {
  writeFileSync(join(folder, name), content);
  const [part] = await readPaths([join(folder, name)]);
  const result = mendPart(part ?? expect.unreachable(), (found) => found);
  if (isWritten) await writeMended(result);
  return result;
}

const read = (name: string) => readFileSync(join(folder, name));

describe('ccmm validate --fix', () => {
  it('keeps byte-order mark, line ends and mode, and leaves nothing else in the folder', async () => {
    const file = join(folder, 'A.ccs');
    writeFileSync(file, '');
    chmodSync(file, 0o640);
    await mended('A.ccs', '\uFEFFIF QUEUED\r\n  LOG "é"\r\n\r\nWAIT 2\r\n');
    expect(read('A.ccs').toString('utf8')).toBe('\uFEFFIF QUEUED THEN\r\n  LOG "é"\r\nEND IF\r\n\r\nWAIT 2\r\n');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['A.ccs']);
  });

  it('leaves a file alone that is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('IF QUEUED WAIT 2 END IF LOG "'), Buffer.from([0xe9]), Buffer.from('"')]);
    const { applied, diagnostics } = await mended('A.ccs', bytes);
    expect(applied).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['CCS1102', 'CCS1001']);
    expect(read('A.ccs').equals(bytes)).toBe(true);
  });

  it('shows what would change, and writes nothing by itself', async () => {
    const { diff } = await mended('A.ccs', 'IF QUEUED\n  WAIT 2\nEND IF\n', false);
    expect(diff).toContain('-IF QUEUED\n+IF QUEUED THEN\n');
    expect(read('A.ccs').toString()).toBe('IF QUEUED\n  WAIT 2\nEND IF\n');
  });

  it('mends center.yaml and the scripts of a centre together', async () => {
    writeFileSync(
      join(folder, 'center.yaml'),
      'center: { name: A, timezone: UTC }\nskilsets: [{ name: EM_Default_Skillset }]\n',
    );
    writeFileSync(join(folder, 'Master_Script.ccs'), 'QUEUE TO SKILLSET EM_Defalt_Skillset\n');
    const [part] = await readPaths([folder]);
    const result = mendPart(part ?? expect.unreachable(), (found) => found.filter(({ level }) => level === 'error'));
    expect(result.diagnostics).toEqual([]);
    expect(Object.fromEntries(result.files.map(({ path, after }) => [basename(path), after]))).toEqual({
      'center.yaml': 'center: { name: A, timezone: UTC }\nskillsets: [{ name: EM_Default_Skillset }]\n',
      'Master_Script.ccs': 'QUEUE TO SKILLSET EM_Default_Skillset\n',
    });
  });

  it('takes two files of one centre as one part', async () => {
    writeFileSync(
      join(folder, 'center.yaml'),
      'center: { name: A, timezone: UTC }\nskillsets: [{ name: EM_Default_Skillset }]\n',
    );
    for (const name of ['Master_Script.ccs', 'B.ccs', 'C.ccs']) writeFileSync(join(folder, name), 'WAIT\n');
    const parts = await readPaths([join(folder, 'B.ccs'), join(folder, 'C.ccs')]);
    expect(parts).toHaveLength(1);
    const files = parts[0]?.check().map(({ place }) => place.source.fileName.slice(-5));
    expect([...new Set(files)].sort()).toEqual(['B.ccs', 'C.ccs']);
  });
});

describe('--deny and --allow', () => {
  it('take codes as people write them', () => {
    const { deny, allow } = levelChoices({ deny: ['ccs4101', '2103'], allow: ['CCS4110'] });
    expect([[...deny], [...allow]]).toEqual([['CCS4101', 'CCS2103'], ['CCS4110']]);
  });

  it('refuse a code that is none, with the one that was meant, and one that stands in both', () => {
    expect(() => knownCode('CSS4101')).toThrow('did you mean CCS4101?');
    expect(() => knownCode('')).toThrow('there is no diagnostic (empty); ccmm explain-code lists all codes');
    expect(() => levelChoices({ deny: ['4101'], allow: ['4101'] })).toThrow('CCS4101 is both denied and allowed');
  });
});
