/**
 * Runs a case over a virtual centre and tells what happened, line by line: `HH:MM:SS #contact kind detail`, as the contact's history has
 * it. Besides the history: alarms, commands that were refused, and agents' states that no command of theirs asked for.
 */
import { readFileSync } from 'node:fs';
import { compileCentre } from '../compiler/centre/index.ts';
import { untracedParts } from '../runtime/center/index.ts';
import type { ContactRow } from '../runtime/center/model.ts';
import type { Answer, Command } from '../runtime/center/protocol.ts';
import { prepareCentre, VirtualCentre } from '../testing/index.ts';
import { describeFinding } from './compile-text.ts';
import type { RunFile, RunSet } from './run-file.ts';
import { type Happening, type Moment, RUN_DAY_AT, readMoment } from './run-timeline.ts';

const RUN_CENTRE = readFileSync(new URL('./cases/run/center.yaml', import.meta.url), 'utf8');

/** What is said of every mail: not worth a line. */
const UNTOLD: ReadonlySet<string> = new Set(['arrived', 'script_started', 'info_sent']);

/** What a run case came to. */
export interface RunOutcome {
  readonly expect: readonly string[];
  readonly contacts: readonly string[];
}

/** Executes a run case. Throws when its scripts do not compile. */
export function runCase(file: RunFile, tracing: 'on' | 'off' = 'on'): RunOutcome {
  return new CaseRun(file, tracing).outcome();
}

class CaseRun {
  readonly #file: RunFile;
  readonly #centre: VirtualCentre;
  readonly #lines: string[] = [];
  readonly #states = new Map<string, string>();
  readonly #requests = new Map<string, number>();
  #contacts = 0;
  #events = 0;
  #effects = 0;

  constructor(file: RunFile, tracing: 'on' | 'off') {
    this.#file = file;
    const moments = file.timeline.map(readMoment);
    const { program, directory } = compiled(file.sets[0]);
    const prepared = prepareCentre(program, directory);
    this.#centre = new VirtualCentre({
      program,
      directory,
      prepared: tracing === 'on' ? prepared : { ...prepared, parts: untracedParts() },
      at: Math.min(RUN_DAY_AT, moments[0]?.at ?? RUN_DAY_AT),
    });
    for (const moment of moments) this.#pass(moment);
  }

  outcome(): RunOutcome {
    const ids = Array.from({ length: this.#contacts }, (_, index) => index + 1);
    return { expect: this.#lines, contacts: ids.map((id) => this.#standing(id)) };
  }

  #pass({ at, happening }: Moment): void {
    this.#centre.advance(at, () => {
      this.#tell();
      return false;
    });
    this.#tell();
    this.#happen(happening);
    this.#tell();
  }

  #happen(happening: Happening): void {
    const centre = this.#centre;
    switch (happening.kind) {
      case 'mail':
        for (let i = 0; i < happening.times; i++) {
          if (happening.answers === undefined) this.#contacts = centre.deliver(happening);
          else
            centre.deliverAnswer(happening.answers, happening, { by: 'in_reply_to', value: '<answer@centre.example>' });
        }
        return;
      case 'agent':
        this.#command(happening.agent, happening.command);
        return;
      case 'offer': {
        const offer = centre.core.agent(happening.agent)?.offers[0]?.id ?? 0;
        const reason = happening.reason === '' ? {} : { reason: happening.reason };
        this.#command(happening.agent, {
          kind: happening.verb,
          offer,
          ...(happening.verb === 'decline' ? reason : {}),
        });
        return;
      }
      case 'provider': {
        const request = this.#requests.get(happening.provider) ?? 0;
        const { values, error } = happening;
        const event = { ...(values === undefined ? {} : { values }), ...(error === undefined ? {} : { error }) };
        this.#answered(happening.provider, centre.apply([{ kind: 'provider_answered', request, ...event }])[0]);
        return;
      }
      case 'activate': {
        const { program, directory } = compiled(this.#file.sets[happening.set - 1]);
        this.#answered('activation', centre.activate(program, directory));
        return;
      }
      case 'nothing':
    }
  }

  /** The state that the command asks for is no news. */
  #command(agent: string, command: Command): void {
    const asked = {
      log_in: command.kind === 'log_in' && command.ready === true ? 'ready' : 'not ready',
      log_out: 'logged out',
      ready: 'ready',
      not_ready: command.kind === 'not_ready' && command.reason ? `not ready, ${command.reason}` : 'not ready',
    };
    if (Object.hasOwn(asked, command.kind)) this.#states.set(agent, asked[command.kind as keyof typeof asked]);
    this.#answered(agent, this.#centre.command(agent, command));
  }

  #answered(who: string, answer: Answer | undefined): void {
    if (answer?.ok === false) this.#line(this.#centre.at, `refused`, `${who}: ${answer.message}`);
  }

  /** Writes down what is new. */
  #tell(): void {
    const { events, effects, at } = this.#centre;
    for (const event of events.slice(this.#events))
      if (!UNTOLD.has(event.kind)) this.#line(event.at, `#${event.contact} ${event.kind}`, event.detail);
    for (const effect of effects.slice(this.#effects)) {
      if (effect.kind === 'alarm') {
        const contact = effect.contact === undefined ? '' : `#${effect.contact} `;
        this.#line(at, `${contact}alarm`, effect.code);
      }
      if (effect.kind === 'request') {
        if (effect.request.kind === 'request') this.#requests.set(effect.provider, effect.request.id);
        else
          this.#line(
            at,
            `#${effect.request.contact} info_sent`,
            `${effect.provider}: ${effect.request.values.join(', ')}`,
          );
      }
      if (effect.kind === 'agent_state') {
        const { login, state, reason } = effect.agent;
        const told = `${state.replace('_', ' ')}${reason === undefined ? '' : `, ${reason}`}`;
        if (this.#states.has(login) && this.#states.get(login) !== told) this.#line(at, login, told);
        this.#states.set(login, told);
      }
    }
    this.#events = events.length;
    this.#effects = effects.length;
  }

  #line(at: number, head: string, detail: string): void {
    const kind = head.replace(/^#\d+ /, '');
    if (this.#file.kinds !== undefined && !this.#file.kinds.includes(kind)) return;
    this.#lines.push(`${clock(at)} ${head}${detail === '' ? '' : ` ${detail}`}`);
  }

  /** `#1 New, QUEUETYPE SKILLSET, application First, in sales_sk 6, ...` */
  #standing(id: number): string {
    const row = this.#centre.contact(id) as ContactRow;
    const { core } = this.#centre;
    const parts = [`#${id} ${row.state}`, row.queueType, `application ${row.application}`];
    for (const { kind, id: queue, priority } of row.queues) parts.push(`in ${core.nameOf(kind, queue)} ${priority}`);
    if (row.agent !== undefined) parts.push(`with ${core.nameOf('agent', row.agent)}`);
    if (row.reason !== undefined) parts.push(`reason ${core.nameOf('reason', row.reason)}`);
    if (row.closeText !== undefined) parts.push(`text ${row.closeText}`);
    for (const response of row.suggestions) parts.push(`suggested ${core.nameOf('response', response)}`);
    if (row.run !== undefined) parts.push(`wakes ${clock(row.run.wakeAt)}`);
    return parts.join(', ');
  }
}

/** Time of day, with the date when it is another than the first. */
function clock(at: number): string {
  const text = new Date(Math.floor(at / 1000)).toISOString();
  return `${text.startsWith('2026-10-07') ? '' : `${text.slice(0, 10)} `}${text.slice(11, 19)}`;
}

const centres = new Map<string, ReturnType<typeof compile>>();

function compiled(set: RunSet | undefined): ReturnType<typeof compile> {
  if (set === undefined) throw new Error('there is no such activation in this run case');
  const key = JSON.stringify(set);
  const known = centres.get(key) ?? compile(set);
  centres.set(key, known);
  return known;
}

function compile({ center, scripts }: RunSet) {
  const { program, directory, diagnostics } = compileCentre({
    centre: { file: 'center.yaml', text: center ?? RUN_CENTRE },
    scripts: Object.entries(scripts).map(([file, source]) => ({ file, source })),
    read: () => undefined,
  });
  if (program === undefined || directory === undefined) throw new Error(diagnostics.map(describeFinding).join('\n'));
  return { program, directory };
}
