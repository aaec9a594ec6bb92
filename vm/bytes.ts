/** Bytes in and out: varints (LEB128, zigzag for signed), strings with their length. Bounds are checked; nothing is trusted. */

/** Collects bytes. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(64);
  #length = 0;

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    bigger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bigger;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(values: Uint8Array): void {
    this.#room(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** An integer 0 .. 2^32-1. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** An int32. */
  signed(value: number): void {
    this.unsigned(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Any JavaScript string: its UTF-16 units, so that even a lone surrogate comes back; one byte a unit below 128. */
  text(value: string): void {
    this.unsigned(value.length);
    for (let i = 0; i < value.length; i++) this.unsigned(value.charCodeAt(i));
  }

  /** A count and as many things. */
  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.unsigned(items.length);
    for (const item of items) write(item);
  }

  /** The bytes so far, as an array of their own. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/** Reads what ByteWriter wrote; `refuse` makes the error for bytes that cannot be so. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #refuse: (what: string) => Error;
  #at = 0;

  constructor(bytes: Uint8Array, refuse: (what: string) => Error) {
    this.#bytes = bytes;
    this.#refuse = refuse;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw this.#refuse('it ends too early');
    this.#at++;
    return value;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift <= 28; shift += 7) {
      const next = this.byte();
      if (shift === 28 && next > 15) break;
      value |= (next & 127) << shift;
      if (next < 128) return value >>> 0;
    }
    throw this.#refuse('a number is too long');
  }

  signed(): number {
    const value = this.unsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  text(): string {
    const length = this.count();
    let value = '';
    for (let i = 0; i < length; i++) value += String.fromCharCode(this.unsigned() & 0xffff);
    return value;
  }

  /** A count of things of at least one byte each: never more than the bytes that are left. */
  count(): number {
    const value = this.unsigned();
    if (value > this.#bytes.length - this.#at) throw this.#refuse('it ends too early');
    return value;
  }

  /** What ByteWriter.list wrote. */
  list<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let left = this.count(); left > 0; left--) items.push(read());
    return items;
  }

  /** The bytes that are left, without taking them. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}
