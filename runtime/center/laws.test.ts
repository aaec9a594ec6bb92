import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Directory } from '../../vm/index.ts';
import type { Applied } from './protocol.ts';
import { activateScripts, BUSY_SET, STANDARD_SCRIPT, scenario } from './testing/compiled-scenario.ts';
import { smallDirectory } from './testing/directory.ts';
import { invariantFaults } from './testing/invariants.ts';
import { STEP_KINDS, type Step, takeStep } from './testing/random-days.ts';
import type { Scenario } from './testing/scenario.ts';

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...STEP_KINDS),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
});

/** Keeps what every batch gave. */
function recorded(centre: Scenario): { readonly seen: Applied[]; readonly centre: Scenario } {
  const seen: Applied[] = [];
  const apply = centre.apply.bind(centre);
  centre.apply = (...events) => {
    const { core } = centre;
    const spied = {
      ...core,
      apply: (batch: typeof events, at: number) => {
        const applied = core.apply(batch, at);
        seen.push(applied);
        return applied;
      },
    };
    centre.core = spied as typeof core;
    try {
      return apply(...events);
    } finally {
      centre.core = core;
    }
  };
  return { seen, centre };
}

/** The directory without Bo, without sales, and with Ana as a standby. */
function withoutBo(): Partial<Directory> {
  const { agents, skillsets } = smallDirectory();
  const ana = agents[0] as (typeof agents)[number];
  return {
    skillsets: skillsets.filter(({ name }) => name !== 'EM_Sales'),
    agents: [
      { ...ana, skillsets: [{ skillset: 'EM_Billing', level: 'standby' }] },
      ...agents.filter(({ login }) => login === 'cy'),
    ],
  };
}

const newCentre = (
  order: 'contact_first' | 'skillset_first' = 'contact_first',
  onDecline: 'ready' | 'not_ready' = 'not_ready',
): Scenario =>
  scenario(BUSY_SET, {
    presentation: { acceptWithinS: 30, onDecline, order },
    agents: smallDirectory().agents.map((one) => (one.login === 'ana' ? { ...one, capacity: { EMail: 2 } } : one)),
  });

describe('the core, whatever happens', () => {
  it('never leaves an idle agent beside a waiting contact, exceeds no capacity, loses no contact, and counts as it derives', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
        fc.constantFrom('contact_first' as const, 'skillset_first' as const),
        fc.constantFrom('ready' as const, 'not_ready' as const),
        (steps, order, onDecline) => {
          const centre = newCentre(order, onDecline);
          for (const one of steps) {
            takeStep(centre, one);
            expect(invariantFaults(centre.state), JSON.stringify(one)).toEqual([]);
          }
          const arrived = centre.tables.ledger.filter(({ contact }) => centre.tables.contacts.has(contact));
          expect(arrived).toHaveLength(centre.tables.ledger.length);
        },
      ),
      { numRuns: 70 },
    );
  });

  it('made again from its rows goes on with the same answers, rows and effects', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(4)), { minLength: 10, maxLength: 50, size: 'max' }), (steps) => {
        const one = recorded(newCentre());
        const other = recorded(newCentre());
        for (const [each, restart] of steps) {
          expect(takeStep(other.centre, each)).toEqual(takeStep(one.centre, each));
          if (restart === 0) {
            one.centre.apply({ kind: 'stopping' });
            other.centre.apply({ kind: 'stopping' });
            other.centre.restart();
            expect(invariantFaults(other.centre.state)).toEqual([]);
          }
          expect(other.seen).toEqual(one.seen);
          one.seen.length = 0;
          other.seen.length = 0;
        }
      }),
      { numRuns: 50 },
    );
  });

  it('made again from its rows without an orderly stop keeps every contact, its queues and its agent', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 50, size: 'max' }), (steps) => {
        const centre = newCentre();
        for (const each of steps) takeStep(centre, each);
        const before = [...centre.state.contacts.keys()]
          .sort((a, b) => a - b)
          .map((id) => {
            const { state, queues, agent, queueType, callbackAt } = centre.contact(id);
            return { id, state, queues, agent, queueType, callbackAt };
          });
        centre.restart();
        expect(invariantFaults(centre.state)).toEqual([]);
        for (const row of before) expect(centre.contact(row.id)).toMatchObject(JSON.parse(JSON.stringify(row)));
        expect(centre.core.counts.contacts).toBe(before.length);
        centre.apply({ kind: 'restarted' });
        centre.pass(600);
        expect(invariantFaults(centre.state)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('stays sound when other scripts and directories are activated under way', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(12)), { minLength: 10, maxLength: 40, size: 'max' }), (steps) => {
        const centre = newCentre();
        for (const [each, swap] of steps) {
          if (swap === 0) activateScripts(centre, BUSY_SET);
          if (swap === 1) activateScripts(centre, STANDARD_SCRIPT, withoutBo());
          if (swap === 2) centre.restart();
          takeStep(centre, each);
          expect(invariantFaults(centre.state)).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
