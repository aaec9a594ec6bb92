import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { flipWords, offsetS, quietLog, wayWords } from '../../runtime/index.ts';
import { createMimePool, limitsWith } from '../../runtime/mail/index.ts';
import {
  type Outcome,
  prepareCentre,
  type Trial,
  type TrialHooks,
  type TrialStep,
  tryMail,
  VirtualCentre,
} from '../../testing/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { formatLocal, iso, readDuration, readMoment } from '../durations.ts';
import { formatOption } from '../options.ts';
import { colour, EXIT, Failure, type Format, print, printJson, unreadable } from '../outcome.ts';
import { foldRounds, lineText, paragraph, queueText, type Round } from '../trace-text.ts';

interface Options {
  readonly at?: string;
  readonly for: string;
  readonly agents?: string;
  readonly mailbox?: string;
  readonly format: Format;
}

const STATES = { ready: 'ready', 'not-ready': 'not_ready', 'logged-out': 'logged_out' } as const;
type AgentStates = ReadonlyMap<string, (typeof STATES)[keyof typeof STATES]>;

export const define: DefineCommand = (command: Command) => {
  command
    .argument('<dir>', "the centre's folder")
    .argument('<mail...>', 'e-mails as files (.eml); each is tried alone, in a centre of its own')
    .option('--at <time>', "when the mail arrives, in the centre's zone unless an offset is given (default: now)")
    .option('--for <duration>', 'how long to watch a contact that nobody is offered', '10m')
    .option(
      '--agents <states>',
      'ana=ready,bo=not-ready,cy=logged-out; those not named are logged out (default: everybody is ready)',
    )
    .option('--mailbox <name>', 'the mailbox it is for (default: the one among its recipients, else the first)')
    .addOption(formatOption())
    .action(tryAll);
};

async function tryAll(dir: string, mails: string[], options: Options): Promise<void> {
  const compiled = await compileFolder(dir, { show: 'errors' });
  const { program, directory } = compiled;
  const zone = directory.center.timezone;
  const at =
    options.at === undefined
      ? Date.now() * 1000
      : readMoment(options.at, '--at', (epochS) => offsetS(directory.transitions, epochS));
  const watchS = readDuration(options.for, '--for');
  const agents = readAgents(
    options.agents,
    directory.agents.map((agent) => agent.login),
  );
  const prepared = prepareCentre(program, directory);
  const staffed = (hooks: TrialHooks): VirtualCentre => {
    const centre = new VirtualCentre({
      program,
      directory,
      at,
      prepared: { ...prepared, parts: { ...prepared.parts, ...hooks } },
    });
    for (const [login, state] of agents)
      if (state !== 'logged_out') centre.command(login, { kind: 'log_in', ready: state === 'ready' });
    return centre;
  };
  const pool = createMimePool({ size: 1, limits: limitsWith(), log: quietLog });
  await pool.start();
  const results: object[] = [];
  try {
    for (const path of mails) {
      const raw = await readFile(path).catch(unreadable(path));
      const parsed = await pool.parse(raw);
      if (!parsed.ok)
        throw new Failure(
          'mail_refused',
          `${path}: the mail cannot be parsed (${parsed.reason}); a running centre would quarantine it`,
        );
      const trial = tryMail({
        centre: (hooks) => staffed(hooks),
        mail: {
          mail: parsed.mail,
          sizeBytes: raw.length,
          ...(options.mailbox === undefined ? {} : { mailbox: options.mailbox }),
        },
        watchS,
      });
      if (options.format === 'json')
        results.push({
          contact: { ...trial.contact, arrivedAt: iso(trial.contact.arrivedAt) },
          steps: trial.steps.map((step) => ({
            ...step,
            at: iso(step.at),
            text: step.text ?? compiled.sourceLine(step.script, step.line),
            ...(step.queues === undefined
              ? {}
              : { queues: step.queues.map((queue) => ({ ...queue, at: iso(queue.at) })) }),
            ...(step.lastAt === undefined ? {} : { lastAt: iso(step.lastAt) }),
          })),
          queues: trial.queues.map((queue) => ({ ...queue, at: iso(queue.at) })),
          outcome: trial.outcome,
          ...(trial.turning === undefined ? {} : { turning: trial.turning }),
        });
      else {
        if (mails.length > 1) print(colour('bold', path));
        printTrial(trial, zone, compiled.sourceLine);
      }
    }
  } finally {
    await pool.stop();
  }
  // One mail is one object; several are an array in the order given.
  if (options.format === 'json') printJson(results.length === 1 ? results[0] : results);
}

function readAgents(text: string | undefined, logins: readonly string[]): AgentStates {
  if (text === undefined) return new Map(logins.map((login) => [login, 'ready']));
  const known = new Map(logins.map((login) => [login.toLowerCase(), login]));
  return new Map(
    text.split(',').map((part) => {
      const [name = '', state = 'ready'] = part.trim().split('=');
      const login = known.get(name.toLowerCase());
      if (login === undefined)
        throw new Failure(
          'unknown_agent',
          `--agents ${part}: center.yaml has no agent with the log-in ${name}; it has ${logins.join(', ')}`,
          EXIT.usage,
        );
      if (!Object.hasOwn(STATES, state))
        throw new Failure(
          'bad_state',
          `--agents ${part}: a state is one of ${Object.keys(STATES).join(', ')}`,
          EXIT.usage,
        );
      return [login, STATES[state as keyof typeof STATES]];
    }),
  );
}

function printTrial(
  { steps, outcome, turning }: Trial,
  zone: string,
  sourceLine: (script: string, line: number) => string,
): void {
  const width = Math.max(8, ...steps.map((step) => `${step.script}:${step.line}`.length));
  for (const { at, lines, times, lastAt, together } of foldRounds(activations(steps, width, sourceLine))) {
    print(colour('dim', formatLocal(at, zone)));
    for (const line of lines) print(line);
    const same = together === undefined ? 'the same' : `these ${together} moments`;
    if (times > 1) print(colour('dim', `  … ${same} ${times} times in all, until ${formatLocal(lastAt, zone)}`));
  }
  print(colour('bold', `=> ${describe(outcome)}`));
  if (turning === undefined) return;
  print();
  print(`The last branch whose other side ends elsewhere: ${turning.script}:${turning.line} -> ${wayWords(turning)}`);
  for (const each of paragraph(`${flipWords(turning)} it would have been ${describe(turning.outcome)}.`)) print(each);
}

/** The steps as activations in text. */
function activations(
  steps: readonly TrialStep[],
  width: number,
  sourceLine: (script: string, line: number) => string,
): readonly Round[] {
  const rounds: { at: number; lines: string[]; times: number; lastAt: number }[] = [];
  for (const step of steps) {
    const { at, matched, candidates = [], queues = [], folded, repeated, lastAt, ...line } = step;
    let round = rounds.at(-1);
    if (round?.at !== at) {
      round = { at, lines: [], times: 1, lastAt: at };
      rounds.push(round);
    }
    round.lines.push(
      ...lineText({ ...line, text: step.text ?? sourceLine(step.script, step.line) }, width),
      ...queues.map((queue) => queueText(queue, ' '.repeat(width + 4))),
    );
    if (matched !== undefined || candidates.length > 0)
      round.lines.push(...lineText({ script: '', line: 0, text: matched ?? '', candidates }, width));
    if (folded !== undefined) round.lines.push(colour('dim', `  … ${folded} lines that ran are not kept`));
    if (repeated !== undefined) Object.assign(round, { times: repeated, lastAt: lastAt ?? at });
  }
  return rounds;
}

export function describe(outcome: Outcome): string {
  const skillsets = outcome.skillsets.length === 0 ? 'no queue' : outcome.skillsets.join(', ');
  switch (outcome.kind) {
    case 'presented':
      return `presented to ${outcome.agent} (${skillsets}, priority ${outcome.priority})`;
    case 'queued':
      return outcome.skillsets.length === 0
        ? 'waiting in no queue: nobody is logged in to what the script asked for'
        : `queued to ${skillsets} with priority ${outcome.priority}`;
    case 'closed':
      return `closed${outcome.reason === undefined ? '' : ` (${outcome.reason})`}`;
    case 'forwarded':
      return `forwarded to ${outcome.address ?? 'outside'}`;
    case 'default':
      return `fell to the default skillset ${skillsets}, priority ${outcome.priority}`;
  }
}
