/**
 * What one decision gathers. It stands in an array that is kept; what is answered is an array as long as it must be: one that grows from
 * empty is given room for seventeen at its first element, which costs more than the decision.
 */
export class Gathering<T> {
  readonly #all: T[] = [];
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  add(value: T): void {
    const count = this.#count;
    if (count < this.#all.length) this.#all[count] = value;
    else this.#all.push(value);
    this.#count = count + 1;
  }

  get count(): number {
    return this.#count;
  }

  at(index: number): T {
    return this.#all[index]!;
  }

  /** What was added, as an array of the caller's own. */
  take(): T[] {
    const all = this.#all;
    switch (this.#count) {
      case 0:
        return [];
      case 1:
        return [all[0]!];
      case 2:
        return [all[0]!, all[1]!];
      case 3:
        return [all[0]!, all[1]!, all[2]!];
      case 4:
        return [all[0]!, all[1]!, all[2]!, all[3]!];
      default:
        return all.slice(0, this.#count);
    }
  }
}
