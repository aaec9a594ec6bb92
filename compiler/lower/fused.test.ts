/** What is tested in one step must come out as arithmetic says: each place that a value can stand in, against JavaScript. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newMachine, run, setCallVariable } from '../../vm/index.ts';
import { call, hostOf, lowered } from './testing/lowered.ts';

const VARIABLES = [call('n_cv', 'integer', 0)];
const RELATIONS = {
  '=': (a: number, b: number) => a === b,
  '<>': (a: number, b: number) => a !== b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
} as const;
const GREATEST = 0x7fff_ffff;
const integers = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(GREATEST, -GREATEST, GREATEST - 1));

/** What a script logs, when the value stands everywhere that a value can stand. */
function logged(script: string, value: number, second = 0): unknown[] {
  const host = hostOf(VARIABLES);
  host.answer('AGE OF CALL', value).answer('CONTACT PRIORITY', value).answer('TIME OF DAY', value);
  host.answer('DAY OF WEEK', value).answer('EXPECTED WAIT TIME', value).answer('CALL RATE', value);
  host.setCell(0, 'queued', value).setCell(1, 'loggedAgents', second);
  const machine = newMachine(host.activate(lowered(script, VARIABLES)), 0, host);
  setCallVariable(machine, 0, value);
  expect(run(machine, host)).toEqual({ kind: 'ended' });
  return [...host.effects, ...host.events.map(({ kind }) => kind)];
}

describe('tests in one step', () => {
  it('hold as the relation does, of a fact, a cell, an answer and a call variable, asked either way', () => {
    const subjects = ['AGE OF CALL', '(QUEUED COUNT a_sk)', '(EXPECTED WAIT TIME a_sk, b_sk)', 'n_cv', 'CALL RATE'];
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(RELATIONS) as (keyof typeof RELATIONS)[])),
        integers,
        integers,
        (relation, value, number) => {
          const tests = subjects.flatMap((subject, i) => [
            `IF ${subject} ${relation} ${number} THEN LOG ${i} END IF`,
            `IF NOT ${number} ${relation} ${subject} THEN LOG ${10 + i} END IF`,
          ]);
          const holds = RELATIONS[relation];
          expect(logged(tests.join('\n'), value)).toEqual(
            subjects.flatMap((_, i) => [
              ...(holds(value, number) ? [`log ${i}`] : []),
              ...(holds(number, value) ? [] : [`log ${10 + i}`]),
            ]),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('compare a cell with a multiple of another, whose overflow is a fault and false', () => {
    const relations = ['<', '<=', '>', '>='] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...relations),
        integers,
        integers,
        fc.integer({ min: 0, max: 4 }),
        (relation, value, other, factor) => {
          const script = `IF (QUEUED COUNT a_sk) ${relation} (${factor} * LOGGED AGENT COUNT b_sk) THEN LOG 1 ELSE LOG 2 END IF
IF NOT (${factor} * LOGGED AGENT COUNT b_sk) ${relation} (QUEUED COUNT a_sk) THEN LOG 3 END IF`;
          const product = factor * other;
          if (product !== (product | 0)) {
            expect(logged(script, value, other)).toEqual(['log 2', 'overflow', 'overflow']);
            return;
          }
          expect(logged(script, value, other)).toEqual([
            RELATIONS[relation](value, product) ? 'log 1' : 'log 2',
            ...(RELATIONS[relation](product, value) ? [] : ['log 3']),
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('find members of small sets, of ranges over midnight, and what is in none', () => {
    const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
        (day, set) => {
          const list = set.map((each) => days[each]).join(', ');
          const script = `IF DAY OF WEEK = ${list} THEN LOG 1 END IF IF DAY OF WEEK <> ${list} THEN LOG 2 END IF`;
          expect(logged(script, day)).toEqual([set.includes(day) ? 'log 1' : 'log 2']);
        },
      ),
      { numRuns: 40 },
    );
    const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, minute, (time, low, high) => {
        const inside = low <= high ? time >= low && time <= high : time >= low || time <= high;
        const script = `IF TIME OF DAY = ${clock(low)} .. ${clock(high)} THEN LOG 1 ELSE LOG 2 END IF`;
        expect(logged(script, time)).toEqual([inside ? 'log 1' : 'log 2']);
      }),
      { numRuns: 40 },
    );
  });

  it('send a WHERE where its first VALUE that holds does, and every other value to the DEFAULT', () => {
    for (let value = -2; value <= 9; value++) {
      const script = `WHERE CONTACT PRIORITY EQUALS VALUE 3: LOG 3 VALUE 2 .. 4, 6: LOG 24 DEFAULT: LOG 0 END WHERE
WHERE AGE OF CALL EQUALS VALUE 5: LOG 5 END WHERE`;
      const first = value === 3 ? 3 : [2, 4, 6].includes(value) ? 24 : 0;
      expect(logged(script, value)).toEqual([`log ${first}`, ...(value === 5 ? ['log 5'] : [])]);
    }
  });
});
