/**
 * A random script set that compiles: several scripts and sections, every statement, loops with waits. A jump back comes right after a
 * WAIT or GET RESPONSE, so no way round spins. Each statement begins a line of its own, and its head stays on it.
 */
import type { VariableType } from '../../vm/index.ts';
import { CENTRES, type OracleCentre, REASONS } from './catalogue.ts';
import { condition, setItem } from './generate-conditions.ts';
import {
  agent,
  asked,
  booleanQuestion,
  itemsOf,
  literal,
  type Making,
  number,
  provider,
  response,
  several,
  skillset,
  textLiteral,
  value,
} from './generate-values.ts';
import { Chooser } from './random.ts';

export interface GeneratedScript {
  readonly name: string;
  readonly text: string;
}

export interface GeneratedProgram {
  readonly seed: number;
  readonly centre: OracleCentre;
  /** The script sets of the activations, the first is where the contact starts. */
  readonly versions: readonly (readonly GeneratedScript[])[];
}

const SCRIPTS = ['Master_Script', 'Second', 'Third'];

/** The program of a seed. */
export function generateProgram(seed: number): GeneratedProgram {
  const choose = new Chooser(seed);
  const centre = choose.oneOf(CENTRES);
  const count = choose.oneOf([1, 1, 1, 1, 2, 3]);
  const first = scriptSet(choose, centre, SCRIPTS.slice(0, count));
  const versions = [first];
  // A later activation: other texts for some scripts, or one of them gone.
  if (count > 1 && choose.once(2)) {
    const names = SCRIPTS.slice(0, choose.once(3) ? count - 1 : count);
    const again = scriptSet(choose, centre, names);
    versions.push(again.map((script, i) => (choose.once(2) && names.length === count ? first[i]! : script)));
  }
  return { seed, centre, versions };
}

function scriptSet(choose: Chooser, centre: OracleCentre, names: readonly string[]): readonly GeneratedScript[] {
  return names.map((name, index) => {
    const writer = new ScriptWriter({ choose, centre }, names, index);
    return { name, text: writer.write() };
  });
}

const LOGGED: readonly VariableType[] = [
  'string',
  'string',
  'time',
  'date',
  'day',
  'month',
  'skillset',
  'agent',
  'dn',
  'contact_type',
  'queue_type',
  'provider',
];

/** Where statements stand. */
interface Place {
  readonly depth: number;
  /** Inside READVAR: only ASSIGN, IF, WHERE and LOG. */
  readonly shared: boolean;
  /** In the body of an event: nothing that suspends. */
  readonly event: boolean;
}

type Make = (place: Place) => void;

class ScriptWriter {
  readonly #making: Making;
  readonly #scripts: readonly string[];
  readonly #index: number;
  readonly #lines: string[] = [];
  #sections = 0;
  /** The section being written; -1 is the entry. */
  #section = -1;
  /** Has the list of statements ended in a jump or a stop? */
  #ended = false;
  readonly #plain: readonly { readonly weight: number; readonly value: Make }[];
  readonly #ofShared: readonly { readonly weight: number; readonly value: Make }[];

  constructor(making: Making, scripts: readonly string[], index: number) {
    this.#making = making;
    this.#scripts = scripts;
    this.#index = index;
    const row = (weight: number, make: Make) => ({ weight, value: make });
    this.#ofShared = [
      row(20, () => this.#assign()),
      row(12, (place) => this.#if(place)),
      row(8, (place) => this.#where(place)),
      row(10, () => this.#log()),
    ];
    this.#plain = [
      ...this.#ofShared,
      row(8, () => this.#queue()),
      row(4, () => this.#queueToAgent()),
      row(3, () => this.#change()),
      row(3, () => this.#remove()),
      row(10, (place) => this.#wait(place)),
      row(5, () => this.#send()),
      row(5, (place) => this.#get(place)),
      row(4, (place) => this.#readvar(place)),
      row(5, (place) => this.#execute(place)),
      row(3, (place) => this.#executeScript(place)),
      row(3, () => this.#voice()),
      row(1, (place) => this.#voiceSession(place)),
      row(2, () => this.#line(`GIVE RESPONSE ${response(making)}`)),
      row(2, () => this.#line(`OFFER RESPONSE ${several(making, 3, response)}`)),
      row(2, () => this.#stop()),
    ];
  }

  write(): string {
    const { choose } = this.#making;
    this.#sections = choose.number(3);
    if (choose.once(3)) this.#handler();
    this.#statements(1 + choose.number(4), { depth: 2, shared: false, event: false });
    for (this.#section = 0; this.#section < this.#sections; this.#section++) {
      this.#lines.push(`SECTION part_${this.#section}`);
      this.#statements(choose.number(4), { depth: 2, shared: false, event: false });
    }
    return `${this.#lines.join('\n')}\n`;
  }

  #line(text: string): void {
    this.#lines.push(text);
  }

  #statements(count: number, place: Place): void {
    const { choose } = this.#making;
    this.#ended = false;
    for (let i = 0; i < count; i++) {
      choose.weighted(place.shared ? this.#ofShared : this.#plain)(place);
      // What stands behind a jump is never reached: rarely worth its time.
      if (this.#ended && !choose.once(20)) break;
      this.#ended = false;
    }
    this.#ended = false;
  }

  #body(place: Place): void {
    const { choose } = this.#making;
    this.#statements(choose.once(8) ? 0 : 1 + choose.number(2), { ...place, depth: place.depth - 1 });
  }

  // ------------------------------------------------------------------------------------------------------- blocks

  #if(place: Place): void {
    if (place.depth <= 0) {
      this.#log();
      return;
    }
    this.#line(`IF ${condition(this.#making, 2)} THEN`);
    this.#body(place);
    if (this.#making.choose.once(2)) {
      this.#line('ELSE');
      this.#body(place);
    }
    this.#line('END IF');
  }

  #where(place: Place): void {
    const making = this.#making;
    const { choose } = making;
    const type = choose.oneOf<VariableType>([
      'integer',
      'string',
      'string',
      'date',
      'time',
      'day',
      'month',
      'skillset',
      'agent',
      'contact_type',
      'queue_type',
      'dn',
      'priority',
      'reason',
    ]);
    const isNumber = type === 'integer' || type === 'priority';
    const subject = isNumber
      ? number(making, 2, type === 'priority' ? 'priority' : undefined).text
      : asked(making, type);
    if (place.depth <= 0 || subject === undefined) {
      this.#log();
      return;
    }
    this.#line(`WHERE ${subject} EQUALS`);
    const used = new Set<string>();
    for (let i = 1 + choose.number(3); i > 0; i--) {
      const items = Array.from({ length: 1 + choose.number(3) }, () =>
        isNumber ? this.#numberValue() : setItem(making, type, false),
      ).filter((item) => {
        // An item written twice is an error; words are without case, and a word may be written as a string.
        const key = keyOf(item);
        if (used.has(key)) return false;
        used.add(key);
        return true;
      });
      if (items.length === 0 && (i > 1 || used.size > 0)) continue;
      this.#line(`VALUE ${items.join(', ')}:`);
      this.#body(place);
    }
    if (choose.once(2)) {
      this.#line('DEFAULT:');
      this.#body(place);
    }
    this.#line('END WHERE');
  }

  #numberValue(): string {
    const making = this.#making;
    const { choose } = making;
    if (choose.once(5)) return choose.oneOf(itemsOf(making, 'integer', 'global'));
    if (choose.once(8)) return 'integer_set';
    const low = choose.oneOf([-7, -1, 0, 1, 2, 3, 5, 60]);
    return choose.once(3) ? `${low} .. ${low + 1 + choose.number(50)}` : String(low);
  }

  #readvar(place: Place): void {
    const [name] = itemsOf(this.#making, 'integer', 'call').slice(this.#making.choose.number(2));
    this.#line(`READVAR ${name}`);
    this.#body({ ...place, shared: true });
    this.#line(this.#making.choose.once(2) ? `SAVEVAR ${name}` : 'SAVEVAR');
  }

  #handler(): void {
    const { choose } = this.#making;
    this.#line('EVENT HANDLER');
    const events = ['NOT_QUEUED', 'RETURNED_TO_QUEUE', 'POSTPONED_RETURN'].filter(() => choose.once(2));
    for (const event of events.length === 0 ? ['Not_Queued'] : events) {
      this.#line(`EVENT ${event}:`);
      this.#body({ depth: 2, shared: false, event: true });
    }
    this.#line('END HANDLER');
  }

  #voiceSession(place: Place): void {
    if (place.depth <= 0) {
      this.#voice();
      return;
    }
    this.#line(this.#making.choose.once(2) ? 'OPEN VOICE SESSION 6001' : 'OPEN VOICE SESSION');
    this.#body(place);
    this.#line('END VOICE SESSION');
  }

  // ---------------------------------------------------------------------------------------------- jumps and waits

  #wait(place: Place): void {
    const { choose } = this.#making;
    if (place.event) {
      this.#log();
      return;
    }
    const seconds = number(this.#making, 2, 'seconds');
    this.#line(`WAIT ${seconds.constant || choose.once(2) ? 1 + choose.number(60) : seconds.text}`);
  }

  #execute(place: Place): void {
    const { choose } = this.#making;
    if (this.#sections === 0) {
      this.#log();
      return;
    }
    const target = choose.number(this.#sections);
    if (target <= this.#section && !place.event) this.#line('WAIT 2');
    this.#line(`EXECUTE ${choose.once(4) ? 'PART' : 'part'}_${target}`);
    this.#ended = true;
  }

  #executeScript(place: Place): void {
    const { choose } = this.#making;
    const target = choose.number(this.#scripts.length);
    if (target <= this.#index && !place.event) this.#line('WAIT 3');
    this.#line(`EXECUTE SCRIPT ${this.#scripts[target]}`);
    this.#ended = true;
  }

  #stop(): void {
    const making = this.#making;
    const { choose } = making;
    const reasons = [...REASONS, '1', '2', '"spam"', ...itemsOf(making, 'reason')];
    const addresses = [textLiteral(making), ...itemsOf(making, 'string')];
    this.#line(
      choose.oneOf([
        'QUIT',
        'DISCONNECT',
        'DISCONNECT',
        'CLOSE CONTACT',
        `CLOSE CONTACT WITH REASON ${choose.oneOf(reasons)}`,
        `ROUTE CONTACT ${choose.oneOf(addresses)}`,
      ]),
    );
    this.#ended = true;
  }

  // -------------------------------------------------------------------------------------------------- statements

  #assign(): void {
    const making = this.#making;
    const { choose } = making;
    const calls = making.centre.variables.filter(({ scope }) => scope === 'call');
    const target = choose.once(3) ? calls.find(({ type }) => type === 'integer')! : choose.oneOf(calls);
    const { name, type } = target;
    const text =
      type === 'integer' && choose.once(3)
        ? `${name} ${choose.oneOf(['+', '-'])} ${choose.oneOf([1, 1, 60, 2147483647])}`
        : this.#valueFor(type);
    this.#line(choose.once(2) ? `ASSIGN ${text} TO ${name}` : `${name} ASSIGNED ${text}`);
  }

  #valueFor(type: VariableType): string {
    const making = this.#making;
    if (type === 'priority') {
      const made = number(making, 2, 'priority');
      return made.constant ? String(making.choose.number(7)) : made.text;
    }
    if (type === 'integer' || type === 'seconds') return number(making, 3, 'seconds').text;
    return value(making, type);
  }

  /** A value of LOG or SEND. */
  #loggedValue(): string {
    const making = this.#making;
    const { choose } = making;
    switch (choose.number(6)) {
      case 0:
        return number(making, 2, 'seconds', true).text;
      case 1:
        return `(${condition(making, 1)})`;
      case 2:
        return choose.once(3) ? `(${booleanQuestion(making)})` : number(making, 1, 'priority', true).text;
      case 3:
        return literal(
          making,
          choose.oneOf(['string', 'time', 'date', 'day', 'month', 'skillset', 'agent', 'response', 'reason']),
        );
      default: {
        const type = choose.oneOf(LOGGED);
        // Where nothing is needed a word like EMail is no value, and digits are an integer.
        if (type === 'contact_type' || type === 'queue_type' || type === 'dn' || type === 'agent')
          return asked(making, type) ?? textLiteral(making);
        return value(making, type);
      }
    }
  }

  #log(): void {
    const count = 1 + this.#making.choose.number(3);
    this.#line(`LOG ${Array.from({ length: count }, () => this.#loggedValue()).join(', ')}`);
  }

  #send(): void {
    const { choose } = this.#making;
    const count = choose.once(20) ? 10 : 1 + choose.number(3);
    const values = Array.from({ length: count }, () => this.#loggedValue()).join(', ');
    this.#line(`SEND ${choose.once(3) ? 'INFO' : 'REQUEST'} ${provider(this.#making)} ${values}`);
  }

  #get(place: Place): void {
    const making = this.#making;
    const { choose } = making;
    if (place.event) {
      this.#log();
      return;
    }
    const calls = making.centre.variables.filter(({ scope }) => scope === 'call');
    const targets = Array.from({ length: 1 + choose.number(3) }, () => choose.oneOf(calls).name).join(', ');
    const timeout = number(making, 2, 'seconds');
    const written = timeout.constant ? String(1 + choose.number(9)) : timeout.text;
    this.#line(`GET RESPONSE ${provider(making)} ${targets}${choose.once(2) ? ` TIMEOUT ${written}` : ''}`);
  }

  #priority(): string {
    const making = this.#making;
    const { choose } = making;
    if (choose.once(3)) return String(1 + choose.number(6));
    if (choose.once(3)) return 'CONTACT PRIORITY';
    const names = [...itemsOf(making, 'priority'), ...itemsOf(making, 'integer')];
    return choose.oneOf(names);
  }

  #queue(): void {
    const { choose } = this.#making;
    const how = choose.oneOf(['', '', 'LONGEST IDLE AGENT ', 'MOST LOGGED AGENTS ']);
    const priority = choose.once(2) ? ` WITH PRIORITY ${this.#priority()}` : '';
    this.#line(`QUEUE TO SKILLSET ${how}${several(this.#making, 3, skillset)}${priority}`);
  }

  #queueToAgent(): void {
    const priority = this.#making.choose.once(2) ? ` WITH PRIORITY ${this.#priority()}` : '';
    this.#line(`QUEUE TO AGENT ${several(this.#making, 3, agent)}${priority}`);
  }

  #queues(): string {
    const making = this.#making;
    if (making.choose.once(3)) return `AGENT ${several(making, 3, agent)}`;
    return `SKILLSET ${several(making, 3, skillset)}`;
  }

  #change(): void {
    const word = this.#making.choose.once(2) ? 'PRIORITY ' : '';
    this.#line(`CHANGE PRIORITY IN ${this.#queues()} TO ${word}${this.#priority()}`);
  }

  #remove(): void {
    this.#line(`REMOVE FROM ${this.#queues()}`);
  }

  #voice(): void {
    const making = this.#making;
    const { choose } = making;
    const resource = (type: VariableType): string => (choose.once(2) ? (asked(making, type) ?? '12') : '12');
    const target = [...itemsOf(making, 'dn', 'call'), ...itemsOf(making, 'integer', 'call')];
    this.#line(
      choose.oneOf([
        'GIVE RINGBACK',
        'GIVE SILENCE',
        `GIVE MUSIC ${resource('music')}`,
        `GIVE RAN ${resource('ran')}`,
        'GIVE BUSY',
        'GIVE BUSY CONTROLLED',
        'GIVE OVERFLOW',
        'GIVE OVERFLOW CONTROLLED',
        `GIVE IVR INTERRUPTIBLE 6001 WITH TREATMENT ${resource('treatment')} WITH PRIORITY 4`,
        `GIVE CONTROLLED BROADCAST ANNOUNCEMENT 6001 PLAY PROMPT ${resource('prompt')}`,
        `PLAY PROMPT ${resource('prompt')}, 13`,
        `COLLECT 4 DIGITS INTO ${choose.oneOf(target)}`,
        'ROUTE CALL 6005',
        'ROUTE CALL 6005 CONTROLLED',
        'ROUTE CALL DEFAULT DN',
        'QUEUE TO NACD 6005 WITH PRIORITY 2',
        'REMOVE FROM NACD 6005',
      ]),
    );
  }
}

/** Under which an item counts as written before. */
function keyOf(item: string): string {
  if (item.includes(' .. ')) return item.split(' .. ').map(keyOf).join(' .. ');
  const bare = item.toLowerCase().replaceAll('"', '').trim();
  const date = /^([a-z]+) (\d+) (\d{4})$/.exec(bare);
  if (date !== null) return `${date[3]}-${date[1]!.slice(0, 3)}-${date[2]}`;
  const digits = /^(\d{4})-(\d\d)-(\d\d)$/.exec(bare);
  if (digits !== null) {
    const month = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')[Number(digits[2]) - 1];
    return `${digits[1]}-${month}-${Number(digits[3])}`;
  }
  return AGENT_KEYS[bare] ?? bare;
}

const AGENT_KEYS: Readonly<Record<string, string>> = { '4711': 'ana', '0815': 'ben', '7': 'cleo' };
