import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachedFindings } from './findings-cache.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ccmm-findings-'));
  vi.stubEnv('CCMM_HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const CENTRE = `center: { name: A, timezone: UTC }
skillsets: [{ name: EM_Default_Skillset }]
agents: [{ id: 4711, login: ana, skillsets: { EM_Default_Skillset: 1 } }]
responses: [{ name: ack_response, subject: a, file: ack.txt }]
`;

/** What is said of a script; `response`: the text of ack.txt. */
function findings(source: string, { response }: { response: string | undefined } = { response: 'thanks' }) {
  const centre = { file: 'center.yaml', text: CENTRE };
  const scripts = [{ file: 'Master_Script.ccs', source }];
  return cachedFindings({ centre, scripts, read: () => response }, 'one compiler')
    .filter(({ level }) => level === 'error')
    .map(({ code, place }) => `${code} ${place.source.fileName} ${place.span.start}`);
}

const entries = () => readdirSync(join(home, 'cache', 'findings')).map((name) => join(home, 'cache', 'findings', name));

describe('findings that were kept', () => {
  it('count no longer when a file that was not there is there, though it is empty', () => {
    const source = 'QUIT\n';
    expect(findings(source, { response: undefined })).toHaveLength(1);
    expect(findings(source, { response: '' })).toEqual([]);
    expect(findings(source, { response: undefined })).toHaveLength(1);
  });

  it('count as none when their file is damaged, or is that of other texts', () => {
    const [one, other] = ['LOG nowhere_cv\n', 'LOG nowhere_cv, elsewhere_cv\n'];
    const found = findings(one);
    const [file = ''] = entries();
    const sound = readFileSync(file);
    expect(found).toEqual(['CCS2001 Master_Script.ccs 4']);
    for (let at = 0; at < sound.length; at += 7) {
      const damaged = Buffer.from(sound);
      damaged[at]! ^= 1;
      writeFileSync(file, damaged);
      expect(findings(one)).toEqual(found);
    }
    findings(other);
    for (const kept of entries()) writeFileSync(kept, sound);
    expect(findings(other)).toHaveLength(2);
    expect(findings(one)).toEqual(found);
  });

  it('leave nothing of an entry that could not be written', () => {
    const source = 'LOG nowhere_cv\n';
    findings(source);
    const [file = ''] = entries();
    rmSync(file);
    mkdirSync(join(file, 'in the way'), { recursive: true });
    expect(findings(source)).toHaveLength(1);
    expect(entries()).toEqual([file]);
  });

  it('are not missed in a home where nothing can be made', () => {
    vi.stubEnv('CCMM_HOME', '/proc/nowhere/home');
    expect(findings('LOG nowhere_cv\n')).toHaveLength(1);
  });
});
