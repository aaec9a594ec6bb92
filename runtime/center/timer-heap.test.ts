import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIMER_KINDS, type Timer, TimerHeap } from './timer-heap.ts';

const timer = fc.record({ dueAt: fc.nat(20), kind: fc.constantFrom(...TIMER_KINDS), id: fc.nat(20) });

function drain(heap: TimerHeap): Timer[] {
  const out: Timer[] = [];
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) out.push(next);
  return out;
}

describe('TimerHeap', () => {
  it('gives timers by time, then kind, then id, whatever order they went in', () => {
    fc.assert(
      fc.property(fc.array(timer), (timers) => {
        const heap = new TimerHeap();
        for (const one of timers) heap.add(one);
        const expected = [...timers].sort(
          (a, b) => a.dueAt - b.dueAt || TIMER_KINDS.indexOf(a.kind) - TIMER_KINDS.indexOf(b.kind) || a.id - b.id,
        );
        expect(drain(heap)).toEqual(expected);
      }),
    );
  });
});
