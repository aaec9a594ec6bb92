/** What is so about a contact, as plain data: for tests written in a program, with its own assertions. */
import {
  agentName,
  ageS,
  eventsOf,
  forwardedTo,
  placesOf,
  responseOf,
  ruleOf,
  sentTo,
  suggestionsOf,
  waitPointOf,
} from './expectations.ts';
import type { ScriptRun } from './script-run.ts';

export interface ContactFacts {
  /** 1 for the contact of the first mail. */
  readonly nth: number;
  /** Its id in the centre (CONTACTID). */
  readonly contact: number;
  readonly state: 'New' | 'Open' | 'Waiting' | 'Closed';
  /** Where it waits, in the order in which it was queued. */
  readonly queues: readonly { readonly name: string; readonly priority: number }[];
  /** Who is offered it just now. */
  readonly presentedTo?: string;
  /** Who has it open. */
  readonly openWith?: string;
  /** The reason it is closed with. */
  readonly reason?: string;
  /** Where outside the centre it was forwarded to. */
  readonly forwardedTo?: string;
  /** The automatic response that its customer got. */
  readonly response?: string;
  /** Prepared responses suggested to the agent. */
  readonly offeredResponses: readonly string[];
  /** Mails to its customer, oldest first. */
  readonly sent: readonly { readonly subject: string; readonly text: string }[];
  /** What LOG wrote, oldest first. */
  readonly logged: readonly string[];
  readonly events: readonly { readonly at: number; readonly kind: string; readonly detail: string }[];
  readonly ageS: number;
  /** Where its script waits; absent when it has ended. */
  readonly waitsAt?: { readonly script: string; readonly section: string; readonly line: number };
  readonly rule?: string;
  readonly skillset: string;
  readonly priority: number;
  readonly queueType: string;
  readonly application: string;
}

/** The facts of the contact that a run is about. */
export function factsOf(run: ScriptRun): ContactFacts {
  const row = run.row();
  const { core } = run.centre;
  const point = waitPointOf(run);
  const optional = {
    presentedTo: run.offer()?.agent,
    openWith: agentName(run, row.agent),
    reason: row.reason === undefined ? undefined : core.nameOf('reason', row.reason),
    forwardedTo: forwardedTo(run),
    response: responseOf(run),
    rule: ruleOf(run),
    waitsAt: point === undefined ? undefined : { script: point.script, section: point.section, line: point.line },
  };
  return {
    nth: run.contacts.indexOf(row.id) + 1,
    contact: row.id,
    state: row.state,
    queues: placesOf(run),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<
      typeof optional
    > as object),
    offeredResponses: suggestionsOf(run),
    sent: sentTo(run).map(({ subject = '', text = '' }) => ({ subject, text })),
    logged: eventsOf(run, 'log').map(({ detail }) => detail),
    events: eventsOf(run).map(({ at, kind, detail }) => ({ at, kind, detail })),
    ageS: ageS(run),
    skillset: core.nameOf('skillset', row.skillset),
    priority: row.priority,
    queueType: row.queueType,
    application: row.application,
  };
}
