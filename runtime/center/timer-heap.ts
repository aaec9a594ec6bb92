/**
 * All timers of the core in one binary heap of absolute times (design decision 1). A timer that is no longer wanted stays until
 * its turn and is then found stale by what it was for, so cancelling costs nothing.
 *
 * INVARIANT: timers come out by time, then kind, then id, whatever order they went in; a core made again from rows fires the same.
 */

/** What a timer is for, in the order in which timers of one moment fire. */
export const TIMER_KINDS = ['offer', 'wake', 'callback', 'unwritten'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export interface Timer {
  readonly dueAt: number;
  readonly kind: TimerKind;
  /** An offer's id; a contact's for the rest. */
  readonly id: number;
}

const RANK: { readonly [K in TimerKind]: number } = { offer: 0, wake: 1, callback: 2, unwritten: 3 };

function before(a: Timer, b: Timer): boolean {
  if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt;
  if (a.kind !== b.kind) return RANK[a.kind] < RANK[b.kind];
  return a.id < b.id;
}

export class TimerHeap {
  #heap: Timer[] = [];

  get size(): number {
    return this.#heap.length;
  }

  peek(): Timer | undefined {
    return this.#heap[0];
  }

  add(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(timer, heap[parent] as Timer)) break;
      heap[at] = heap[parent] as Timer;
      at = parent;
    }
    heap[at] = timer;
  }

  pop(): Timer | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer)) child++;
      if (!before(heap[child] as Timer, last)) break;
      heap[at] = heap[child] as Timer;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}
