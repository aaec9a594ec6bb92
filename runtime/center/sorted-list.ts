/**
 * A list in order that knows ranks: queues of contacts by age, idle agents by level. Members stand in sorted pieces of at most
 * 512, so that finding is a binary search, inserting moves one short piece, and a rank adds up the lengths of the pieces before.
 *
 * INVARIANT: what the order looks at does not change while a member is in the list; no two members are equal by it.
 */

const PIECE_MAX = 512;

export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #pieces: T[][] = [];
  #size = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  first(): T | undefined {
    return this.#pieces[0]?.[0];
  }

  /** Index of the last piece that begins at or before `member`; 0 when none does. */
  #pieceOf(member: T): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#compare((this.#pieces[middle] as T[])[0] as T, member) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** How many members of a piece stand before `member`. */
  #before(piece: readonly T[], member: T): number {
    let low = 0;
    let high = piece.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(piece[middle] as T, member) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  add(member: T): void {
    this.#size++;
    const index = this.#pieceOf(member);
    const piece = this.#pieces[index];
    if (piece === undefined) {
      this.#pieces.push([member]);
      return;
    }
    const position = this.#before(piece, member);
    if (position === piece.length) piece.push(member);
    else piece.splice(position, 0, member);
    if (piece.length > PIECE_MAX) this.#pieces.splice(index + 1, 0, piece.splice(PIECE_MAX >> 1));
  }

  /** Takes a member out; false when it was not there. */
  delete(member: T): boolean {
    const index = this.#pieceOf(member);
    const piece = this.#pieces[index];
    if (piece === undefined) return false;
    const position = this.#before(piece, member);
    if (piece[position] !== member) return false;
    if (position === 0) piece.shift();
    else piece.splice(position, 1);
    if (piece.length === 0) this.#pieces.splice(index, 1);
    this.#size--;
    return true;
  }

  /** How many members stand before `member`, which need not be one. */
  rank(member: T): number {
    const index = this.#pieceOf(member);
    const piece = this.#pieces[index];
    if (piece === undefined) return 0;
    let rank = this.#before(piece, member);
    for (let i = 0; i < index; i++) rank += (this.#pieces[i] as T[]).length;
    return rank;
  }

  /** The first member of which `reached` holds; it must hold of all members after one of which it holds. */
  firstFrom(reached: (member: T) => boolean): T | undefined {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle] as T[];
      if (reached(piece[piece.length - 1] as T)) high = middle;
      else low = middle + 1;
    }
    return this.#pieces[low]?.find(reached);
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const piece of this.#pieces) yield* piece;
  }
}
