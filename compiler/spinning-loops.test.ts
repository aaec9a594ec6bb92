import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionAt } from '../dsl/index.ts';
import { compileCentre } from './centre/index.ts';

const CENTRE = `center: { name: Test, timezone: UTC }
skillsets: [{ name: EM_Default_Skillset }, { name: sales_sk }]
variables: [{ name: n_cv, scope: call, type: integer }]
providers: [{ name: crm, in_process: true }]
`;

/** The loops found, as `file:line > related lines`. */
function loops(scripts: Readonly<Record<string, string>>): readonly string[] {
  const { diagnostics } = compileCentre({
    centre: { file: 'center.yaml', text: CENTRE },
    scripts: Object.entries(scripts).map(([name, source]) => ({ file: `${name}.ccs`, source })),
    read: () => undefined,
  });
  const errors = diagnostics.filter(({ level }) => level === 'error');
  return errors.map(({ code, place, related }) => {
    expect(code).toBe('CCS4005');
    const at = ({ source, span }: typeof place) =>
      `${source.fileName.replace('.ccs', '')}:${positionAt(source, span.start).line}`;
    return [at(place), ...related.map((one) => at(one.place))].join(' > ');
  });
}

const master = (text: string) => loops({ Master_Script: text });

describe('a way round without a suspension', () => {
  it.each([
    ['a section that executes itself', 'SECTION a\nEXECUTE a', ['Master_Script:2']],
    ['a script that executes itself', 'EXECUTE SCRIPT Master_Script', ['Master_Script:1']],
    ['two sections', 'SECTION a\nEXECUTE b\nSECTION b\nEXECUTE a', ['Master_Script:4 > Master_Script:2']],
    ['one branch of an IF', 'SECTION a\nIF QUEUED THEN WAIT 2 END IF\nEXECUTE a', ['Master_Script:3']],
    [
      'one VALUE of a WHERE',
      'SECTION a\nWHERE n_cv EQUALS\nVALUE 1: WAIT 2\nVALUE 2: LOG 1\nDEFAULT: WAIT 2 END WHERE\nEXECUTE a',
      ['Master_Script:6'],
    ],
    [
      'a WHERE without DEFAULT',
      'SECTION a\nWHERE n_cv EQUALS VALUE 1: WAIT 2 END WHERE\nEXECUTE a',
      ['Master_Script:3'],
    ],
    [
      'a counted loop',
      'n_cv ASSIGNED 3\nSECTION a\nn_cv ASSIGNED n_cv - 1\nIF n_cv > 0 THEN\nEXECUTE a END IF',
      ['Master_Script:5'],
    ],
    [
      'two EXECUTEs of one head',
      'SECTION a\nIF QUEUED THEN\nEXECUTE a END IF\nEXECUTE a',
      ['Master_Script:3', 'Master_Script:4'],
    ],
    [
      'a fall that closes it',
      'EXECUTE b\nSECTION a\nLOG 1\nSECTION b\nEXECUTE a',
      ['Master_Script:5 > Master_Script:4'],
    ],
    [
      'a fall that closes two',
      'EXECUTE b\nSECTION a\nLOG 1\nSECTION b\nIF QUEUED THEN\nEXECUTE a END IF\nEXECUTE a',
      ['Master_Script:6 > Master_Script:4', 'Master_Script:7 > Master_Script:4'],
    ],
    [
      'a ring inside a ring',
      'SECTION a\nLOG 1\nSECTION b\nIF QUEUED THEN\nEXECUTE b END IF\nEXECUTE a',
      ['Master_Script:5', 'Master_Script:6 > Master_Script:3'],
    ],
    ['QUEUE does not suspend', 'SECTION a\nQUEUE TO SKILLSET sales_sk\nEXECUTE a', ['Master_Script:3']],
    ['SEND REQUEST does not suspend', 'SECTION a\nSEND REQUEST crm 1\nEXECUTE a', ['Master_Script:3']],
    ['ROUTE CALL ends a voice contact alone', 'SECTION a\nROUTE CALL 5000\nEXECUTE a', ['Master_Script:3']],
    [
      'OPEN VOICE SESSION is skipped by e-mail',
      'SECTION a\nOPEN VOICE SESSION WAIT 2 END VOICE SESSION\nEXECUTE a',
      ['Master_Script:3'],
    ],
    [
      'a jump out of an event goes on',
      'EVENT HANDLER EVENT NOT_QUEUED: EXECUTE a END HANDLER\nWAIT 2 QUIT\nSECTION a\nEXECUTE a',
      ['Master_Script:4'],
    ],
  ])('%s', (_what, text, expected) => {
    expect(master(text)).toEqual(expected);
  });

  it.each([
    ['WAIT', 'SECTION a\nWAIT 2\nEXECUTE a'],
    ['WAIT behind the jump target', 'SECTION a\nLOG 1\nSECTION b\nWAIT 2\nEXECUTE a'],
    ['GET RESPONSE', 'SECTION a\nGET RESPONSE crm n_cv\nEXECUTE a'],
    ['WAIT in both branches', 'SECTION a\nIF QUEUED THEN WAIT 2 ELSE WAIT 3 END IF\nEXECUTE a'],
    [
      'WAIT in every branch of a WHERE',
      'SECTION a\nWHERE n_cv EQUALS VALUE 1: WAIT 2 DEFAULT: WAIT 3 END WHERE\nEXECUTE a',
    ],
    ['QUIT', 'SECTION a\nQUIT\nEXECUTE a'],
    ['DISCONNECT', 'SECTION a\nDISCONNECT\nEXECUTE a'],
    ['CLOSE CONTACT', 'SECTION a\nCLOSE CONTACT\nEXECUTE a'],
    ['ROUTE CONTACT', 'SECTION a\nROUTE CONTACT "a@b.c"\nEXECUTE a'],
    ['an event that comes in a WAIT', 'EVENT HANDLER EVENT NOT_QUEUED: EXECUTE a END HANDLER\nSECTION a\nWAIT 2\nQUIT'],
    [
      'an event that starts the script anew',
      'EVENT HANDLER EVENT NOT_QUEUED: EXECUTE SCRIPT Master_Script END HANDLER\nWAIT 2',
    ],
    ['a section that nothing reaches', 'QUIT\nSECTION a\nEXECUTE a'],
    ['jumps forward', 'IF QUEUED THEN EXECUTE b END IF\nEXECUTE a\nSECTION a\nEXECUTE b\nSECTION b'],
  ])('is none with %s', (_what, text) => {
    expect(master(text)).toEqual([]);
  });

  it('goes over scripts, and is told at its last EXECUTE when walked from Master_Script', () => {
    expect(loops({ Master_Script: 'EXECUTE SCRIPT b', a: 'EXECUTE SCRIPT b', b: 'LOG 1\nEXECUTE SCRIPT a' })).toEqual([
      'a:1 > b:2',
    ]);
  });

  it('in scripts that Master_Script does not reach is found from their own entry', () => {
    expect(loops({ Master_Script: 'QUIT', a: 'EXECUTE SCRIPT b', b: 'EXECUTE SCRIPT a' })).toEqual(['b:1 > a:1']);
  });

  it('is not told of where a statement could not be read or a target is unknown', () => {
    const { diagnostics } = compileCentre({
      centre: { file: 'center.yaml', text: CENTRE },
      scripts: [{ file: 'Master_Script.ccs', source: 'SECTION a\nWIAT 2\nEXECUTE a\nSECTION b EXECUTE c' }],
      read: () => undefined,
    });
    expect(diagnostics.map(({ code }) => code)).not.toContain('CCS4005');
  });
});

describe('ways round of random sections', () => {
  /** Sections of `EXECUTE` in IFs, with or without a WAIT before it, and perhaps a QUIT at the end. */
  const sections = fc.array(
    fc.record({
      jumps: fc.array(fc.record({ to: fc.nat(7), waits: fc.boolean() }), { maxLength: 3 }),
      ends: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );

  const textOf = (all: readonly { jumps: readonly { to: number; waits: boolean }[]; ends: boolean }[]) =>
    all
      .map(({ jumps, ends }, index) => {
        const lines = jumps.map(
          ({ to, waits }) => `IF QUEUED THEN ${waits ? 'WAIT 2 ' : ''}EXECUTE s${to % all.length} END IF`,
        );
        return [`SECTION s${index}`, ...lines, ...(ends ? ['QUIT'] : [])].join('\n');
      })
      .join('\n');

  it('are found exactly when there is one that can be reached, and taking the EXECUTEs told of away leaves none', () => {
    fc.assert(
      fc.property(sections, (all) => {
        const found = master(textOf(all));
        expect(found.length > 0).toBe(hasLoop(all));
        const told = new Set(found.map((one) => Number(/:(\d+)/.exec(one)?.[1])));
        const rest = textOf(all)
          .split('\n')
          .map((line, index) => (told.has(index + 1) ? 'LOG 1' : line))
          .join('\n');
        expect(master(rest)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  /** The plain definition: some reachable section gets back to itself without a WAIT. */
  function hasLoop(all: readonly { jumps: readonly { to: number; waits: boolean }[]; ends: boolean }[]): boolean {
    const next = (index: number, free: boolean): readonly number[] => {
      const { jumps, ends } = all[index]!;
      const to = jumps.filter(({ waits }) => !free || !waits).map((jump) => jump.to % all.length);
      return ends || index + 1 === all.length ? to : [...to, index + 1];
    };
    const reach = (from: readonly number[], free: boolean): ReadonlySet<number> => {
      const seen = new Set(from);
      for (const index of seen) for (const other of next(index, free)) seen.add(other);
      return seen;
    };
    return [...reach([0], false)].some((index) => reach(next(index, true), true).has(index));
  }
});
