/** What changed between two texts, as a unified diff. */

/** Lines of context around a change. */
const CONTEXT_LINES = 3;
/** Edits that are searched for; texts that differ by more are shown as one replacement of what lies between. */
const EDITS_MOST = 2_000;

/** One line of a diff. */
interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** The diff without colours, `''` when the texts are equal. Both names stand in its head. */
export function unifiedDiff(oldName: string, newName: string, oldText: string, newText: string): string {
  const edits = editsOf(linesOf(oldText), linesOf(newText));
  const hunks = hunksOf(edits);
  if (hunks.length === 0) return '';
  return `--- ${oldName}\n+++ ${newName}\n${hunks.join('')}`;
}

/** Lines with their ends, so that a missing last one shows. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function editsOf(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const kept = (line: string): Edit => ({ kind: ' ', line });
  return [
    ...before.slice(0, head).map(kept),
    ...shortestEdits(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(kept),
  ];
}

/** The fewest edits from one list of lines to another (Myers 1986): furthest reaching paths by the number of edits. */
function shortestEdits(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const most = Math.min(before.length + after.length, EDITS_MOST);
  const rounds: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= most; edits += 1) {
    const next = new Map<number, number>();
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOn(reached, diagonal, edits);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) {
        rounds.push(reached);
        return walkBack(rounds, before, after);
      }
    }
    rounds.push(reached);
    reached = next;
  }
  return [...before.map((line): Edit => ({ kind: '-', line })), ...after.map((line): Edit => ({ kind: '+', line }))];
}

/** How far a path has come on each diagonal. */
type Reached = ReadonlyMap<number, number>;

/** Whether the best path to a diagonal with so many edits ends with an insertion; else it ends with a deletion. */
function isInsertion(reached: Reached, diagonal: number, edits: number): boolean {
  const above = reached.get(diagonal + 1) ?? -1;
  const left = reached.get(diagonal - 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && left < above);
}

/** Where that path goes on. */
function startOn(reached: Reached, diagonal: number, edits: number): number {
  return isInsertion(reached, diagonal, edits)
    ? (reached.get(diagonal + 1) ?? 0)
    : (reached.get(diagonal - 1) ?? 0) + 1;
}

function walkBack(rounds: readonly Reached[], before: readonly string[], after: readonly string[]): readonly Edit[] {
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let round = rounds.length - 1; round >= 0; round -= 1) {
    const reached = rounds[round] as Reached;
    const diagonal = x - y;
    for (const start = startOn(reached, diagonal, round); x > start; ) {
      x -= 1;
      y -= 1;
      edits.push({ kind: ' ', line: before[x] ?? '' });
    }
    if (round === 0) break;
    if (isInsertion(reached, diagonal, round)) {
      y -= 1;
      edits.push({ kind: '+', line: after[y] ?? '' });
    } else {
      x -= 1;
      edits.push({ kind: '-', line: before[x] ?? '' });
    }
  }
  return edits.reverse();
}

/** Changes with the lines around them; two that are near one another are one hunk. */
function hunksOf(edits: readonly Edit[]): readonly string[] {
  const hunks: string[] = [];
  let oldLine = 1;
  let newLine = 1;
  let at = 0;
  while (at < edits.length) {
    const first = edits.findIndex((edit, index) => index >= at && edit.kind !== ' ');
    if (first === -1) break;
    let last = first;
    for (let index = first; index < edits.length && index - last <= 2 * CONTEXT_LINES; index += 1)
      if (edits[index]?.kind !== ' ') last = index;
    const from = Math.max(at, first - CONTEXT_LINES);
    const to = Math.min(edits.length, last + 1 + CONTEXT_LINES);
    oldLine += from - at;
    newLine += from - at;
    const hunk = edits.slice(from, to);
    const oldCount = hunk.filter(({ kind }) => kind !== '+').length;
    const newCount = hunk.filter(({ kind }) => kind !== '-').length;
    hunks.push(`@@ -${range(oldLine, oldCount)} +${range(newLine, newCount)} @@\n${hunk.map(shown).join('')}`);
    oldLine += oldCount;
    newLine += newCount;
    at = to;
  }
  return hunks;
}

function range(line: number, count: number): string {
  if (count === 1) return String(line);
  return `${count === 0 ? line - 1 : line},${count}`;
}

function shown({ kind, line }: Edit): string {
  return line.endsWith('\n') ? kind + line : `${kind}${line}\n\\ No newline at end of file\n`;
}
