/** The first and the last items of a row that may be long without bound: between them, items are only counted. */
export class BothEnds<T> {
  readonly #kept: number;
  readonly #first: T[] = [];
  /** A ring: the item that came as number n stands at n modulo what is kept. */
  readonly #last: T[] = [];
  #count = 0;

  /** Keeps so many items of the beginning, and as many of the end. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  push(item: T): void {
    if (this.#first.length < this.#kept) this.#first.push(item);
    else this.#last[this.#count % this.#kept] = item;
    this.#count++;
  }

  /** What is kept, in the order in which it came. */
  get items(): readonly T[] {
    if (this.#last.length === 0) return this.#first;
    const oldest = this.left > 0 ? this.#count % this.#kept : 0;
    return [...this.#first, ...this.#last.slice(oldest), ...this.#last.slice(0, oldest)];
  }

  /** How many items came. */
  get count(): number {
    return this.#count;
  }

  /** How many items between the first and the last were left out. */
  get left(): number {
    return Math.max(0, this.#count - 2 * this.#kept);
  }
}
