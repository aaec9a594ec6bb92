/** What a file of script tests names must be there, and what it says must make sense; each fault is said at its place. */
import { type Faults, readVariable, relatedPlace, report, type Shaped } from '../../compiler/centre/index.ts';
import { type DiagnosticArgs, type DiagnosticCode, type Span, suggestion } from '../../dsl/index.ts';
import { EVENT_KINDS, offsetS } from '../../runtime/center/index.ts';
import { type Program, QUEUE_TYPES, type VariableEntry } from '../../vm/index.ts';
import { type AgentVerb, checkedAct, nearVerb, readAct } from './agent-verbs.ts';
import { type CentreNames, centreNames, type NamedKind } from './centre-names.ts';
import type { NamedCentre } from './read-tests.ts';
import type {
  Expectations,
  ScriptStep,
  ScriptTest,
  ScriptTestFile,
  Setting,
  WrittenMail,
  WrittenProvider,
} from './schema.ts';
import { sharedVariables } from './shared-variables.ts';
import type { WrittenVariables } from './variables.ts';
import { CLOCK, durationUs, momentUs, nextClockUs } from './words.ts';

interface Checker {
  readonly faults: Faults;
  readonly shaped: Shaped;
  readonly centre: NamedCentre;
  readonly names: CentreNames;
}

/** Reports everything that is wrong with a file whose shape is right. */
export function checkFile(faults: Faults, shaped: Shaped, file: ScriptTestFile, centre: NamedCentre): void {
  const checker: Checker = { faults, shaped, centre, names: centreNames(centre.directory) };
  if (file.defaults !== undefined) checkSetting(checker, file.defaults, '/defaults');
  for (const [index, test] of file.tests.entries()) checkTest(checker, test, `/tests/${index}`, file.defaults ?? {});
  checkDistinct(checker, file.tests);
}

/** Reports are read by the tests' names: two of the same cannot be told apart. */
function checkDistinct(checker: Checker, tests: readonly ScriptTest[]): void {
  const first = new Map<string, number>();
  for (const [index, { name }] of tests.entries()) {
    const known = first.get(name.toLowerCase());
    if (known === undefined) first.set(name.toLowerCase(), index);
    else fault(checker, 'CCS5017', `/tests/${index}/name`, { what: 'a test', name }, `/tests/${known}/name`);
  }
}

function checkTest(checker: Checker, test: ScriptTest, path: string, defaults: Setting): void {
  checkSetting(checker, test, path);
  const steps = test.steps ?? [];
  const where = `the test \`${test.name}\``;
  if (test.expect !== undefined) checkExpect(checker, test.expect, `${path}/expect`);
  for (const [index, step] of steps.entries()) checkStep(checker, step, `${path}/steps/${index}`);
  const mailed = test.mail !== undefined || defaults.mail !== undefined;
  if (!mailed && !steps.some(({ mail }) => mail !== undefined))
    fault(checker, 'CCS5004', `${path}/name#key`, { key: 'mail', where });
  // A test that expects nothing would always pass.
  if (test.expect === undefined && !steps.some(({ expect }) => expect !== undefined))
    fault(checker, 'CCS5004', `${path}/name#key`, { key: 'expect', where });
}

function checkSetting(checker: Checker, setting: Setting, path: string): void {
  const { agents, skillsets, waiting, variables, providers, mail, at } = setting;
  if (at !== undefined && momentUs(at, offsetOf(checker)) === undefined)
    badValue(checker, `${path}/at`, at, 'a day and a time that there is');
  if (agents !== undefined && typeof agents !== 'string') checkKeys(checker, ['agent'], agents, `${path}/agents`);
  if (waiting !== undefined) checkKeys(checker, ['skillset'], waiting, `${path}/waiting`);
  if (skillsets !== undefined) checkKeys(checker, ['skillset'], skillsets, `${path}/skillsets`);
  for (const [name, written] of Object.entries(variables ?? {}))
    checkVariable(checker, name, written, `${path}/variables/${name}`);
  checkProviders(checker, providers, `${path}/providers`);
  if (mail !== undefined) checkMail(checker, mail, `${path}/mail`);
}

function checkStep(checker: Checker, step: ScriptStep, path: string): void {
  const { at, agent, skillset, provider, variable, mail, expect, after } = step;
  if (Object.keys(step).length === 0) badValue(checker, path, 'nothing', 'something that happens, or `expect`');
  if (after !== undefined && durationUs(after) === 0 && !/^0+[dhms]$/.test(after))
    badValue(checker, `${path}/after`, after, 'a shorter duration');
  if (
    at !== undefined &&
    (new RegExp(`^${CLOCK}$`).test(at) ? nextClockUs(at, 0, () => 0) : momentUs(at, offsetOf(checker))) === undefined
  )
    badValue(checker, `${path}/at`, at, 'a time that there is');
  for (const [login, does] of Object.entries(agent ?? {})) {
    checkName(checker, ['agent'], login, `${path}/agent/${login}#key`);
    checkActs(checker, does, `${path}/agent/${login}`);
  }
  if (skillset !== undefined) checkKeys(checker, ['skillset'], skillset, `${path}/skillset`);
  checkProviders(checker, provider, `${path}/provider`);
  for (const [name, written] of Object.entries(variable ?? {})) {
    const at = `${path}/variable/${name}`;
    const entry = checkVariable(checker, name, written, at);
    if (entry?.scope === 'call' && !isShared(checker.centre.program, entry.name))
      fault(checker, 'CCS5018', `${at}#key`, {
        key: name,
        where: '`variable` of a step',
        mend: 'a call variable is its contact’s own: give its start in `variables` of the test; only what READVAR reads can be changed here',
      });
  }
  if (mail !== undefined) checkMail(checker, mail, `${path}/mail`);
  if (expect !== undefined) checkExpect(checker, expect, `${path}/expect`);
}

function checkActs(checker: Checker, does: unknown, path: string): void {
  const phrases: readonly (readonly [string, unknown, string])[] =
    typeof does === 'string'
      ? [[does, readAct(does), path]]
      : Array.isArray(does)
        ? does.map((phrase: string, index) => [phrase, readAct(phrase), `${path}/${index}`])
        : Object.entries(does as Record<AgentVerb, string | true>).map(([verb, argument]) => [
            verb,
            checkedAct(verb as AgentVerb, argument === true ? undefined : argument),
            `${path}/${verb}`,
          ]);
  if (phrases.length === 0) badValue(checker, path, 'nothing', 'something that the agent does');
  for (const [written, act, at] of phrases) {
    if (typeof act === 'string') {
      badValue(checker, at, written, act, nearVerb(written));
      continue;
    }
    const { verb, argument } = act as { verb: AgentVerb; argument?: string };
    if (argument === undefined) continue;
    if (verb === 'closes') checkName(checker, ['reason'], argument, at);
    if (verb === 'transfers_to' && !argument.includes('@')) checkName(checker, ['agent', 'skillset'], argument, at);
    if (verb === 'postpones' && !(durationUs(argument) > 0)) badValue(checker, at, argument, 'a duration such as `2h`');
  }
}

function checkProviders(
  checker: Checker,
  providers: Readonly<Record<string, WrittenProvider>> | undefined,
  path: string,
): void {
  if (providers === undefined) return;
  checkKeys(checker, ['provider'], providers, path);
  for (const [name, { answers }] of Object.entries(providers))
    for (const [index, answer] of answers.entries())
      if (typeof answer === 'object' && !Array.isArray(answer) && 'values' in answer === 'error' in answer)
        fault(checker, 'CCS5011', `${path}/${name}/answers/${index}`, {
          where: 'an answer',
          keys: ['values', 'error'],
          found: 'values' in answer ? 2 : 0,
        });
}

function checkMail(checker: Checker, mail: string | WrittenMail, path: string): void {
  const file = typeof mail === 'string' ? mail : mail.file;
  if (file !== undefined) {
    const reason = checker.centre.fileFault(file);
    if (reason !== undefined)
      fault(checker, 'CCS5009', typeof mail === 'string' ? path : `${path}/file`, { path: file, reason });
  }
  if (typeof mail === 'string') return;
  if (mail.mailbox !== undefined) checkName(checker, ['mailbox'], mail.mailbox, `${path}/mailbox`);
  for (const key of Object.keys(mail.headers ?? {}))
    if (!/^[!-9;-~]+$/.test(key)) badValue(checker, `${path}/headers/${key}#key`, key, 'the name of a header field');
}

/** Checks the names that an expectation has, `not` too. */
function checkExpect(checker: Checker, expect: Expectations, path: string): void {
  if (Object.keys(expect).length === 0) badValue(checker, path, 'nothing', 'something that must be so');
  const { queued, presented, open, response, offered_responses: offered, closed, event, waits_at: waitsAt } = expect;
  if (typeof queued === 'string' ? queued !== 'nowhere' : queued !== undefined) {
    const names = typeof queued === 'string' ? [queued] : Array.isArray(queued) ? queued : undefined;
    if (names === undefined) checkKeys(checker, ['skillset', 'agent'], queued as object, `${path}/queued`);
    else
      for (const [index, name] of names.entries())
        checkName(
          checker,
          ['skillset', 'agent'],
          name,
          typeof queued === 'string' ? `${path}/queued` : `${path}/queued/${index}`,
        );
  }
  if (presented !== undefined && presented !== 'nobody') checkName(checker, ['agent'], presented, `${path}/presented`);
  if (open !== undefined && open !== 'nobody') checkName(checker, ['agent'], open, `${path}/open`);
  if (response !== undefined && response !== 'none') checkName(checker, ['response'], response, `${path}/response`);
  for (const [index, name] of (offered ?? []).entries())
    checkName(checker, ['response'], name, `${path}/offered_responses/${index}`);
  if (typeof closed === 'string' && closed !== 'Forwarded') checkName(checker, ['reason'], closed, `${path}/closed`);
  if (event !== undefined) checkEvents(checker, event, `${path}/event`);
  for (const [name, written] of Object.entries(expect.variable ?? {}))
    checkVariable(checker, name, written, `${path}/variable/${name}`, 'call');
  if (waitsAt !== undefined)
    checkWord(checker, waitsAt.split(/[/:]/)[0] ?? '', scriptNames(checker), 'script', `${path}/waits_at`);
  if (expect.application !== undefined)
    checkWord(checker, expect.application, scriptNames(checker), 'script', `${path}/application`);
  if (expect.queue_type !== undefined)
    checkWord(checker, expect.queue_type, QUEUE_TYPES, 'queue type', `${path}/queue_type`);
  if (expect.skillset !== undefined) checkName(checker, ['skillset'], expect.skillset, `${path}/skillset`);
  if (expect.rule !== undefined) checkWord(checker, expect.rule, ruleNames(checker), 'rule', `${path}/rule`);
  if (expect.asked !== undefined) checkKeys(checker, ['provider'], expect.asked, `${path}/asked`);
  if (expect.agents !== undefined) checkKeys(checker, ['agent'], expect.agents, `${path}/agents`);
  if (expect.not !== undefined) checkExpect(checker, expect.not as Expectations, `${path}/not`);
}

function checkEvents(checker: Checker, event: NonNullable<Expectations['event']>, path: string): void {
  const kinds = Object.keys(EVENT_KINDS);
  if (typeof event === 'string') checkWord(checker, event, kinds, 'kind of event', path);
  else if (Array.isArray(event))
    for (const [index, kind] of event.entries()) checkWord(checker, kind, kinds, 'kind of event', `${path}/${index}`);
  else for (const kind of Object.keys(event)) checkWord(checker, kind, kinds, 'kind of event', `${path}/${kind}#key`);
}

/** The variable's entry; its name and its value are checked, as center.yaml's are. */
function checkVariable(
  checker: Checker,
  name: string,
  written: WrittenVariables[string],
  path: string,
  only?: 'call',
): VariableEntry | undefined {
  const { directory } = checker.centre;
  const entry = checker.names.variable(name);
  if (entry === undefined) {
    checkName(checker, ['variable'], name, `${path}#key`);
    return undefined;
  }
  if (only !== undefined && entry.scope !== only) {
    fault(checker, 'CCS5018', `${path}#key`, {
      key: name,
      where: '`variable` of `expect`',
      mend: 'a global has the value that the test gives it',
    });
    return undefined;
  }
  // The reader gave every scalar as its text.
  readVariable(checker.faults, checker.shaped, directory, entry, path, written as string | readonly string[]);
  return entry;
}

/** Whether a script reads the variable with READVAR. */
export function isShared(program: Program, name: string): boolean {
  return sharedVariables(program).has(name.toLowerCase());
}

function checkKeys(checker: Checker, kinds: readonly NamedKind[], map: object, path: string): void {
  for (const name of Object.keys(map)) checkName(checker, kinds, name, `${path}/${name}#key`);
}

function checkName(checker: Checker, kinds: readonly NamedKind[], name: string, path: string): void {
  if (kinds.some((kind) => checker.names.find(kind, name) !== undefined)) return;
  fault(checker, 'CCS5008', path, { what: kinds.join(' or '), name, suggestion: checker.names.near(kinds, name) });
}

function checkWord(checker: Checker, word: string, known: readonly string[], what: string, path: string): void {
  if (known.some((one) => one.toLowerCase() === word.toLowerCase())) return;
  fault(checker, 'CCS5008', path, { what, name: word, suggestion: suggestion(word, known) });
}

const scriptNames = ({ centre }: Checker): readonly string[] => centre.program.scripts.map(({ name }) => name);
const ruleNames = ({ centre }: Checker): readonly string[] => [
  ...centre.directory.mailboxes.flatMap(({ rules }) => rules.map(({ name }) => name)),
  'default',
];
const offsetOf =
  ({ centre }: Checker) =>
  (epochS: number) =>
    offsetS(centre.directory.transitions, epochS);

function badValue(checker: Checker, path: string, value: string, expected: string, meant?: string): void {
  const key =
    path
      .replace(/#key$/, '')
      .split('/')
      .findLast((part) => !/^\d+$/.test(part)) ?? '';
  fault(checker, 'CCS5005', path, {
    key,
    value: value === 'nothing' ? value : `\`${value}\``,
    expected,
    suggestion: meant,
  });
}

function fault<Code extends DiagnosticCode>(
  checker: Checker,
  code: Code,
  path: string,
  args: DiagnosticArgs<Code>,
  firstAt?: string,
): void {
  const related = firstAt === undefined ? [] : [relatedPlace(checker.faults, placeOf(checker, firstAt), 'first here')];
  report(checker.faults, code, placeOf(checker, path), args, related);
}

function placeOf({ shaped: { places } }: Checker, path: string): Span {
  return places.get(path) ?? places.get(path.replace(/#key$/, '')) ?? { start: 0, end: 1 };
}
