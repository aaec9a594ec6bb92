/** The case files, executed: what is expected of each chunk is found, at its line, and nothing else. */
import { describe, expect, it } from 'vitest';
import { type Diagnostic, type DiagnosticCode, describeDiagnostic, diagnosticCodes, positionAt } from '../dsl/index.ts';
import { caseFiles, chunksOf } from './chunks.ts';
import { compileWhole } from './compile-text.ts';

const all = caseFiles.map((file) => ({ file, code: /CCS\d{4}/.exec(file)?.[0] ?? '', chunks: chunksOf(file) }));

for (const { file, code: own, chunks } of all) {
  const isLookedAt = ({ code, level }: Diagnostic) =>
    level === 'error' || (file.startsWith('warnings/') && (level === 'warning' || code === own));
  describe(file, () => {
    it.each(chunks.map((chunk) => [chunk.line, chunk] as const))(
      'line %d',
      (_line, { scripts, begins, centre, expected }) => {
        const { diagnostics, program } = compileWhole(scripts, centre);
        const found = diagnostics.filter(isLookedAt).map(({ code, place, message }) => {
          const { fileName } = place.source;
          const line = positionAt(place.source, place.span.start).line + (begins[fileName] ?? 0);
          return { code, line, file: fileName === 'center.yaml' ? fileName : '', message };
        });
        expect(found).toEqual(expected.map((one) => ({ ...one, message: expect.stringMatching(one.message) })));
        expect(program === undefined).toBe(expected.some(({ code }) => levelOf(code) === 'error'));
      },
    );
  });
}

function levelOf(code: string) {
  return describeDiagnostic(code as DiagnosticCode).level;
}

/** What no text of a few lines can show; the tests that do are named. */
const SHOWN_ELSEWHERE: Readonly<Record<string, string>> = {
  CCS1002: 'dsl: a file of more than 64 MB',
  CCS1011: 'dsl: a text with more than ten thousand faults',
  CCS5001: 'cli: a folder without center.yaml',
};

describe('the cases together', () => {
  it.each(diagnosticCodes.filter((code) => !(code in SHOWN_ELSEWHERE)))(
    'show %s in a rejecting and an accepting one',
    (code) => {
      const chunks = all.filter((one) => one.code === code).flatMap((one) => one.chunks);
      expect(chunks.some(({ expected }) => expected.some((one) => one.code === code))).toBe(true);
      expect(chunks.some(({ expected }) => expected.length === 0)).toBe(true);
    },
  );
});
