/** A small centre and its scripts, for the tests of script tests. */
import { compileCentre } from '../../../compiler/centre/index.ts';
import { Suite, type TestResult } from '../../index.ts';
import { type ReadTests, readTests } from '../read-tests.ts';
import { runTest, type TestBench } from '../run-test.ts';

const CENTER = `center: { name: Tests, timezone: Europe/Berlin }
skillsets: [{ name: EM_Default_Skillset }, { name: sales_sk }, { name: help_sk }]
agents:
  - { id: 1, login: ana, skillsets: { sales_sk: 1, help_sk: 2 }, capacity: { EMail: 2 } }
  - { id: 2, login: bo, skillsets: { help_sk: 1 } }
variables:
  - { name: hours_gv, scope: global, class: set, type: time, value: "08:00 .. 17:59" }
  - { name: tries_cv, scope: call, type: integer, default: 0 }
  - { name: count_cv, scope: call, type: integer, default: 0 }
  - { name: plan_cv, scope: call, type: string, default: none }
responses: [{ name: ack, subject: "We have it", text: "Thank you." }, { name: hint, subject: Hint, text: "Try again." }]
reasons: [{ name: Resolved, code: 1 }, { name: Spam, code: 9 }]
providers: [{ name: crm, in_process: true }]
keyword_groups: [{ name: money, words: [invoice] }]
mailboxes:
  - name: support
    address: support@tests.example
    source: in_process
    rules: [{ name: bills, when: { keywords: [money] }, then: { skillset: sales_sk, priority: 2, response: ack } }]
  - { name: other, address: other@tests.example, source: in_process }
`;

const MASTER = `IF QUEUETYPE = REPLYMAIL, AGENT, RESCHEDULED THEN
  QUEUE TO AGENT AGENTID WITH PRIORITY 1
  WAIT 600
END IF
IF SUBJECT CONTAINS "spam" THEN
  CLOSE CONTACT WITH REASON Spam
END IF
IF SUBJECT CONTAINS "legal" THEN
  ROUTE CONTACT "law@partner.example"
END IF
IF SUBJECT CONTAINS "count" THEN
  READVAR count_cv
    ASSIGN count_cv + 1 TO count_cv
  SAVEVAR
  LOG "count", count_cv
END IF
IF SUBJECT CONTAINS "ask" THEN
  SEND REQUEST crm FROMADDRESS
  GET RESPONSE crm plan_cv, tries_cv TIMEOUT 5
  LOG plan_cv, tries_cv
END IF
IF TIME OF DAY = hours_gv THEN
  EXECUTE SCRIPT Day
END IF
EXECUTE SCRIPT Night
`;

const DAY = `OFFER RESPONSE hint
SECTION Look
QUEUE TO SKILLSET sales_sk, help_sk WITH PRIORITY CONTACT PRIORITY
WAIT 30
ASSIGN tries_cv + 1 TO tries_cv
IF NOT TIME OF DAY = hours_gv THEN
  EXECUTE SCRIPT Night
END IF
EXECUTE Look
`;

const NIGHT = `IF NOT OUT OF SERVICE help_sk THEN
  QUEUE TO SKILLSET help_sk
END IF
WAIT 60
EXECUTE SCRIPT Master_Script
`;

const SCRIPTS = { Master_Script: MASTER, Day: DAY, Night: NIGHT };

const compiled = compileCentre({
  centre: { file: 'center.yaml', text: CENTER },
  scripts: Object.entries(SCRIPTS).map(([name, text]) => ({
    name,
    file: `${name}.ccs`,
    source: new TextEncoder().encode(text),
  })),
  read: () => undefined,
});
if (compiled.program === undefined || compiled.directory === undefined)
  throw new Error(compiled.diagnostics.map(({ message }) => message).join('\n'));
export const { program, directory } = { program: compiled.program, directory: compiled.directory };

export const suite = new Suite({
  folder: '/nowhere',
  program,
  directory,
  sourceLine: (script, line) =>
    (SCRIPTS as Readonly<Record<string, string>>)[script]?.split('\n')[line - 1]?.trim() ?? '',
});

/** Reads a file of tests that names no mails. */
export function read(text: string): ReadTests {
  return readTests('t.test.yaml', text, { program, directory, fileFault: () => 'there is no such file' });
}

/** Runs the tests of a file; fails when the file has a fault. */
export function run(text: string, bench: TestBench = suite.bench()): readonly TestResult[] {
  const { tests, diagnostics } = read(text);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return tests.map((test) => runTest(test, bench));
}

/** What failed, as `expected … found …`. */
export function failed(text: string): readonly string[] {
  return run(text).flatMap(({ failures }) => failures.map(({ expected, found }) => `${expected} / ${found}`));
}
