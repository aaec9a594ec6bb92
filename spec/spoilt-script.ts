/**
 * Random scripts that are right against cases/center.yaml, and the same with faults that have nothing to do with one another: each
 * statement on a line of its own, with the ways in which it is spoilt.
 */
import type { Chooser } from '../dsl/testing/generate.ts';

/** A fault, and the lines (from 1) at one of which it must be told. */
export interface Fault {
  readonly lines: readonly number[];
  readonly text: string;
}

/** A statement of one line: as it is right, then spoilt. */
const STATEMENTS: readonly (readonly [string, ...string[]])[] = [
  [
    'ASSIGN 1 TO tries_cv',
    'ASSIGN 1 tries_cv',
    'ASSIGN 1 TO tris_cv',
    'ASSIGN "a" TO tries_cv',
    'ASSIGN 1 TO limit_gv',
  ],
  ['text_cv ASSIGNED SUBJECT', 'text_cv ASSIGNED 5', 'txt_cv ASSIGNED SUBJECT', 'text_cv ASSIGNED'],
  [
    'QUEUE TO SKILLSET sales_sk, help_sk WITH PRIORITY 2',
    'QUEUE TO SKILLSET sals_sk, help_sk WITH PRIORITY 2',
    'QUEUE TO SKILLSET sales_sk, help_sk WITH PRIORITY 9',
    'QUEUE SKILLSET sales_sk, help_sk WITH PRIORITY 2',
    'QUEUE TO SKILLSET sales_sk, ana WITH PRIORITY 2',
    'QUEUE TO SKILLSET sales_sk help_sk WITH PRIORITY 2',
  ],
  ['QUEUE TO AGENT 4711, who_cv', 'QUEUE TO AGENT 4712, who_cv', 'QUEUE TO AGENT sales_sk', 'QUEUE TO AGENT'],
  ['CHANGE PRIORITY IN SKILLSET sales_sk TO PRIORITY 1', 'CHANGE PRIORITY IN SKILLSET sales_sk PRIORITY 1'],
  ['WAIT 30', 'WAIT 0', 'WAIT text_cv', 'WIAT 30', 'WAIT 30 )'],
  ['LOG "a", tries_cv + 1', 'LOG "a", tries_cv = 1', 'LOG "a, tries_cv + 1', 'LOG tries_cv / 0', 'LOG hours_gv', 'LOG'],
  ['GIVE RESPONSE ack_response', 'GIVE RESPONSE nack_response', 'GIVE RESPONSE sales_sk'],
  ['SEND REQUEST crm SUBJECT, 5', 'SEND REQUEST crn SUBJECT, 5', 'SEND REQUEST crm {10 × 5, }5'],
  ['GET RESPONSE crm text_cv TIMEOUT 5', 'GET RESPONSE crm text_cv TIMEOUT 0', 'GET RESPONSE crm limit_gv TIMEOUT 5'],
  ['READVAR tries_cv tries_cv ASSIGNED 1 SAVEVAR', 'READVAR tries_cv WAIT 2 SAVEVAR', 'READVAR text_cv SAVEVAR'],
  [
    'IF TIME OF DAY = hours_gv THEN LOG 1 ELSE LOG 2 END IF',
    'IF TIME OF DAY = hours_gv LOG 1 ELSE LOG 2 END IF',
    'IF TIME OF DAY < hours_gv THEN LOG 1 ELSE LOG 2 END IF',
    'IF TIME OF DAY = 5 THEN LOG 1 ELSE LOG 2 END IF',
    'IF TIME OF DAY = hours_gv THN LOG 1 ELSE LOG 2 END IF',
    'IF TIME OF DAY = hours_gv THEN LOG 1 ELSE LOG 2 ENDIF',
    'IF TIME OF DAY = 24:00 THEN LOG 1 ELSE LOG 2 END IF',
    'IF TIME OF DYA = hours_gv THEN LOG 1 ELSE LOG 2 END IF',
  ],
  [
    'WHERE DAY OF WEEK EQUALS VALUE Monday .. Friday: LOG 1 DEFAULT: LOG 2 END WHERE',
    'WHERE DAY OF WEEK VALUE Monday .. Friday: LOG 1 DEFAULT: LOG 2 END WHERE',
    'WHERE DAY OF WEEK EQUALS VALUE Monday .. May: LOG 1 DEFAULT: LOG 2 END WHERE',
    'WHERE DAY OF WEEK EQUALS VALUE Monday, Monday: LOG 1 DEFAULT: LOG 2 END WHERE',
    'WHERE DAY OF WEEK EQUALS VALUE Monday .. Friday LOG 1 DEFAULT: LOG 2 END WHERE',
  ],
  [
    'IF NOT QUEUED THEN EXECUTE last END IF',
    'IF NOT QUEUED THEN EXECUTE lst END IF',
    'IF NOT QUEUED EXECUTE last END IF',
  ],
  [
    'LOG (QUEUED COUNT sales_sk, help_sk)',
    'LOG (QUEUED COUNT sales_sk, halp_sk)',
    'LOG (QUEUED COUNT)',
    'LOG (QUEUD COUNT sales_sk)',
  ],
  [
    'IF SUBJECT CONTAINS "a", "b*" OR NOT QUEUED THEN LOG 1 END IF',
    'IF SUBJECT CONTAINS 5 OR NOT QUEUED THEN LOG 1 END IF',
    'IF SUBJECT CONTANS "a" OR NOT QUEUED THEN LOG 1 END IF',
  ],
  [
    'REMOVE FROM AGENT ana, AGENTID',
    'REMOVE FORM AGENT ana, AGENTID',
    'REMOVE FROM AGENT ana,',
    'REMOVE FROM AGNT ana, AGENTID',
  ],
  ['GIVE MUSIC music_cv', 'GIVE MUSIC dn_cv', 'GIVE MUSIK music_cv', 'GIVE MUSIC'],
  ['ROUTE CALL 4805 CONTROLLED', 'ROUTE CALL 4805 CONTROLED', 'ROUTE CALL text_cv'],
  ['CLOSE CONTACT WITH REASON Spam', 'CLOSE CONTACT WITH REASON Spm', 'CLOSE CONTACT WITH REASON'],
  [
    'tries_cv ASSIGNED (2 + 3) * tries_cv',
    'tries_cv ASSIGNED (2 + 3 * tries_cv',
    'tries_cv ASSIGNED (2 + ) * tries_cv',
  ],
];

/** Heads of blocks: as they are right, then spoilt. */
const HEADS = {
  IF: [
    ['IF NOT QUEUED THEN', 'IF NOT QUEUED', 'IF NOT SUBJECT THEN'],
    ['IF tries_cv = 1 .. 5 THEN', 'IF tries_cv = 5 .. 1 THEN', 'IF tres_cv = 1 .. 5 THEN'],
  ],
  WHERE: [['WHERE tries_cv EQUALS VALUE 1:', 'WHERE tries_cv VALUE 1:', 'WHERE tries_cv EQUALS VALUE "a":']],
} as const;

/** A script, and the same with faults. */
export interface SpoiltScript {
  readonly right: string;
  readonly spoilt: string;
  readonly faults: readonly Fault[];
}

/** Makes one; about every `rare`th place has a fault. */
export function spoiltScript(choose: Chooser, rare: number): SpoiltScript {
  const maker = new Spoiler(choose, rare);
  maker.part();
  for (let section = choose(4); section > 0; section--) {
    maker.put(`SECTION part_${section}`);
    maker.part();
  }
  maker.put('SECTION last');
  maker.put('WAIT 60');
  return { right: maker.right.join('\n'), spoilt: maker.spoilt.join('\n'), faults: maker.faults };
}

class Spoiler {
  readonly right: string[] = [];
  readonly spoilt: string[] = [];
  readonly faults: Fault[] = [];
  readonly #choose: Chooser;
  readonly #rare: number;
  /** Two ends missing in one section are not independent: one END would be told as the other's. */
  #endMissing = false;

  constructor(choose: Chooser, rare: number) {
    this.#choose = choose;
    this.#rare = rare;
  }

  part(): void {
    this.#endMissing = false;
    this.#body(3, []);
  }

  put(right: string, spoilt = right, lines: readonly number[] = [this.right.length + 1]): void {
    this.right.push(repeated(right));
    this.spoilt.push(repeated(spoilt));
    if (spoilt !== right) this.faults.push({ lines, text: `${right} → ${spoilt}` });
  }

  #oneOf<T>(items: readonly T[]): T {
    return items[this.#choose(items.length)] as T;
  }

  /** What is left out at a line's end and what is wrong at the next one's beginning are not independent: one of two is right. */
  #line([right = '', ...wrong]: readonly string[]): void {
    const isBehindFault = this.faults.at(-1)?.lines.includes(this.right.length) === true;
    this.put(right, !isBehindFault && this.#choose(this.#rare) === 0 ? this.#oneOf(wrong) : right);
  }

  #body(depth: number, around: readonly { readonly kind: keyof typeof HEADS; readonly line: number }[]): void {
    for (let count = 1 + this.#choose(4); count > 0; count--) {
      if (depth === 0 || this.#choose(3) > 0) this.#line(this.#oneOf(STATEMENTS));
      else this.#block(depth, around);
    }
  }

  #block(depth: number, around: readonly { readonly kind: keyof typeof HEADS; readonly line: number }[]): void {
    const kind = this.#oneOf(['IF', 'WHERE'] as const);
    const line = this.right.length + 1;
    const inside = [...around, { kind, line }];
    this.#line(this.#oneOf<readonly string[]>(HEADS[kind]));
    this.#body(depth - 1, inside);
    if (this.#choose(2) === 0) {
      this.put(kind === 'IF' ? 'ELSE' : 'DEFAULT:');
      this.#body(depth - 1, inside);
    }
    if (this.#choose(3) === 0) {
      this.#line([`END ${kind}`, `END${kind}`, `EDN ${kind}`]);
      return;
    }
    const missing = !this.#endMissing && this.#choose(this.#rare) === 0;
    this.#endMissing ||= missing;
    // A following END of the same kind ends this one, and what is open then is a block around it.
    const openers = inside.filter((one) => one.kind === kind).map((one) => one.line);
    this.put(`END ${kind}`, missing ? '' : `END ${kind}`, openers);
  }
}

function repeated(text: string): string {
  return text.replace(/\{(\d+) × (.*?)\}/g, (_all, count: string, what: string) => what.repeat(Number(count)));
}
