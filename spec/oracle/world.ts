/**
 * The world of one run: answers that a seed decides, and a record of all that was done to it. Answers change with every effect and every
 * turn of a script, so a value that is asked at another time than language §6 says shows. Facts (vm/typed-state.ts) change with the turn only.
 *
 * INVARIANT: what is answered depends on seed, turn, effects so far and question alone; two runs that do the same get the same.
 */
import type { Directory, HandlerEvent, RunEvent, Value } from '../../vm/index.ts';
import {
  CONTACT_TYPES,
  INTRINSICS,
  type IntrinsicName,
  type IntrinsicRow,
  QUEUE_TYPES,
  type ValueType,
} from '../../vm/index.ts';
import {
  AGENTS,
  DATES,
  DIGITS,
  INTEGERS,
  PROVIDERS,
  REASONS,
  RESPONSES,
  SKILLSETS,
  TEXTS,
  TIMES,
} from './catalogue.ts';
import { mix } from './random.ts';

/** One thing that happened: what, and with which numbers and texts. */
export type Entry = readonly (string | number)[];

const CONTACT_TYPE = INTRINSICS['CONTACT TYPE'].number;
const OUT_OF_SERVICE = INTRINSICS['OUT OF SERVICE'].number;
const LOGGED = INTRINSICS['LOGGED AGENT COUNT'].number;

/** What the world answers with a number: the type of the answer, and whether it is a fact. */
const ROWS: readonly { readonly type: ValueType; readonly isFact: boolean }[] = (() => {
  const rows: { type: ValueType; isFact: boolean }[] = [];
  for (const [, { number, type, fact }] of Object.entries(INTRINSICS) as [IntrinsicName, IntrinsicRow][])
    rows[number] = { type, isFact: fact !== undefined };
  return rows;
})();

export class World {
  readonly seed: number;
  readonly record: Entry[] = [];
  /** Effects and turns so far. */
  moment = 0;
  /** How often a script was woken. */
  turn = 0;
  /** The newest activation. */
  activation = 0;
  readonly shared = new Map<string, number>();
  /** Told of the kinds of statements and the intrinsics that a run reaches, where somebody counts. */
  reached: ((what: string) => void) | undefined;
  readonly #copies: readonly string[];
  readonly #contactType: number;

  constructor(seed: number) {
    this.seed = seed;
    const count = mix(seed, 11) & 3;
    this.#copies = Array.from({ length: count }, (_, i) => TEXTS[(mix(seed, 12 + i) >>> 0) % TEXTS.length]!);
    this.#contactType = (mix(seed, 20) & 3) === 0 ? (mix(seed, 21) >>> 0) % CONTACT_TYPES.length : 1;
  }

  #draw(question: number): number {
    return mix(mix(this.seed, this.moment), question) >>> 0;
  }

  /** A script is woken. */
  wake(): void {
    this.turn++;
    this.moment++;
  }

  /** An effect: from here on the world answers otherwise. */
  tell(...entry: (string | number)[]): void {
    this.record.push(entry);
    this.moment++;
  }

  /** An event in the contact's history. */
  event(kind: RunEvent, script: string, line: number): void {
    this.record.push(['event', kind, script, line]);
  }

  /** The answer of an intrinsic with a number as its answer; `operands` are ids. */
  askInt(intrinsic: number, operands: readonly number[]): number {
    if (intrinsic === CONTACT_TYPE) return this.#contactType;
    if (intrinsic === OUT_OF_SERVICE) {
      return operands.every((id) => this.askInt(LOGGED, [id]) === 0) ? 1 : 0;
    }
    let question = intrinsic;
    for (const id of operands) question = mix(question, id + 1);
    const { type, isFact } = ROWS[intrinsic]!;
    const drawn = isFact ? mix(mix(this.seed, -1 - this.turn), question) >>> 0 : this.#draw(question);
    return this.#number(type, drawn, intrinsic);
  }

  #number(type: ValueType, drawn: number, intrinsic: number): number {
    const rest = drawn >>> 8;
    switch (type) {
      case 'boolean':
        return drawn & 1;
      case 'priority':
        return rest % 7;
      case 'time':
        return TIMES[rest % TIMES.length]!;
      case 'day':
        return rest % 7;
      case 'month':
        return 1 + (rest % 12);
      case 'date': {
        // The centre's date has a year.
        const [year, month, day] = DATES[rest % DATES.length]!;
        return (year === 0 ? 2026 : year) * 512 + month * 32 + (month === 2 ? 28 : day);
      }
      case 'contact_type':
        return this.#contactType;
      case 'queue_type':
        return rest % QUEUE_TYPES.length;
      case 'agent':
        return (rest % (AGENTS.length + 1)) - 1;
      case 'skillset':
        return (rest % (SKILLSETS.length + 1)) - 1;
      default:
        // Counts are small and often 0; some facts are any integer.
        return intrinsic <= 5 || (drawn & 3) > 0 ? rest % 8 : INTEGERS[rest % INTEGERS.length]!;
    }
  }

  askText(intrinsic: number): string {
    const isDn = intrinsic >= INTRINSICS.CDN.number && intrinsic <= INTRINSICS['DIALED DN'].number;
    const texts: readonly string[] = isDn ? DIGITS : TEXTS;
    const drawn = this.#draw(intrinsic);
    const text = texts[drawn % texts.length]!;
    // Longer than a variable holds, with characters of two units at the cut.
    return !isDn && drawn >>> 28 === 0 ? `${'🙂é'.repeat(120)}${text.repeat(60)}` : text;
  }

  contactData(key: string): string {
    const drawn = this.#draw(1000 + key.length);
    return TEXTS[drawn % TEXTS.length]!;
  }

  copies(): readonly string[] {
    return this.#copies;
  }

  readShared(variable: string): number {
    return this.shared.get(variable) ?? INTEGERS[(mix(this.seed, variable.length) >>> 0) % INTEGERS.length]!;
  }

  writeShared(variable: string, value: number): void {
    this.shared.set(variable, value);
    this.tell('shared', variable, value);
  }
}

// ------------------------------------------------------------------------------------------ what comes from outside

/** What happens to a contact that waits. */
export type Happening =
  | { readonly kind: 'resume' }
  | { readonly kind: 'event'; readonly event: HandlerEvent }
  | { readonly kind: 'answer'; readonly values: readonly Value[] };

const EVENTS: readonly HandlerEvent[] = ['NOT_QUEUED', 'RETURNED_TO_QUEUE', 'POSTPONED_RETURN'];

/** The `n`th thing that happens; `targets` are the types of the variables that GET RESPONSE waits for. */
export function happening(seed: number, n: number, targets: readonly ValueType[] | undefined): Happening {
  const drawn = mix(seed, 5000 + n) >>> 0;
  if (drawn % 3 === 0) return { kind: 'event', event: EVENTS[(drawn >>> 8) % 3]! };
  if (targets === undefined || drawn % 5 === 0) return { kind: 'resume' };
  const values = targets.map((type, i) => answerOf(type, mix(drawn, i) >>> 0));
  const wrongCount = (drawn >>> 16) % 12 === 0;
  return { kind: 'answer', values: wrongCount ? [...values, 1] : values };
}

const WORDS: { readonly [T in ValueType]?: readonly string[] } = {
  time: ['8:00', '08:05', '23:59', '24:00', '', '8:5'],
  day: ['Sunday', 'saturday', '', 'Mon'],
  month: ['January', 'december', '', '13'],
  date: ['2026-12-25', 'December 25', 'february 29', '2027-02-29', '2028-02-29', '', 'May', 'June 31'],
  contact_type: ['EMail', 'fax', '', 'Letter'],
  queue_type: ['AGENT', 'replymail', '', 'X'],
  skillset: [...SKILLSETS, 'A_SK', '', 'ana'],
  agent: [...AGENTS, 'ANA', '', 'a_sk'],
  provider: [...PROVIDERS, '', 'x'],
  response: [...RESPONSES, '', 'x'],
  reason: [...REASONS, 'spam', '', 'x'],
};

function answerOf(type: ValueType, drawn: number): Value {
  const rest = drawn >>> 4;
  switch (type) {
    case 'integer':
    case 'seconds':
      return (drawn & 15) === 0 ? [1.5, 2 ** 31, 'x', 1e300][rest % 4]! : INTEGERS[rest % INTEGERS.length]!;
    case 'priority':
      return (drawn & 7) === 0 ? [7, -1, 'x'][rest % 3]! : rest % 7;
    default: {
      if ((drawn & 15) === 0) return 3;
      const words = WORDS[type] ?? (type === 'string' ? [...TEXTS, '🙂'.repeat(256), 'x'.repeat(300)] : DIGITS);
      return words[rest % words.length]!;
    }
  }
}

/** The type of a variable of a directory. */
export function typeOf(directory: Directory, variable: number): ValueType {
  return directory.variables[variable]?.type ?? 'integer';
}
