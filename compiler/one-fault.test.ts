import { describe, expect, it } from 'vitest';
import { CASES_CENTRE, compileTexts, describeFinding } from '../spec/compile-text.ts';

/** What is said about Master_Script. */
function findings(source: string, centre?: string): readonly string[] {
  return compileTexts({ 'Master_Script.ccs': source }, centre).diagnostics.map(describeFinding);
}

describe('one fault of meaning', () => {
  it.each([
    ['READVAR tres_cv SAVEVAR tres_cv', 'CCS2001'],
    ['IF text_cv + text_cv = "a" THEN QUIT END IF', 'CCS3008'],
    ['IF "a" = -text_cv THEN QUIT END IF', 'CCS3001'],
    ['ASSIGN (tries_cv = 1) TO tries_cv', 'CCS3001'],
    ['WAIT (tries_cv = 1)', 'CCS3001'],
    ['SEND INFO tries_cv 1', 'CCS3001'],
  ])('gives one error and no follow-up: %s', (source, code) => {
    expect(findings(source).map((one) => one.slice(0, 7))).toEqual([code]);
  });

  it.each([
    ['a second EVENT HANDLER', 'EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER\n'.repeat(2)],
    ['a second ELSE', 'IF QUEUED THEN LOG 1 ELSE LOG 2\nELSE LOG 3 END IF'],
    ['a second DEFAULT', 'WHERE tries_cv EQUALS VALUE 1: LOG 1 DEFAULT: LOG 2\nDEFAULT: LOG 3 END WHERE'],
  ])('stands at the duplicate and points to the first: %s', (_what, source) => {
    expect(findings(source)).toEqual([expect.stringMatching(/^CCS\d{4} Master_Script:2:1 .* \| 1$/)]);
  });

  it('takes a contact type’s word for it beside a contact type, whatever else has that name', () => {
    const centre = CASES_CENTRE.replace('{ name: help_sk }', '{ name: help_sk }, { name: Fax }');
    for (const condition of ['CONTACT TYPE = Fax', 'Fax = CONTACT TYPE', 'kind_cv <> fax'])
      expect(findings(`IF ${condition} THEN QUEUE TO SKILLSET Fax END IF`, centre)).toEqual([]);
  });
});

describe('one fault of form', () => {
  it.each([
    ['IF SUBJECT "x" THEN QUIT END IF', 'CCS1101'],
    ['IF (SUBJECT words_gv) THEN QUIT END IF', 'CCS1101'],
    ['IF = RESCHEDULED THEN QUIT END IF', 'CCS1102'],
    ['IF 1 < tries_cv < 3 THEN QUIT END IF', 'CCS1111'],
    ['IF tries_cv < 1, 2 THEN QUIT END IF', 'CCS1113'],
    ['tries_cv ASSIGNED limit_gv = 1', 'CCS1112'],
    ['WHERE limit_gv = 1 EQUALS VALUE 1: LOG 1 END WHERE', 'CCS1112'],
    ['WAIT 2 EXECUTE night SECTION WAIT 2', 'CCS1102'],
    ['WAIT QUIT', 'CCS1102'],
    ['IF nobody = EMail THEN QUIT END IF', 'CCS2001'],
    ['WHERE nobody EQUALS VALUE EMail: LOG 1 VALUE EMail: LOG 2 END WHERE', 'CCS2001'],
    ['SECTION a WIAT 2 EXECUTE a', 'CCS1104'],
    ['READVAR tries_cv WAIT 2', 'CCS1103'],
    ['EVENT HANDLER EVENT NOT_QUEUED: LOG 1 WAIT 2', 'CCS1103'],
    ['GET RESPONSE tries_cv, text_cv', 'CCS1102'],
    ['SEND INFO tries_cv, 1', 'CCS1102'],
    ['LOG 1\nRINGBACK', 'CCS1102'],
  ])('gives one error and no follow-up: %s', (source, code) => {
    expect(findings(source).map((one) => one.slice(0, 7))).toEqual([code]);
  });
});
