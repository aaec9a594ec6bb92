import { describe, expect, it } from 'vitest';
import { applyEdits, mendTexts } from './apply-mends.ts';
import { type Diagnostic, diagnostic } from './diagnostics.ts';
import { parse } from './parse.ts';
import { sourceText } from './source.ts';

const check = (texts: ReadonlyMap<string, string>): readonly Diagnostic[] =>
  [...texts].flatMap(([file, text]) => parse(text, file).diagnostics);

const mended = (text: string): string | undefined => mendTexts(new Map([['A.ccs', text]]), check).texts.get('A.ccs');

describe('a mend', () => {
  it.each([
    ['IF QUEUED\n  WAIT 2\nEND IF', 'IF QUEUED THEN\n  WAIT 2\nEND IF'],
    ['IF QUEUED THEN\n  WAIT 2\nENDIF', 'IF QUEUED THEN\n  WAIT 2\nEND IF'],
    ['if queued thn\n  wait 2\nendif', 'if queued then\n  wait 2\nend if'],
    ['IF QUEUED THEN WAIT 2\nWAIT 3', 'IF QUEUED THEN WAIT 2 END IF\nWAIT 3'],
    ['IF QUEUED THEN\n  WAIT 2 /* a\n  b */\nWAIT 3', 'IF QUEUED THEN\n  WAIT 2\nEND IF /* a\n  b */\nWAIT 3'],
    ['WHERE a_cv\n  VALUE 1: WAIT 2\nEND WHERE', 'WHERE a_cv EQUALS\n  VALUE 1: WAIT 2\nEND WHERE'],
    ['WHERE a_cv EQUALS\n  VALUE 1 WAIT 2\nEND WHERE', 'WHERE a_cv EQUALS\n  VALUE 1: WAIT 2\nEND WHERE'],
    ['a_cv = 5', 'a_cv ASSIGNED 5'],
    ['ASSIGN 5 a_cv', 'ASSIGN 5 TO a_cv'],
    ['QUEU TO SKILLSET a_sk', 'QUEUE TO SKILLSET a_sk'],
    ['QUEUE SKILLSET a_sk', 'QUEUE TO SKILLSET a_sk'],
    ['QUEUE TO SKILLSET a_sk PRIORITY 3', 'QUEUE TO SKILLSET a_sk WITH PRIORITY 3'],
    ['EXECUTE SCRPT A', 'EXECUTE SCRIPT A'],
    ['EXECUTE SECTION a\nSECTION a', 'EXECUTE a\nSECTION a'],
    ['IF IF QUEUED THEN WAIT 2 END IF', 'IF QUEUED THEN WAIT 2 END IF'],
    ['IF a_cv == 2 THEN WAIT 2 END IF', 'IF a_cv = 2 THEN WAIT 2 END IF'],
    ['IF a_cv=>2 THEN WAIT 2 END IF', 'IF a_cv>=2 THEN WAIT 2 END IF'],
    ['IF a_cv != 2 THEN WAIT 2 END IF', 'IF a_cv <> 2 THEN WAIT 2 END IF'],
    ['IF a_cv=2&&QUEUED THEN WAIT 2 END IF', 'IF a_cv=2 AND QUEUED THEN WAIT 2 END IF'],
    ['IF a_cv = 0 . . 9 THEN WAIT 2 END IF', 'IF a_cv = 0 .. 9 THEN WAIT 2 END IF'],
    ['WAIT 2;', 'WAIT 2'],
    ['LOG “a”', 'LOG "a"'],
    ["LOG 'a b'", 'LOG "a b"'],
    ['WAIT 2 // a habit', 'WAIT 2 /* a habit */'],
    ['LOG "a\nWAIT 2', 'LOG "a"\nWAIT 2'],
    ['IF SUBJECT = "a THEN\n  WAIT 2\nEND IF', 'IF SUBJECT = "a" THEN\n  WAIT 2\nEND IF'],
    ['ROUTE CONTACT a.b@c.example', 'ROUTE CONTACT "a.b@c.example"'],
    ['CALL DEFAULT DN', 'ROUTE CALL DEFAULT DN'],
    ['IF TIME OF DYA = 8:00 THEN WAIT 2 END IF', 'IF TIME OF DAY = 8:00 THEN WAIT 2 END IF'],
  ])('makes %j into %j', (spoilt, right) => {
    expect(mended(spoilt)).toBe(right);
    expect(parse(right, 'A.ccs').diagnostics).toEqual([]);
  });

  it.each([
    ['what is missing is the author’s to say', 'WAIT'],
    ['a string has swallowed what may be script', 'LOG "a, tries_cv'],
    ['nobody knows where the parenthesis closes', 'LOG (1 + 2 * 3'],
    ['one line does not tell the head from the body', 'IF QUEUED WAIT 2'],
    ['the lines do not show where the block ends', 'IF QUEUED THEN\nWAIT 2\nWAIT 3'],
  ])('is not offered where %s', (_why, text) => {
    const [diagnostic] = parse(text, 'A.ccs').diagnostics;
    expect(diagnostic).toBeDefined();
    expect(diagnostic?.mend).toBeUndefined();
  });

  it('writes new lines as the text ends its own', () => {
    expect(mended('IF QUEUED THEN\r\n  WAIT 2\r\nWAIT 3\r\n')).toBe(
      'IF QUEUED THEN\r\n  WAIT 2\r\nEND IF\r\nWAIT 3\r\n',
    );
  });
});

describe('mending texts', () => {
  it('goes on until nothing is left that a mend helps, and says what it did and what is left', () => {
    const texts = new Map([['A.ccs', 'IF QUEUED THN\n  WIAT 2\nENDIF\nWAIT\nSECTION']]);
    const { texts: after, applied, diagnostics } = mendTexts(texts, check);
    expect(after.get('A.ccs')).toBe('IF QUEUED THEN\n  WAIT 2\nEND IF\nWAIT\nSECTION');
    expect(applied.map(({ mend }) => mend.title)).toEqual([
      'write `THEN` instead',
      'write `WAIT` instead',
      'write `END IF` instead',
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['CCS1102', 'CCS1102']);
  });

  it('makes no mend that leaves more errors or mends nothing', () => {
    const source = sourceText('A.ccs', 'WAIT 2');
    const place = { source, span: { start: 5, end: 6 } };
    const worse = { title: 'spoil it', edits: [{ place, text: '' }] };
    const found = diagnostic('CCS3005', place, { what: 'x', value: '2', low: 3, high: 4 }, [], worse);
    const texts = new Map([['A.ccs', 'WAIT 2']]);
    const withFault = (now: ReadonlyMap<string, string>) => [
      ...check(now),
      ...(now.get('A.ccs') === source.text ? [found] : [found, found]),
    ];
    expect(mendTexts(texts, withFault)).toMatchObject({ texts, applied: [] });
  });

  it('makes of two mends that touch the first, and the other when it still helps', () => {
    const source = sourceText('A.ccs', 'ab');
    const put = (start: number, text: string) => ({ place: { source, span: { start, end: start + 1 } }, text });
    expect(applyEdits('ab', [put(1, 'y'), put(0, 'x')])).toBe('xy');
    const faults = ['a', 'b'].map((letter, at) =>
      diagnostic('CCS1005', put(at, '').place, { text: letter }, [], {
        title: letter,
        edits: [put(at, letter.toUpperCase())],
      }),
    );
    const left = (texts: ReadonlyMap<string, string>) => {
      const text = texts.get('A.ccs') ?? '';
      const now = sourceText('A.ccs', text);
      return faults
        .filter((_one, at) => text[at] === 'ab'[at])
        .map((one) => ({
          ...one,
          mend: {
            title: '',
            edits: (one.mend?.edits ?? []).map((edit) => ({ ...edit, place: { ...edit.place, source: now } })),
          },
        }));
    };
    const { texts, applied } = mendTexts(new Map([['A.ccs', 'ab']]), left);
    expect(texts.get('A.ccs')).toBe('AB');
    expect(applied).toHaveLength(2);
  });
});
