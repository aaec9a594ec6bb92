import { describe, expect, it } from 'vitest';
import {
  decodeMachine,
  encodeMachine,
  INSTRUCTIONS,
  LineTable,
  newMachine,
  newTrace,
  readTrace,
  run,
  TRACE_VALUES_KEPT,
  type TracedLine,
  type VariableEntry,
} from '../../vm/index.ts';
import type { TestHost } from '../../vm/testing/test-host.ts';
import { call, global, hostOf, lowered } from './testing/lowered.ts';

const VARIABLES: readonly VariableEntry[] = [
  call('n_cv', 'integer', 3),
  call('s_cv', 'string', 'x'),
  global('n_gv', 'integer', 5),
  global('hours_gv', 'time', [[480, 1020]]),
];

/** The lines of a script's first run, with its variables. */
function explained(script: string, prepare: (host: TestHost) => void = () => {}): readonly TracedLine[] {
  const host = hostOf(VARIABLES);
  prepare(host);
  const linked = host.activate(lowered(script, VARIABLES));
  const machine = newMachine(linked, 0, host);
  const start = encodeMachine(machine);
  const trace = newTrace();
  run(machine, host, trace);
  return readTrace(trace, (kind, id) => host.nameOf(kind, id), undefined, {
    machines: [decodeMachine(start, () => linked)],
    globals: (number) => host.globals(number),
    callDefault: (variable) => host.callDefault(variable),
    shared: () => undefined,
    newestGlobals: host.newestGlobals(),
  }).lines;
}

const told = ({ values = [], stored = [] }: TracedLine): string[] => [
  ...values.map(({ name, value }) => `${name} = ${value}`),
  ...stored.map(({ name, value }) => `${name} := ${value}`),
];

/** The way not taken of the first IF or WHERE: where it leads, and the values that would have led there. */
function turned(script: string, prepare?: (host: TestHost) => void): string[] {
  const { branch } = explained(script, prepare)[0]!;
  return (branch?.others ?? []).map(({ arm, flips, ends }) => {
    const changes = flips.map(({ name, was, with: how }) => `${name}${was === undefined ? '' : ` ${was}`} -> ${how}`);
    return `${arm}: ${changes.join(' & ')} => ${ends.map(({ kind, name }) => `${kind} ${name}`.trim()).join(', ')}`;
  });
}

const either = (condition: string): string =>
  `IF ${condition} THEN QUEUE TO SKILLSET a_sk ELSE QUEUE TO SKILLSET b_sk END IF`;

describe('an explanation', () => {
  it('tells each value that a line read, with the value it had then, and what was stored', () => {
    const lines = explained(
      'n_cv ASSIGNED n_cv + n_gv\nn_cv ASSIGNED n_cv + 1\ns_cv ASSIGNED SUBJECT\nLOG n_cv, s_cv',
      (host) => host.answer('SUBJECT', 'Hi'),
    );
    expect(lines.map(told)).toEqual([
      ['n_cv = 3', 'n_gv = 5', 'n_cv := 8'],
      ['n_cv = 8', 'n_cv := 9'],
      ['SUBJECT = Hi', 's_cv := Hi'],
      ['n_cv = 9', 's_cv = Hi'],
    ]);
  });

  it('keeps the first and the last of very many values of a line, and says how many are left out', () => {
    const terms = Array.from({ length: 3 * TRACE_VALUES_KEPT }, (_, i) => `CONTACT DATA "k${i}" = "v"`);
    const [line] = explained(
      `IF QUEUED AND NOT QUEUED OR ${terms.join(' OR ')} OR n_gv = 5 THEN LOG 1 END IF`,
      (host) => host.answer('QUEUED', 1),
    );
    const { values = [], valuesFolded } = line!;
    expect(values).toHaveLength(2 * TRACE_VALUES_KEPT);
    expect([values[0]!.name, values.at(-1)!.name]).toEqual(['QUEUED', 'n_gv']);
    expect(valuesFolded).toBe(2 + terms.length + 1 - values.length);
  });

  it('keeps no value twice behind the first ones, so that others have room', () => {
    const terms = Array.from({ length: 3 * TRACE_VALUES_KEPT }, (_, i) => `n_cv = ${i * 2 + 4}`);
    const [line] = explained(`IF ${terms.join(' OR ')} OR n_gv = 6 OR ${terms.join(' OR ')} THEN LOG 1 END IF`);
    const { values = [], valuesFolded } = line!;
    expect([values.length, values.at(-1)!.name, valuesFolded]).toEqual([TRACE_VALUES_KEPT + 1, 'n_gv', undefined]);
  });

  describe('of code that goes round within one statement, as no compiler writes it', () => {
    /** The lines of a script's first run, all of it taken for one statement, with a jump from the pc `from` to the pc `to`. */
    function goneRound(script: string, from: number, to: number): readonly TracedLine[] {
      const program = lowered(script, VARIABLES);
      const spans = LineTable.of([...program.spans].map((span) => ({ ...span, statement: span.pc === 0 })));
      const host = hostOf(VARIABLES);
      const linked = host.activate({ ...program, spans });
      linked.code.set([INSTRUCTIONS.JUMP.code, to], from);
      const trace = newTrace();
      run(newMachine(linked, 0, host), host, trace, 5_000);
      return readTrace(trace, (kind, id) => host.nameOf(kind, id)).lines;
    }

    it('keeps as few of the values that it stores', () => {
      const [line, ...others] = goneRound('LOG 1\nn_cv ASSIGNED 7\nWAIT 1', 10, 7);
      expect([line?.stored?.length, others]).toEqual([2 * TRACE_VALUES_KEPT, []]);
      expect(line?.storedFolded).toBeGreaterThan(1_000);
    });

    it('cuts the names that it makes of names', () => {
      const [line] = goneRound('IF OUT OF SERVICE CONTACT SKILLSET THEN LOG 1 END IF', 8, 3);
      const lengths = line!.values!.map(({ name }) => name.length);
      expect([Math.max(...lengths), lengths[1]]).toEqual([1_000, 'OUT OF SERVICE CONTACT SKILLSET'.length]);
    });
  });

  it('stores nothing where an assignment faulted', () => {
    expect(explained('n_cv ASSIGNED n_cv / (n_cv - 3)\nLOG n_cv').map(told)).toEqual([
      ['n_cv = 3', 'n_cv = 3'],
      ['n_cv = 3'],
    ]);
  });

  it('tells which way each IF and WHERE went', () => {
    const script = `IF n_cv = 3 THEN LOG 1 END IF
IF n_cv = 4 THEN LOG 1 END IF
IF n_cv = 4 THEN LOG 1 ELSE LOG 2 END IF
WHERE n_cv EQUALS VALUE 1: LOG 1 VALUE 3: LOG 2 END WHERE
WHERE n_cv EQUALS VALUE 1: LOG 1 DEFAULT: LOG 2 END WHERE
WHERE n_cv EQUALS VALUE 1: LOG 1 END WHERE`;
    const ways = explained(script).flatMap(({ branch }) =>
      branch === undefined ? [] : [[branch.taken, branch.number]],
    );
    expect(ways).toEqual([
      ['then', undefined],
      ['none', undefined],
      ['else', undefined],
      ['value', 2],
      ['default', undefined],
      ['none', undefined],
    ]);
  });

  it('names the nearest number that would have turned a condition', () => {
    expect(turned(either('n_cv > 2'))).toEqual(['else: n_cv 3 -> 2 or less => queue b_sk']);
    expect(turned(either('n_cv >= 7'))).toEqual(['then: n_cv 3 -> 7 or more => queue a_sk']);
    expect(turned(either('n_cv = 5 .. 9'))).toEqual(['then: n_cv 3 -> 5 to 9 => queue a_sk']);
    expect(turned(either('n_cv <> 3'))).toEqual(['then: n_cv 3 -> other than 3 => queue a_sk']);
    expect(turned(either('n_cv < n_gv'))).toEqual(['else: n_cv 3 -> 5 or more (n_gv was 5) => queue b_sk']);
  });

  it('names times, days and texts as a script writes them', () => {
    const at = (host: TestHost): void => {
      host.answer('TIME OF DAY', 1100).answer('DAY OF WEEK', 0).answer('SUBJECT', 'Hello');
    };
    expect(turned(either('TIME OF DAY = 8:00 .. 17:00'), at)).toEqual([
      'then: TIME OF DAY 18:20 -> 08:00 .. 17:00 => queue a_sk',
    ]);
    expect(turned(either('TIME OF DAY = hours_gv'), at)).toEqual([
      'then: TIME OF DAY 18:20 -> equal to hours_gv => queue a_sk',
    ]);
    expect(turned(either('DAY OF WEEK = Saturday, Sunday'), at)).toEqual([
      'else: DAY OF WEEK Sunday -> Monday .. Friday => queue b_sk',
    ]);
    expect(turned(either('SUBJECT CONTAINS "refund"'), at)).toEqual([
      'then: SUBJECT Hello -> containing "refund" => queue a_sk',
    ]);
  });

  it('names kinds and names one by one, though they stand beside one another', () => {
    const skillset = (host: TestHost): void => void host.answer('QUEUETYPE', 0).answer('CONTACT SKILLSET', 2);
    expect(turned(either('QUEUETYPE = AGENT, AGENTPULL, REPLYMAIL'), skillset)).toEqual([
      'then: QUEUETYPE SKILLSET -> AGENT, AGENTPULL, REPLYMAIL => queue a_sk',
    ]);
    expect(turned(either('CONTACT SKILLSET = c_sk OR CONTACT SKILLSET = b_sk'), skillset)).toEqual([
      'else: CONTACT SKILLSET c_sk -> other than b_sk, c_sk => queue b_sk',
    ]);
  });

  it('changes as few tests of AND and OR as it takes, those not reached among them', () => {
    expect(turned(either('n_cv = 3 OR n_gv = 5'))).toEqual([
      'else: n_cv 3 -> other than 3 & n_gv -> other than 5 => queue b_sk',
    ]);
    expect(turned(either('n_cv = 3 AND n_cv < 9'))).toEqual(['else: n_cv 3 -> other than 3 => queue b_sk']);
    expect(turned(either('n_cv = 3 AND QUEUED'))).toEqual(['then: QUEUED false -> true => queue a_sk']);
    expect(turned(either('n_cv = 4 AND QUEUED'))).toEqual(['then: n_cv 3 -> 4 & QUEUED -> true => queue a_sk']);
  });

  it('says of a WHERE what each other VALUE would have done', () => {
    const script =
      'WHERE n_cv EQUALS VALUE 3: QUEUE TO SKILLSET a_sk VALUE 4: CLOSE CONTACT DEFAULT: QUEUE TO SKILLSET b_sk END WHERE';
    expect(turned(script)).toEqual(['value: n_cv 3 -> 4 => close', 'default: n_cv 3 -> other than 3, 4 => queue b_sk']);
  });

  it('names values that do for all tests of one thing together', () => {
    expect(turned(either('n_cv > 5 AND n_cv < 10'))).toEqual(['then: n_cv 3 -> 6 to 9 => queue a_sk']);
    expect(turned(either('n_cv > 0 AND n_cv < 3'))).toEqual(['then: n_cv 3 -> 1 to 2 => queue a_sk']);
    expect(turned(either('n_cv < 9 OR n_cv > 20'))).toEqual(['else: n_cv 3 -> 9 to 20 => queue b_sk']);
    const at = (host: TestHost): void => void host.answer('TIME OF DAY', 600);
    expect(turned(either('TIME OF DAY > 10:00 AND TIME OF DAY <> 12:00 AND TIME OF DAY < 13:00'), at)).toEqual([
      'then: TIME OF DAY 10:00 -> 10:01 .. 11:59, 12:01 .. 12:59 => queue a_sk',
    ]);
  });

  it('goes another way round when the values of the shortest contradict each other, and names none that nothing leads to', () => {
    expect(turned(either('(n_cv = 4 AND n_cv = 5) OR (n_cv = 6 AND n_gv = 6)'))).toEqual([
      'then: n_cv 3 -> 6 & n_gv -> 6 => queue a_sk',
    ]);
    expect(turned(either('n_cv = 4 AND n_cv = 5'))).toEqual([]);
  });

  it('says of DEFAULT all that it is not, also what the value was not', () => {
    const where = (values: string): string => `WHERE n_cv EQUALS ${values} DEFAULT: QUEUE TO SKILLSET b_sk END WHERE`;
    expect(turned(where('VALUE 1 .. 2: LOG 1 VALUE 3, 8: LOG 2 VALUE 5 .. 7: LOG 3')).at(-1)).toBe(
      'default: n_cv 3 -> other than 1 .. 2, 3, 8, 5 .. 7 => queue b_sk',
    );
    expect(turned(where('VALUE 4: LOG 1 VALUE 3 .. 6: LOG 2 VALUE 4 .. 9: CLOSE CONTACT'))[0]).toBe(
      'value: n_cv 3 -> 7 to 9 => close',
    );
  });

  it('leaves out ways that lead where the one taken leads', () => {
    expect(turned('IF n_cv = 3 THEN LOG 1 ELSE LOG 2 END IF QUEUE TO SKILLSET a_sk')).toEqual([]);
    expect(turned('IF n_cv = 3 THEN LOG 1 ELSE GIVE RESPONSE ack_response END IF QUEUE TO SKILLSET a_sk')).toEqual([
      'else: n_cv 3 -> other than 3 => response ack_response, queue a_sk',
    ]);
  });

  it('names what a value would have had to be where a fault decided', () => {
    expect(turned(either('n_cv / (n_cv - 3) = 1'))).toEqual(['then: (n_cv / (n_cv - 3)) -> 1 => queue a_sk']);
  });
});
