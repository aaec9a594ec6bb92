/** What is said of conditions, compared with every value that the things in them can have. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWhole } from '../../spec/compile-text.ts';

type Thing = 'PRIORITY IN QUEUE sales_sk' | 'DAY OF WEEK' | 'QUEUED';
type World = Readonly<Record<Thing, number>>;

/** A condition, its text, and when it is true. */
interface Test {
  readonly text: string;
  readonly things: readonly Thing[];
  readonly parts: readonly Test[];
  readonly holds: (world: World) => boolean;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const worlds: readonly World[] = DAYS.flatMap((_day, day) =>
  [0, 1, 2, 3, 4, 5, 6].flatMap((priority) =>
    [0, 1].map((queued) => ({ 'DAY OF WEEK': day, 'PRIORITY IN QUEUE sales_sk': priority, QUEUED: queued })),
  ),
);

const ordering = fc.record({
  operator: fc.constantFrom('<', '>', '<=', '>=', '=', '<>'),
  than: fc.integer({ min: -1, max: 8 }),
});

function compares(operator: string, a: number, b: number): boolean {
  const order = Math.sign(a - b);
  return operator === '<>'
    ? order !== 0
    : (order < 0 && operator.includes('<')) ||
        (order > 0 && operator.includes('>')) ||
        (order === 0 && operator.includes('='));
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '=': '=', '<>': '<>' };

const leaf: fc.Arbitrary<Test> = fc.oneof(
  fc.record({ test: ordering, isMirrored: fc.boolean() }).map(({ test: { operator, than }, isMirrored }): Test => {
    const thing = 'PRIORITY IN QUEUE sales_sk';
    return {
      text: isMirrored ? `(${than} ${mirrored[operator]} ${thing})` : `(${thing} ${operator} ${than})`,
      things: [thing],
      parts: [],
      holds: (world) => compares(operator, world[thing], than),
    };
  }),
  fc.record({ low: fc.nat(6), high: fc.nat(6), isIn: fc.boolean() }).map(
    ({ low, high, isIn }): Test => ({
      text: `(DAY OF WEEK ${isIn ? '=' : '<>'} ${DAYS[low]} .. ${DAYS[high]})`,
      things: ['DAY OF WEEK'],
      parts: [],
      holds: ({ 'DAY OF WEEK': day }) => (low <= high ? day >= low && day <= high : day >= low || day <= high) === isIn,
    }),
  ),
  fc.constant<Test>({ text: '(QUEUED)', things: ['QUEUED'], parts: [], holds: (world) => world.QUEUED === 1 }),
);

const { test: tests } = fc.letrec<{ test: Test }>((tie) => ({
  test: fc.oneof(
    { maxDepth: 3 },
    { weight: 2, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: tie('test').map(
        (of): Test => ({
          text: `(NOT ${of.text})`,
          things: of.things,
          parts: [of],
          holds: (world) => !of.holds(world),
        }),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.record({ all: fc.array(tie('test'), { minLength: 2, maxLength: 3 }), isAnd: fc.boolean() }).map(
        ({ all, isAnd }): Test => ({
          text: `(${all.map(({ text }) => text).join(isAnd ? ' AND ' : ' OR ')})`,
          things: all.flatMap(({ things }) => things),
          parts: all,
          holds: (world) => (isAnd ? all.every((one) => one.holds(world)) : all.some((one) => one.holds(world))),
        }),
      ),
    },
  ),
}));

/** All parts by their text without the outer parentheses. */
function byText(test: Test, found = new Map<string, Test>()): ReadonlyMap<string, Test> {
  found.set(test.text.slice(1, -1), test);
  for (const part of test.parts) byText(part, found);
  return found;
}

function isConstant(test: Test): boolean {
  return worlds.every((world) => test.holds(world) === test.holds(worlds[0]!));
}

describe('random conditions', () => {
  it('are told to be constant only when they are, and always when they are about one thing', () => {
    let told = 0;
    fc.assert(
      fc.property(tests, (test) => {
        const { diagnostics } = compileWhole({ 'Master_Script.ccs': `IF ${test.text} THEN CLOSE CONTACT END IF` });
        expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([]);
        const parts = byText(test);
        const findings = diagnostics.filter(({ code }) => code === 'CCS3101');
        for (const { place, message } of findings) {
          const part =
            parts.get(place.source.text.slice(place.span.start, place.span.end)) ?? expect.unreachable(message);
          const always = message.endsWith('always true');
          expect(
            worlds.every((world) => part.holds(world) === always),
            `${test.text}: ${message}`,
          ).toBe(true);
        }
        if (new Set(test.things).size === 1 && isConstant(test)) expect(findings.length, test.text).toBeGreaterThan(0);
        told += findings.length;
      }),
      { numRuns: Number(process.env.CCMM_RUNS ?? 300) },
    );
    expect(told).toBeGreaterThan(20);
  });
});
