/** One mail through a virtual centre, told step by step: what `ccmm try` prints. */
import { type CoreParts, type QueueStep, queueSteps } from '../runtime/center/index.ts';
import type { TraceLine, TraceRow } from '../runtime/center/model.ts';
import { TRACE_LINES_KEPT } from '../vm/index.ts';
import { type TurningPoint, turningPoint, type Visit, visitsOf } from './turning-point.ts';
import type { VirtualCentre, VirtualMail } from './virtual-centre.ts';

/** One line that ran. */
export interface TrialStep extends TraceLine {
  /** Microseconds. */
  readonly at: number;
  /** What the line read: answers of intrinsics, and variables (`variable` says of which scope). */
  readonly values: NonNullable<TraceLine['values']>;
  /** Queues that the contact entered or left by the end of this activation; on its last step. */
  readonly queues?: readonly QueueStep<number>[];
  /** What matching decided after this line. */
  readonly matched?: string;
  /** Lines that ran after it and are not kept. */
  readonly folded?: number;
  /** On the last step of an activation that ran several times with the same lines and values: how often, and when last. */
  readonly repeated?: number;
  readonly lastAt?: number;
}

export const OUTCOME_KINDS = ['queued', 'presented', 'closed', 'forwarded', 'default'] as const;

export interface Outcome {
  readonly kind: (typeof OUTCOME_KINDS)[number];
  /** Where it waits, in the order in which it was queued. */
  readonly skillsets: readonly string[];
  /** 1..6: the most urgent it waits with, else what the mailbox's rule chose. */
  readonly priority: number;
  readonly agent?: string;
  /** Closed: the reason's name. */
  readonly reason?: string;
  /** Forwarded: where to. */
  readonly address?: string;
}

export interface Trial {
  readonly contact: {
    readonly id: number;
    readonly mailbox: string;
    readonly subject: string;
    readonly from: string;
    readonly skillset: string;
    readonly priority: number;
    readonly arrivedAt: number;
  };
  readonly steps: readonly TrialStep[];
  readonly queues: readonly QueueStep<number>[];
  readonly outcome: Outcome;
  /** The last branch on the way whose other side ends elsewhere; only of tryMail(), and where there is one. */
  readonly turning?: TurningPoint;
}

/** What a trial hears of its centre's scripts. */
export type TrialHooks = Pick<CoreParts, 'willRunScript' | 'ranScript'>;

export interface TrialSetup {
  /** A centre with its agents as they are when the mail comes; the same each time. */
  readonly centre: (hooks: TrialHooks) => VirtualCentre;
  readonly mail: VirtualMail;
  readonly watchS: number;
}

/** As runMail, and tries the last branches on the way the other way round, till one ends elsewhere. */
export function tryMail({ centre: make, mail, watchS }: TrialSetup): Trial {
  const visits: Visit[] = [];
  const runs = new Map<number, number>();
  const centre = make({
    ranScript: (contact, _machine, trace) => {
      const run = runs.get(contact) ?? 0;
      runs.set(contact, run + 1);
      visits.push(...visitsOf(contact, run, trace));
    },
  });
  const trial = runMail(centre, mail, watchS);
  const { id } = trial.contact;
  const turning = turningPoint({
    lines: centre.trace(id).flatMap((row) => row.lines),
    events: centre.events.filter(({ contact }) => contact === id),
    visits: visits.filter(({ contact }) => contact === id),
    outcome: trial.outcome,
    again: (hooks) => runMail(make(hooks), mail, watchS).outcome,
  });
  return turning === undefined ? trial : { ...trial, turning };
}

/** Delivers the mail and watches its contact until it is presented or ended, at most `watchS` seconds. */
export function runMail(centre: VirtualCentre, mail: VirtualMail, watchS: number): Trial {
  const id = centre.deliver(mail);
  const offered = () => centre.effects.find((effect) => effect.kind === 'offer' && effect.offer.contact === id);
  const ended = () => centre.contact(id)?.state === 'Closed';
  centre.advance(centre.at + watchS * 1_000_000, () => offered() !== undefined || ended());
  const outcome = outcomeOf(centre, id);
  centre.settle();
  const row = centre.contact(id);
  if (!row) throw new Error(`contact ${id} is not in the core`);
  const queues = queueSteps(centre.events.filter(({ contact }) => contact === id));
  return {
    contact: {
      id,
      mailbox: row.mailbox,
      subject: row.facts.subject,
      from: row.facts.from,
      skillset: centre.core.nameOf('skillset', row.skillset),
      priority: row.priority,
      arrivedAt: row.arrivedAt,
    },
    steps: centre.trace(id).flatMap((trace) => stepsOf(trace, queues)),
    queues,
    outcome,
  };
}

/** What matching said stands beside the line that brought the contact there. */
function stepsOf(row: TraceRow, queues: readonly QueueStep<number>[]): readonly TrialStep[] {
  const steps: Mutable<TrialStep>[] = [];
  for (const each of row.lines) {
    const { line, text, candidates } = each;
    const last = steps.at(-1);
    if (line === 0 && last !== undefined) {
      if (text !== undefined) last.matched = text;
      if (candidates !== undefined) last.candidates = candidates;
    } else steps.push({ values: [], ...each, at: row.firstAt });
  }
  const before = steps[TRACE_LINES_KEPT - 1];
  if (row.folded > 0 && before !== undefined) before.folded = row.folded;
  const last = steps.at(-1);
  const here = queues.filter(({ at }) => at === row.firstAt);
  if (last !== undefined && here.length > 0) last.queues = here;
  if (last !== undefined && row.count > 1) Object.assign(last, { repeated: row.count, lastAt: row.lastAt });
  return steps;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function outcomeOf(centre: VirtualCentre, id: number): Outcome {
  const row = centre.contact(id);
  if (!row) throw new Error(`contact ${id} is not in the core`);
  const skillsets = row.queues
    .filter((queue) => queue.kind === 'skillset')
    .map((queue) => centre.core.nameOf('skillset', queue.id));
  const priority = Math.min(...row.queues.map((queue) => queue.priority), row.queues.length === 0 ? row.priority : 6);
  const offer = centre.effects.find((effect) => effect.kind === 'offer' && effect.offer.contact === id);
  if (offer?.kind === 'offer')
    return {
      kind: 'presented',
      skillsets: offer.offer.skillset === undefined ? skillsets : [offer.offer.skillset],
      priority: offer.offer.priority,
      agent: offer.offer.agent,
    };
  const events = centre.events.filter((event) => event.contact === id);
  if (row.state === 'Closed') {
    const forwarded = events.findLast((event) => event.kind === 'forwarded_outside');
    if (forwarded) return { kind: 'forwarded', skillsets, priority, address: forwarded.detail };
    return {
      kind: 'closed',
      skillsets,
      priority,
      ...(row.reason === undefined ? {} : { reason: centre.core.nameOf('reason', row.reason) }),
    };
  }
  const fellBack = events.findLast((event) => event.kind === 'default_skillset');
  return { kind: fellBack ? 'default' : 'queued', skillsets, priority };
}
