import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { offsetS, quietLog } from '../../runtime/index.ts';
import { createMimePool, limitsWith } from '../../runtime/mail/index.ts';
import { type Outcome, runMail, type TrialStep, VirtualCentre } from '../../testing/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { compileFolder } from '../compile-folder.ts';
import { formatLocal, iso, readDuration, readMoment } from '../durations.ts';
import { formatOption } from '../options.ts';
import { colour, EXIT, Failure, type Format, print, printJson, unreadable } from '../outcome.ts';

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
      const centre = new VirtualCentre({ program, directory, at });
      for (const [login, state] of agents)
        if (state !== 'logged_out') centre.command(login, { kind: 'log_in', ready: state === 'ready' });
      const trial = runMail(
        centre,
        {
          mail: parsed.mail,
          sizeBytes: raw.length,
          ...(options.mailbox === undefined ? {} : { mailbox: options.mailbox }),
        },
        watchS,
      );
      if (options.format === 'json')
        results.push({
          contact: { ...trial.contact, arrivedAt: iso(trial.contact.arrivedAt) },
          steps: trial.steps.map((step) => ({
            ...step,
            at: iso(step.at),
            text: step.text ?? compiled.sourceLine(step.script, step.line),
            ...(step.lastAt === undefined ? {} : { lastAt: iso(step.lastAt) }),
          })),
          outcome: trial.outcome,
        });
      else {
        if (mails.length > 1) print(colour('bold', path));
        printTrial(trial.steps, trial.outcome, zone, compiled.sourceLine);
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
  steps: readonly TrialStep[],
  outcome: Outcome,
  zone: string,
  sourceLine: (script: string, line: number) => string,
): void {
  let shownAt = '';
  const width = Math.max(8, ...steps.map((step) => `${step.script}:${step.line}`.length));
  for (const step of steps) {
    const at = formatLocal(step.at, zone);
    if (at !== shownAt) print(colour('dim', at));
    shownAt = at;
    const values = step.values
      .map(({ name, value }) => `${name} = ${typeof value === 'string' ? JSON.stringify(value) : value}`)
      .join(', ');
    const text = step.text ?? sourceLine(step.script, step.line);
    print(
      `  ${colour('cyan', `${step.script}:${step.line}`.padEnd(width))}  ${text}${values === '' ? '' : colour('yellow', `   [${values}]`)}`,
    );
    if (step.matched !== undefined) print(colour('green', `  ${' '.repeat(width)}  ${step.matched}`));
    for (const candidate of step.candidates ?? [])
      print(colour('dim', `  ${' '.repeat(width)}    ${candidate.agent}: ${candidate.lost}`));
    if (step.repeated !== undefined)
      print(
        colour('dim', `  … the same ${step.repeated} times in all, until ${formatLocal(step.lastAt as number, zone)}`),
      );
  }
  print(colour('bold', `=> ${describe(outcome)}`));
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
