/** What `ccmm try` and `ccmm explain` print of a contact's way: made for 100 columns. */
import {
  BEFORE_LINES,
  endWords,
  flipWords,
  knownWords,
  type OtherWay,
  type QueueStep,
  type TraceLine,
  wayWords,
} from '../runtime/index.ts';
import { colour } from './outcome.ts';

const COLUMNS = 100;

/** Parts one after the other, in as many lines as they need; the first line begins with `head`. */
function wrapped(head: string, parts: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  let line = head;
  for (const part of parts) {
    const joined = line === '' ? part : `${line}${line === head && head !== '' ? '   ' : ', '}${part}`;
    if (indent.length + joined.length > COLUMNS && line !== '') {
      lines.push(`${indent}${line}${line === head ? '' : ','}`);
      line = part;
    } else line = joined;
  }
  if (line !== '') lines.push(`${indent}${line}`);
  return lines;
}

/** One line that ran: its source, which way it went, what it read and stored, and what matching made of it. */
export function lineText(
  { script, line, text = '', branch, candidates = [], ...known }: TraceLine,
  width: number,
): readonly string[] {
  const place = line === 0 ? '' : `${script}:${line}`;
  const indent = ' '.repeat(width + 4);
  const room = COLUMNS - width - 4;
  const source = text.length > room ? `${text.slice(0, room - 1)}…` : text;
  const way = branch === undefined ? '' : `-> ${wayWords(branch)}`;
  const head = line === 0 ? colour('green', `${indent}${text}`) : `  ${colour('cyan', place.padEnd(width))}  ${source}`;
  return [
    head,
    ...wrapped(way, knownWords(known), `${indent}  `).map((each) => colour('yellow', each)),
    ...candidates.map(({ agent, lost }) => colour('dim', `${indent}  ${agent}: ${lost}`)),
  ];
}

/** A queue entered or left. */
export function queueText({ kind, queue, priority, why }: Omit<QueueStep<unknown>, 'at'>, indent: string): string {
  const because = why === undefined ? '' : `: ${why}`;
  switch (kind) {
    case 'entered':
      return colour('magenta', `${indent}enters ${queue}, priority ${priority}${because}`);
    case 'left':
      return colour('magenta', `${indent}leaves ${queue}${priority > 0 ? `, priority ${priority}` : ''}${because}`);
    case 'priority':
      return colour('magenta', `${indent}priority ${priority} in ${queue}`);
  }
}

/** Something that happened, in text. */
interface Told {
  /** ISO 8601. */
  readonly at: string;
  readonly lines: readonly string[];
}

/** What happened to a contact, in order: of one moment first what brings lines about, then the lines, then what came of them. */
export function inOrder({
  lines,
  queues,
  events,
}: {
  readonly lines: readonly Told[];
  readonly queues: readonly Told[];
  readonly events: readonly (Told & { readonly kind: string })[];
}): readonly Told[] {
  const before = events.filter(({ kind }) => BEFORE_LINES.has(kind));
  const after = events.filter(({ kind }) => !BEFORE_LINES.has(kind));
  return [...before, ...lines, ...queues, ...after].sort((a, b) => a.at.localeCompare(b.at));
}

/** An activation in text, and how often it ran. */
export interface Round {
  readonly at: number;
  readonly lines: readonly string[];
  readonly times: number;
  readonly lastAt: number;
  /** How many activations went round together, this one the last of them; absent for one. */
  readonly together?: number;
}

/** Activations of a loop that are told apart, at most. */
const PERIOD_MAX = 4;

/** A loop of one to four activations that goes round with the same lines and values is shown once, with the number of its rounds. */
export function foldRounds(rounds: readonly Round[]): readonly Round[] {
  const out: Round[] = [];
  const same = (a: number, b: number): boolean =>
    rounds[a]!.times === 1 && rounds[b]!.times === 1 && rounds[a]!.lines.join('\n') === rounds[b]!.lines.join('\n');
  for (let i = 0; i < rounds.length; ) {
    let best = { period: 1, times: 1 };
    for (let period = 1; period <= PERIOD_MAX; period++) {
      let end = i + period;
      while (end < rounds.length && same(end, end - period)) end++;
      const times = Math.floor((end - i) / period);
      if (times > 1 && times * period > best.times * best.period) best = { period, times };
    }
    const { period, times } = best;
    const last = rounds[i + period * times - 1]!;
    out.push(...rounds.slice(i, i + period - 1));
    const closing = rounds[i + period - 1]!;
    const together = period === 1 ? {} : { together: period };
    out.push(times === 1 ? closing : { ...closing, times, lastAt: last.at, ...together });
    i += period * times;
  }
  return out;
}

/** A sentence in lines of at most 100 columns. */
export function paragraph(text: string, indent = '  '): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > COLUMNS && line.trim() !== '') {
      lines.push(line);
      line = indent;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** The last branch whose other side leads elsewhere, as far as the code tells. */
export function otherWayText({ line, way, ends }: OtherWay): readonly string[] {
  const { branch } = line;
  const taken = branch === undefined ? '' : ` -> ${wayWords(branch)}`;
  return [
    colour('bold', `The last branch that leads elsewhere: ${line.script}:${line.line}${taken}`),
    ...paragraph(`${flipWords(way)} the contact could have ${endWords(ends)}.`),
  ];
}
