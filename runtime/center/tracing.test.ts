import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecondTier } from '../../vm/index.ts';
import { newParts, untracedParts } from './core-parts.ts';
import { activateScripts, BUSY_SET, scenario } from './testing/compiled-scenario.ts';
import { STEP_KINDS, type Step, takeStep } from './testing/random-days.ts';
import { Scenario } from './testing/scenario.ts';

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...STEP_KINDS),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
});

/** Everything that a day left, but for traces and their numbers. */
function leftBy(centre: Scenario): object {
  const { contacts, actions, offers, presences, requests, events, shared } = centre.tables;
  return {
    contacts: [...contacts.values()].map(({ traces: _, ...row }) => row),
    rows: [actions, offers, presences, requests, shared].map((table) => [...table]),
    events,
    effects: centre.effects,
    agents: centre.core.agents(),
    queues: centre.core.queues(),
    nextDueAt: centre.core.nextDueAt(),
  };
}

describe('tracing', () => {
  it('changes nothing of a day but its traces', () => {
    let lines = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), fc.boolean(), (steps, restarts) => {
        const [traced, untraced] = [new Scenario(), new Scenario(untracedParts())];
        for (const centre of [traced, untraced]) activateScripts(centre, BUSY_SET);
        for (const [i, each] of steps.entries()) {
          expect(takeStep(untraced, each)).toEqual(takeStep(traced, each));
          if (restarts && i % 20 === 19) for (const centre of [traced, untraced]) centre.restart();
        }
        expect(leftBy(untraced)).toEqual(leftBy(traced));
        lines += [...traced.tables.traces.values()].flatMap((row) => row.lines).filter(({ line }) => line > 0).length;
        expect([...untraced.tables.traces.values()].flatMap((row) => row.lines).every(({ line }) => line === 0)).toBe(
          true,
        );
      }),
      { numRuns: 40 },
    );
    expect(lines).toBeGreaterThan(0);
  });

  it('is the same on the second tier, and so is all else', () => {
    let promoted = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const secondTier = new SecondTier({ promoteAfter: 2 });
        const [machine, tiered] = [new Scenario(), new Scenario({ ...newParts(), secondTier })];
        for (const centre of [machine, tiered]) activateScripts(centre, BUSY_SET);
        for (const each of steps) expect(takeStep(tiered, each)).toEqual(takeStep(machine, each));
        expect(leftBy(tiered)).toEqual(leftBy(machine));
        expect(tiered.tables.traces).toEqual(machine.tables.traces);
        promoted += secondTier.status.kind === 'on' ? secondTier.status.promoted : 0;
      }),
      { numRuns: 15 },
    );
    expect(promoted).toBeGreaterThan(0);
  });

  it('counts a loop in one row, whatever it counts in its own variables', () => {
    const centre = scenario('SECTION top\nWAIT 30\ntries_cv ASSIGNED tries_cv + 1\nEXECUTE top');
    const contact = centre.mail();
    centre.pass(301);
    centre.apply({ kind: 'stopping' });
    const rows = centre.tables.tracesOf(contact);
    expect(rows.map(({ count }) => count)).toEqual([1, 10]);
    // The values are those of the first time round.
    expect(rows[1]?.lines[0]).toMatchObject({
      values: [{ name: 'tries_cv', value: 0, variable: 'call' }],
      stored: [{ name: 'tries_cv', value: 1 }],
    });
  });
});
