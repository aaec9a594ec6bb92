/** Numbers that look like chance and are decided by a seed: fast, and the same on every machine. */

/** Mixes numbers into one of 32 bits. */
export function mix(a: number, b: number): number {
  let mixed = Math.imul(a ^ (a >>> 16) ^ b, 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ (b << 7), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

/** A row of numbers. */
export class Chooser {
  #state: number;

  constructor(seed: number) {
    this.#state = mix(seed, 0x2545f491);
  }

  /** A whole number from 0 up to and without `below`. */
  number(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** True once in so many times. */
  once(inSoMany: number): boolean {
    return this.number(inSoMany) === 0;
  }

  oneOf<T>(items: readonly T[]): T {
    return items[this.number(items.length)]!;
  }

  /** One of the keys, each as often as its weight. */
  weighted<T>(items: readonly { readonly weight: number; readonly value: T }[]): T {
    let left = this.number(items.reduce((sum, { weight }) => sum + weight, 0));
    for (const { weight, value } of items) {
      left -= weight;
      if (left < 0) return value;
    }
    return items[0]!.value;
  }
}
