/** The tables: each row says what its readers rely on. */
import { describe, expect, it } from 'vitest';
import { describeDiagnostic, diagnostic, diagnosticCodes } from './diagnostics.ts';
import { isReservedWord } from './keywords.ts';
import { nameFault } from './names.ts';
import { diagnosticsToJson } from './render/json.ts';
import { renderDiagnostic } from './render/terminal.ts';
import { lineAt, positionAt, sourceText } from './source.ts';
import { suggestion } from './spelling.ts';

/** Facts for any row: every argument is a text that could be a word or a number. */
const anyArgs: Record<string, unknown> = new Proxy({}, { get: (_, key) => (key === 'keys' ? ['a', 'b'] : '7') });

describe('the table of diagnostics', () => {
  it.each(diagnosticCodes)('%s has a permanent code and says what is wrong in the author’s words', (code) => {
    expect(code).toMatch(/^CCS\d{4}$/);
    const { title, explanation } = describeDiagnostic(code);
    const place = { source: sourceText('x', ''), span: { start: 0, end: 0 } };
    const named = { ...{ name: 'n', word: 'w', text: 't', digits: '1', feature: 'f' }, fault: 'length' };
    const args = new Proxy(named, { get: (target, key) => Reflect.get(target, key) ?? anyArgs[String(key)] });
    const { message } = diagnostic(code, place, args as never);
    for (const text of [message, title, explanation]) expect(text.trim()).not.toBe('');
    // A word of the language may begin a message in capitals; an English one is small.
    expect(message).toMatch(/^(?:[a-z0-9`]|[A-Z]{2,}|SECTION)/);
    expect(message).not.toMatch(/[.!]$/);
    expect(message).not.toContain('undefined');
    expect(explanation).toMatch(/\.$/);
  });

  it('cuts long text of the author’s in a message', () => {
    const place = { source: sourceText('x', ''), span: { start: 0, end: 0 } };
    expect(diagnostic('CCS1005', place, { text: '#'.repeat(1000) }).message.length).toBeLessThan(120);
  });
});

describe('names', () => {
  it.each([
    ['a', undefined],
    ['Master_Script', undefined],
    ['spam', undefined],
    ['x'.repeat(30), undefined],
    ['x'.repeat(31), 'length'],
    ['1a', 'shape'],
    ['_a', 'shape'],
    ['größe', 'shape'],
    ['', 'shape'],
    ['wait', 'reserved'],
    ['Monday', 'reserved'],
    ['queued', 'reserved'],
    ['script', 'reserved'],
  ])('%j', (text, fault) => {
    expect(nameFault(text)).toBe(fault);
  });

  it('reserves first words of statements, intrinsics of one word, days and months, and no other words of phrases', () => {
    for (const word of ['QUEUE', 'GIVE', 'OLDEST', 'january', 'THE', 'IN', 'SAVEVAR'])
      expect(isReservedWord(word), word).toBe(true);
    for (const word of ['SPAM', 'SCORE', 'COUNT', 'PRIORITY', 'SKILLSET', 'AGENT', 'CALL'])
      expect(isReservedWord(word), word).toBe(false);
  });
});

describe('did you mean', () => {
  it.each([
    ['EM_Biling', 'EM_Billing'],
    ['em_billing', 'EM_Billing'],
    ['Billing_EM', 'EM_Billing'],
    ['tires_cv', 'tries_cv'],
    ['sales', undefined],
    ['ab', undefined],
  ])('%s: %s', (word, expected) => {
    expect(suggestion(word, ['EM_Billing', 'tries_cv', 'xy'])).toBe(expected);
  });
});

describe('places', () => {
  it('counts lines over LF, CR LF and CR, columns in UTF-16 units', () => {
    const source = sourceText('x', 'a\nb\r\nc\rd🙂e');
    expect([0, 2, 5, 7, 10].map((offset) => positionAt(source, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
      { line: 4, column: 4 },
    ]);
    expect(lineAt(source, 2)).toBe('b');
  });
});

describe('the rendering of a finding', () => {
  const source = sourceText('Master_Script.ccs', 'WAIT 2\n\tIF QUEUED WAIT 2 END IF\n');
  const place = { source, span: { start: 11, end: 17 } };
  const related = [{ place: { source, span: { start: 0, end: 4 } }, message: 'the first one is here' }];

  it('shows the line, a caret under the span, related places and the mend', () => {
    const entry = diagnostic('CCS1108', place, { found: 'QUEUD', suggestion: 'QUEUE' }, related);
    expect(renderDiagnostic(entry, { color: false })).toBe(
      [
        'error CCS1108: no statement begins with `QUEUD`',
        '  --> Master_Script.ccs:2:5',
        '1 | WAIT 2',
        '  | ---- the first one is here',
        '2 |  IF QUEUED WAIT 2 END IF',
        '  |     ^^^^^^',
        '  help: did you mean `QUEUE`?',
      ].join('\n'),
    );
  });

  it('colours only when asked, and never lets the text steer the terminal', () => {
    const hostile = sourceText('x\u001b[2J.ccs', 'LOG \u001b[31m');
    const entry = diagnostic('CCS1005', { source: hostile, span: { start: 4, end: 5 } }, { text: '\u001b' });
    expect(renderDiagnostic(entry, { color: false })).not.toContain('\u001b');
    expect(renderDiagnostic(entry, { color: true })).toContain('\u001b[31merror');
  });

  it('gives machines lines and columns from 1 with the end one past', () => {
    const entry = diagnostic('CCS1003', place, {}, related);
    const bare = diagnosticsToJson([{ ...entry, help: undefined, related: [] }]).diagnostics[0];
    expect(bare).toMatchObject({ help: null, related: [] });
    expect(diagnosticsToJson([entry])).toEqual({
      diagnostics: [
        {
          code: 'CCS1003',
          level: 'error',
          message: 'this comment is never closed',
          file: 'Master_Script.ccs',
          line: 2,
          column: 5,
          endLine: 2,
          endColumn: 11,
          help: 'close it with `*/`; comments do not nest',
          related: [
            {
              message: 'the first one is here',
              file: 'Master_Script.ccs',
              line: 1,
              column: 1,
              endLine: 1,
              endColumn: 5,
            },
          ],
          mend: null,
        },
      ],
      errors: 1,
      warnings: 0,
      notes: 0,
    });
  });
});
