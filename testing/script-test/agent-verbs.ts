/** What agents can do in a script test: one row a verb, as it is written, `ana: closes Resolved` or `ana: { closes: Resolved }`. */
import { suggestion } from '../../dsl/index.ts';

interface VerbRow {
  /** A sentence for the page and for editors. */
  readonly about: string;
  /** Its value where it is written as a key. */
  readonly example: string | true;
  /** What stands behind it: nothing, something, or something that may be left out. */
  readonly argument: 'none' | 'needed' | 'optional';
}

export const AGENT_VERBS = {
  accepts: { about: 'Takes the contact that is offered.', example: true, argument: 'none' },
  declines: { about: 'Does not take it, with a reason if one is given.', example: 'Lunch', argument: 'optional' },
  lets_it_lapse: {
    about: 'Does nothing until the offer has ended; time goes on to there.',
    example: true,
    argument: 'none',
  },
  replies: { about: 'Answers the customer with this text.', example: 'It is on its way.', argument: 'optional' },
  closes: {
    about: 'Closes the contact, with a reason of the centre if one is given.',
    example: 'Resolved',
    argument: 'optional',
  },
  postpones: { about: 'Puts the contact off for this long.', example: '2h', argument: 'needed' },
  transfers_to: {
    about: 'Hands the contact on: to an agent, a skillset, or an address outside the centre.',
    example: 'EM_Billing',
    argument: 'needed',
  },
  notes: { about: 'Leaves a note that the customer never sees.', example: 'Called back.', argument: 'needed' },
  pulls: { about: 'Takes the contact out of its queue.', example: true, argument: 'none' },
  logs_in: { about: 'Logs in and is ready.', example: true, argument: 'none' },
  logs_out: { about: 'Logs out.', example: true, argument: 'none' },
  goes_ready: { about: 'Is ready for contacts.', example: true, argument: 'none' },
  goes_not_ready: {
    about: 'Is not ready, with a reason if one is given; logs in before, if need be.',
    example: 'Lunch',
    argument: 'optional',
  },
  is_free: { about: 'Is done with what made the agent busy at the beginning.', example: true, argument: 'none' },
} as const satisfies Readonly<Record<string, VerbRow>>;

export type AgentVerb = keyof typeof AGENT_VERBS;

/** Other words for the same. */
const SYNONYMS: Readonly<Record<string, AgentVerb>> = {
  ready: 'goes_ready',
  is_ready: 'goes_ready',
  not_ready: 'goes_not_ready',
  is_not_ready: 'goes_not_ready',
  lapses: 'lets_it_lapse',
  lets_lapse: 'lets_it_lapse',
  transfers: 'transfers_to',
  forwards_to: 'transfers_to',
  logged_out: 'logs_out',
};

/** One thing that an agent does. */
export interface AgentAct {
  readonly verb: AgentVerb;
  readonly argument?: string;
}

/** Every word and its verb, longest first, so that `goes not ready` is not `goes`. */
const WORDS: readonly (readonly [string, AgentVerb])[] = [
  ...(Object.keys(AGENT_VERBS) as AgentVerb[]).map((verb) => [verb, verb] as const),
  ...Object.entries(SYNONYMS),
].sort((a, b) => b[0].length - a[0].length);

/** `closes Resolved` → closes, Resolved. A string says what is wrong with it. */
export function readAct(phrase: string): AgentAct | string {
  const said = phrase.trim().replace(/\s+/g, ' ');
  const plain = said.toLowerCase().replaceAll(' ', '_');
  for (const [word, verb] of WORDS) {
    if (plain !== word && !plain.startsWith(`${word}_`)) continue;
    const rest = said
      .slice(word.length)
      .trim()
      .replace(/^(with|for) /i, '');
    return checkedAct(verb, rest === '' ? undefined : rest);
  }
  return `something an agent does: ${Object.keys(AGENT_VERBS).map(verbWords).join(', ')}`;
}

/** A verb with its argument, if it takes one; a string says what is wrong. */
export function checkedAct(verb: AgentVerb, argument: string | undefined): AgentAct | string {
  const { argument: takes, example } = AGENT_VERBS[verb] as VerbRow;
  if (takes === 'needed' && argument === undefined)
    return `\`${verbWords(verb)}\` with what it needs, such as \`${verbWords(verb)} ${example}\``;
  if (takes === 'none' && argument !== undefined) return `\`${verbWords(verb)}\` alone`;
  return { verb, ...(argument === undefined ? {} : { argument }) };
}

/** A verb as people say it. */
export function verbWords(verb: string): string {
  return verb.replaceAll('_', ' ');
}

/** The phrase that was meant, if its words are those of a verb but for a slip. */
export function nearVerb(phrase: string): string | undefined {
  const words = phrase.trim().split(/\s+/);
  const verbs = Object.keys(AGENT_VERBS).map(verbWords);
  for (let count = Math.min(words.length, 3); count > 0; count--) {
    const meant = suggestion(words.slice(0, count).join(' '), verbs);
    if (meant !== undefined) return [meant, ...words.slice(count)].join(' ');
  }
  return undefined;
}
