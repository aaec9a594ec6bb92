/** 7, further: warnings and notes, which keep no script from being activated. How exact each is stands in compiler/prove/proofs.ts. */
import type { Rule } from './rule.ts';

export const warningRules: readonly Rule[] = [
  {
    number: '7.09',
    kind: 'warning',
    rule: 'A way to a QUIT or an end of text on which a contact was never queued, closed, forwarded or disconnected: it falls to its type’s default skillset. For each contact type CONTACT TYPE is known, whether or not such contacts come; of a contact that was never queued QUEUED is false; all other conditions go both ways. A QUEUE counts whether or not its skillset is in service; of a call GIVE BUSY, GIVE OVERFLOW, ROUTE CALL and QUEUE TO NACD count too. One finding for each such end, with the turns of one way to it.',
    codes: ['CCS4101'],
    tests: ['compiler/prove/ways.laws.test.ts'],
  },
  {
    number: '7.10',
    kind: 'warning',
    rule: 'A way round of WAITs to which such a contact comes, and from which nothing of this kind and no end can be reached.',
    codes: ['CCS4102'],
    tests: ['compiler/prove/ways.laws.test.ts'],
  },
  {
    number: '7.11',
    kind: 'warning',
    rule: 'A statement, a section or a script that control never gets to. What is reached only from something unreached is told with it; a script is told whenever Master_Script does not get to it.',
    codes: ['CCS2101', 'CCS2102', 'CCS4103'],
    tests: ['compiler/prove/ways.laws.test.ts'],
  },
  {
    number: '7.12',
    kind: 'warning',
    rule: 'A QUEUE TO SKILLSET that neither stands under NOT OUT OF SERVICE of one of its skillsets nor is followed, on every way to an end or round for ever, by a test of QUEUED; a way that closes, forwards or disconnects the contact is one too.',
    codes: ['CCS4104'],
  },
  {
    number: '7.13',
    kind: 'warning',
    rule: 'A VALUE that has values in common with one before it, and one that its subject never has.',
    codes: ['CCS3102', 'CCS3103'],
  },
  {
    number: '7.14',
    kind: 'warning',
    rule: 'A condition that literals and the ranges of types alone make always true or always false, told at the smallest part of it that is.',
    codes: ['CCS3101'],
    tests: ['compiler/prove/constant-conditions.laws.test.ts'],
  },
  {
    number: '7.15',
    kind: 'warning',
    rule: 'A call variable without a default in center.yaml that is read before anything was assigned to it on some way, through EXECUTE SCRIPT too. ASSIGN and READVAR assign; GET RESPONSE may time out and does not; COLLECT does for a call.',
    codes: ['CCS4105'],
    tests: ['compiler/prove/ways.laws.test.ts'],
  },
  {
    number: '7.16',
    kind: 'warning',
    rule: 'AND beside OR without parentheses: the warning shows the grouping.',
    codes: ['CCS3104'],
  },
  {
    number: '7.17',
    kind: 'warning',
    rule: 'A voice-only statement that an e-mail contact can get to, with CONTACT TYPE known; once for a row of them.',
    codes: ['CCS4106'],
  },
  {
    number: '7.18',
    kind: 'warning',
    rule: 'WAIT, QUIT, GIVE SILENCE, REMOVE, CHANGE PRIORITY or READVAR as the first command that a voice contact executes. A centre that has mailboxes, and names voice neither in an agent’s capacity nor in a script, takes no calls.',
    codes: ['CCS4107'],
  },
  {
    number: '7.19',
    kind: 'warning',
    rule: 'A skillset that a QUEUE names and no agent holds, standby agents counted.',
    codes: ['CCS2104'],
  },
  { number: '7.20', kind: 'warning', rule: 'A branch without a statement.', codes: ['CCS4108'] },
  { number: '7.21', kind: 'warning', rule: 'Noted: a range that wraps round.', codes: ['CCS3105'] },
  {
    number: '7.22',
    kind: 'warning',
    rule: 'Noted: a QUIT that an e-mail contact gets to which was never queued, or of which a test told that it is not.',
    codes: ['CCS4109'],
  },
  { number: '7.23', kind: 'warning', rule: 'Noted: a variable that no script names.', codes: ['CCS2103'] },
  {
    number: '7.24',
    kind: 'warning',
    rule: 'Noted: an automatic response that automatic mail gets to, with AUTO SUBMITTED known.',
    codes: ['CCS4110'],
  },
  {
    number: '7.25',
    kind: 'warning',
    rule: 'Of a script with an error no warning is given, and of ways none while any script has one; a script beside it still hears what is true of it by itself.',
    cases: ['warnings/beside-errors'],
  },
];
