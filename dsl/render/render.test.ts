import { describe, expect, it } from 'vitest';
import { applyLevels, diagnosticCodeOf, suggestDiagnosticCode } from '../diagnostic-levels.ts';
import { type Diagnostic, diagnostic } from '../diagnostics.ts';
import { parse } from '../parse.ts';
import { sourceText } from '../source.ts';
import { githubCommand } from './github.ts';
import { diagnosticsToSarif } from './sarif.ts';
import { renderDiagnostic, summarize } from './terminal.ts';

const found = (text: string): readonly Diagnostic[] => parse(text, 'Master_Script.ccs').diagnostics;
const drawn = (text: string): string =>
  found(text)
    .map((entry) => renderDiagnostic(entry, { color: false }))
    .join('\n');

describe('a finding on a terminal', () => {
  it('shows its line, the help, and the line as the mend makes it', () => {
    expect(drawn('IF QUEUED WAIT 2 END IF')).toMatchInlineSnapshot(`
      "error CCS1102: missing THEN
        --> Master_Script.ccs:1:10
      1 | IF QUEUED WAIT 2 END IF
        |          ^
        mend: write \`THEN\` here
      1 | IF QUEUED THEN WAIT 2 END IF
        |           ++++"
    `);
  });

  it('shows the block that the layout leaves open, with its end in place', () => {
    expect(
      drawn('IF QUEUED THEN\n  IF NOT QUEUED THEN\n    WAIT 2 /* a while */\nELSE\n  WAIT 3\nEND IF\nWAIT 4'),
    ).toMatchInlineSnapshot(`
      "error CCS1103: this IF has no END IF
        --> Master_Script.ccs:2:3
      2 |   IF NOT QUEUED THEN
        |   ^^
        help: write END IF where it ends
        mend: write \`END IF\` on a line of its own
      3 |     WAIT 2 /* a while */
      4 |   END IF
        |   ++++++"
    `);
  });

  it('shows further places on their own lines, with their labels, in the order of the text', () => {
    expect(drawn('IF QUEUED THEN\n  WAIT 1\nELSE\n  WAIT 2\n\n\nELSE\n  WAIT 3\nEND IF')).toMatchInlineSnapshot(`
      "error CCS1115: a second ELSE
        --> Master_Script.ccs:7:1
      3 | ELSE
        | ---- it stands here first
       ...
      7 | ELSE
        | ^^^^"
    `);
  });

  it('shows places of another file under its name', () => {
    const other = { source: sourceText('center.yaml', 'center: {}\nskillsets: []\n'), span: { start: 11, end: 20 } };
    const place = { source: sourceText('A.ccs', 'LOG x'), span: { start: 4, end: 5 } };
    const args = { what: 'name', name: 'x', suggestion: undefined };
    const entry = diagnostic('CCS2001', place, args, [{ place: other, message: 'they are defined here' }]);
    expect(renderDiagnostic(entry, { color: false })).toMatchInlineSnapshot(`
      "error CCS2001: there is no name \`x\`
        --> A.ccs:1:5
      1 | LOG x
        |     ^
        ::: center.yaml:2:1
      2 | skillsets: []
        | --------- they are defined here"
    `);
  });

  it('draws a place over several lines at its first and its last', () => {
    const source = sourceText('A.ccs', 'LOG 1,\n  2,\n\n  3,\n  4\nWAIT 2\n');
    const entry = diagnostic('CCS3017', { source, span: { start: 4, end: 21 } }, { what: 'values', found: 4, most: 3 });
    expect(renderDiagnostic(entry, { color: false })).toMatchInlineSnapshot(`
      "error CCS3017: 4 values, at most 3 can stand here
        --> A.ccs:1:5
      1 | LOG 1,
        |     ^^
       ...
      5 |   4
        |   ^"
    `);
  });

  it('gives each level its own colour', () => {
    const [entry] = found('WAIT');
    const colourOf = (level: Diagnostic['level']) =>
      /\u001b\[(\d+)m/.exec(renderDiagnostic({ ...(entry as Diagnostic), level }, { color: true }))?.[1];
    expect([colourOf('error'), colourOf('warning'), colourOf('note')]).toEqual(['31', '33', '36']);
  });

  it('is summed up by level', () => {
    const [entry] = found('WAIT');
    const at = (level: Diagnostic['level']): Diagnostic => ({ ...(entry as Diagnostic), level });
    expect(summarize([])).toBe('no errors');
    expect(summarize([at('error'), at('error'), at('warning')])).toBe('2 errors, 1 warning');
    expect(summarize([at('note'), at('warning'), at('warning')])).toBe('2 warnings, 1 note');
  });
});

describe('a finding for GitHub', () => {
  it('is one command with the place, and escapes what would end it', () => {
    const source = sourceText('a,b:100%.ccs', 'IF QUEUED WAIT 2 END IF');
    const [entry] = found('IF QUEUED WAIT 2 END IF');
    const moved = { ...(entry as Diagnostic), place: { source, span: { start: 9, end: 9 } }, help: 'a\nb 5%' };
    expect(githubCommand(moved)).toBe(
      '::error file=a%2Cb%3A100%25.ccs,line=1,endLine=1,col=10,endColumn=10,title=CCS1102 missing::missing THEN%0Ahelp: a%0Ab 5%25',
    );
    expect(githubCommand({ ...moved, level: 'note' })).toMatch(/^::notice /);
  });
});

describe('findings as SARIF', () => {
  it('name the rules that were broken, and give regions, further places and fixes', () => {
    const text = 'IF QUEUED\n  WAIT 1\nELSE\n  WAIT 2\nELSE\n  WAIT 3\nEND IF';
    const { runs, version } = diagnosticsToSarif(found(text), '1.2.3');
    expect(version).toBe('2.1.0');
    const [{ tool, results }] = runs;
    expect(tool.driver).toMatchObject({ name: 'ccmm', version: '1.2.3' });
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['CCS1102', 'CCS1115']);
    expect(tool.driver.rules[0]?.help.text).toContain('ccmm explain-code CCS1102');
    expect(results).toMatchObject([
      {
        ruleId: 'CCS1102',
        ruleIndex: 0,
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'Master_Script.ccs' },
              region: { startLine: 1, startColumn: 10, endLine: 1, endColumn: 10 },
            },
          },
        ],
        fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: ' THEN' } }] }] }],
      },
      { ruleIndex: 1, relatedLocations: [{ id: 0, message: { text: 'it stands here first' } }] },
    ]);
  });

  it('write paths as addresses', () => {
    const source = sourceText('my scripts\\Büro.ccs', 'x');
    const entry = diagnostic('CCS1003', { source, span: { start: 0, end: 1 } }, {});
    const [run] = diagnosticsToSarif([entry], '1').runs;
    expect(run.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('my%20scripts/B%C3%BCro.ccs');
  });
});

describe('levels that a centre chooses', () => {
  const [entry] = found('WAIT');
  const warning = { ...(entry as Diagnostic), level: 'warning' as const };
  const code = warning.code;

  it('make an error of what is denied and drop what is allowed, but never an error', () => {
    const none = new Set<typeof code>();
    expect(applyLevels([warning], { deny: new Set([code]), allow: none })).toEqual([{ ...warning, level: 'error' }]);
    expect(applyLevels([warning], { deny: none, allow: new Set([code]) })).toEqual([]);
    expect(applyLevels([warning], { deny: new Set([code]), allow: new Set([code]) })).toMatchObject([
      { level: 'error' },
    ]);
    expect(applyLevels([entry as Diagnostic], { deny: none, allow: new Set([code]) })).toEqual([entry]);
  });

  it('are named by code, in any case, or by digits', () => {
    expect(['CCS1102', 'ccs1102', ' 1102 ', '102', 'CCS9999'].map(diagnosticCodeOf)).toEqual([
      'CCS1102',
      'CCS1102',
      'CCS1102',
      undefined,
      undefined,
    ]);
    expect(suggestDiagnosticCode('CSS1102')).toBe('CCS1102');
  });
});
