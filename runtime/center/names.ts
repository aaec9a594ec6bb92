/**
 * Names and their ids. A name gets the next free number of its kind the first time a directory holds it, and keeps it for ever
 * (design decision 5): a suspended script holds numbers, never names.
 *
 * INVARIANT: ids of a kind are dense from 0; a name is found without regard to case and shown as it was first written.
 */
import { NAME_KINDS, type NameKind } from '../../vm/index.ts';
import type { NameRow } from './model.ts';

type PerKind<T> = { readonly [K in NameKind]: T };

function perKind<T>(make: () => T): PerKind<T> {
  return Object.fromEntries(NAME_KINDS.map((kind) => [kind, make()])) as unknown as PerKind<T>;
}

export class NameTable {
  readonly #ids: PerKind<Map<string, number>> = perKind(() => new Map<string, number>());
  readonly #names: PerKind<string[]> = perKind(() => []);

  constructor(rows: readonly NameRow[]) {
    for (const row of [...rows].sort((a, b) => a.id - b.id)) {
      this.#names[row.kind][row.id] = row.name;
      this.#ids[row.kind].set(row.name.toLowerCase(), row.id);
    }
  }

  /** The id of a name, or -1. */
  find(kind: NameKind, name: string): number {
    return this.#ids[kind].get(name.toLowerCase()) ?? -1;
  }

  /** The row of a name that has no id yet; undefined when it has one. */
  give(kind: NameKind, name: string): NameRow | undefined {
    if (this.find(kind, name) >= 0) return undefined;
    const id = this.#names[kind].length;
    this.#names[kind].push(name);
    this.#ids[kind].set(name.toLowerCase(), id);
    return { kind, id, name };
  }

  /** The name of an id; empty when there is none. */
  nameOf(kind: NameKind, id: number): string {
    return this.#names[kind][id] ?? '';
  }

  count(kind: NameKind): number {
    return this.#names[kind].length;
  }
}
