import { describe, expect, it } from 'vitest';
import { DecideHost } from '../../vm/decide/decide-host.ts';
import {
  type Action,
  createDecider,
  type Decision,
  FactError,
  type Facts,
  type SkillsetFacts,
} from '../../vm/decide/index.ts';
import { makePlan } from '../../vm/decide/make-plan.ts';
import { planText } from '../../vm/decide/plan-text.ts';
import { encodeProgram, INTRINSICS, type IntrinsicRow, link, newMachine } from '../../vm/index.ts';
import { call, directoryOf, global, lowered } from './testing/lowered.ts';

const VARIABLES = [
  call('n_cv', 'integer', 5),
  call('s_cv', 'string', 'none'),
  call('sk_cv', 'skillset'),
  global('hours_gv', 'time', [[480, 1020]]),
];

function deciderOf(script: string, options = {}) {
  return createDecider(lowered(script, VARIABLES), directoryOf(VARIABLES), options);
}

/** The same by the machine (which alone makes decisions that can be resumed), along a plan, and by what is written of the plan. */
function waysOf(script: string, options = {}) {
  const decider = (more: object) => deciderOf(script, { ...options, ...more }).decide;
  const written = decider({ secondTier: { promoteAfter: 1 } });
  // The first decision is still a walk.
  written({});
  return { machine: decider({ resumable: true }), walked: decider({}), written };
}

/** What a decision did, one a line. */
function told({ actions, waits, stop }: Decision): string {
  return [...actions.map((action) => JSON.stringify(Object.values(action))), `${stop} ${waits.join(' ')}`].join('\n');
}

describe('a decision without a centre', () => {
  it('is what the script does on the facts, in order, up to its first wait', () => {
    const { decide } = deciderOf(`IF TIME OF DAY = hours_gv AND NOT OUT OF SERVICE a_sk THEN
  IF (QUEUED COUNT a_sk) > (2 * LOGGED AGENT COUNT a_sk) THEN GIVE RESPONSE ack_response END IF
  QUEUE TO SKILLSET a_sk, b_sk WITH PRIORITY 2
  WAIT 20
END IF
CLOSE CONTACT WITH REASON "Spam"`);
    const open = { 'TIME OF DAY': '9:30', skillsets: { a_sk: { 'LOGGED AGENT COUNT': 3, 'QUEUED COUNT': 7 } } };
    expect(decide(open)).toEqual({
      actions: [
        { kind: 'respond', response: 'ack_response' },
        { kind: 'queue', queue: 'skillset', to: ['a_sk', 'b_sk'], priority: 2, choice: 'each' },
      ],
      waits: [20],
      stop: 'wait',
      provider: undefined,
      gone: undefined,
      state: undefined,
    });
    expect(told(decide({ ...open, 'TIME OF DAY': 1200 }))).toBe('["close","Spam"]\nclosed ');
    expect(told(decide({ 'TIME OF DAY': '9:30', skillsets: { a_sk: { 'OUT OF SERVICE': true } } }))).toBe(
      '["close","Spam"]\nclosed ',
    );
    // Nothing is left of the decision before.
    expect(told(decide(open))).toContain('queue');
  });

  it('takes each fact from its own name', () => {
    for (const [name, row] of Object.entries<IntrinsicRow>(INTRINSICS)) {
      if (row.fact === undefined) continue;
      const { decide } = deciderOf(`LOG ${name}`);
      const other = decide({});
      expect(decide({ [name]: 1 }).actions, name).not.toEqual(other.actions);
    }
  });

  it('passes over waits on the same facts, and starts with variables that it is told', () => {
    const script = 'LOG n_cv, s_cv n_cv ASSIGNED n_cv + 1 WAIT 10 LOG n_cv QUEUE TO SKILLSET sk_cv WAIT 30 LOG 1';
    const { decide } = deciderOf(script, { waits: 1 });
    expect(told(decide({}))).toBe('["log",[5,"none"]]\n["log",[6]]\nwait 10 30');
    expect(told(decide({ variables: { n_cv: 8, s_cv: 'x', sk_cv: 'B_SK' } }))).toBe(
      '["log",[8,"x"]]\n["log",[9]]\n["queue","skillset",["b_sk"],6,"each"]\nwait 10 30',
    );
  });

  it('is the same on the second tier, before a script stands there and after', () => {
    const script = `IF TIME OF DAY = 8:00 .. 17:59 THEN
  IF OUT OF SERVICE a_sk, b_sk THEN GIVE RESPONSE sorry_response QUIT END IF
  QUEUE TO SKILLSET a_sk, b_sk WITH PRIORITY 2
END IF
n_cv ASSIGNED n_cv + 1
WAIT 20
IF (QUEUED COUNT a_sk) > (2 * IDLE AGENT COUNT b_sk) AND EXPECTED WAIT TIME a_sk > 60 THEN OFFER RESPONSE ack_response END IF
LOG n_cv
WAIT 30`;
    const machine = deciderOf(script, { waits: 1 });
    const tier = deciderOf(script, { waits: 1, secondTier: { promoteAfter: 40 } });
    for (let i = 0; i < 200; i++) {
      const facts = {
        'TIME OF DAY': 400 + i * 4,
        skillsets: {
          a_sk: { 'LOGGED AGENT COUNT': i % 2, 'QUEUED COUNT': i % 7, 'EXPECTED WAIT TIME': i },
          b_sk: { 'OUT OF SERVICE': i % 3 === 0, 'IDLE AGENT COUNT': i % 4 },
        },
      };
      expect(tier.decide(facts)).toEqual(machine.decide(facts));
    }
  });

  it('knows of several skillsets whether one is in service', () => {
    const { decide } = deciderOf('IF OUT OF SERVICE a_sk, b_sk THEN LOG 1 END IF');
    expect(told(decide({}))).toBe('["log",[1]]\nended ');
    expect(told(decide({ skillsets: { b_sk: { 'LOGGED AGENT COUNT': 1 } } }))).toBe('ended ');
    expect(told(decide({ skillsets: { a_sk: { 'OUT OF SERVICE': false } } }))).toBe('ended ');
  });

  it('answers with as many actions as there are, each decision its own', () => {
    for (const count of [0, 1, 2, 3, 4, 5, 9]) {
      const { decide } = deciderOf(Array.from({ length: count }, (_, i) => `LOG ${i}`).join('\n') || 'QUIT');
      const first = decide({});
      decide({});
      expect(first.actions).toEqual(Array.from({ length: count }, (_, i) => ({ kind: 'log', values: [i] })));
    }
  });

  it('goes on from its state, on new facts and with a provider’s answer, however often and on both tiers', () => {
    const script =
      'n_cv ASSIGNED 40 GET RESPONSE crm s_cv TIMEOUT 5 LOG n_cv, s_cv, SUBJECT WAIT 3 LOG CONTACT DATA "k"';
    for (const secondTier of [false, { promoteAfter: 2 }]) {
      const { decide, resume } = deciderOf(script, { resumable: true, secondTier });
      for (let turn = 0; turn < 5; turn++) {
        const first = decide({});
        expect(first).toMatchObject({ stop: 'response', provider: 'crm', actions: [] });
        const second = resume(first.state!, { SUBJECT: 'Hi' }, ['gold']);
        expect(told(second)).toBe('["log",[40,"gold","Hi"]]\nwait 3');
        expect(() => resume(first.state!, { variables: { n_cv: 'many' } })).toThrow(FactError);
        expect(told(resume(first.state!, {}))).toBe('["log",[40,"none",""]]\nwait 3');
        expect(told(resume(second.state!, { data: { k: 'v' } }))).toBe('["log",["v"]]\nended ');
        expect(() => resume(second.state!.with(3, 1), {})).toThrow(expect.objectContaining({ code: 'BAD_SNAPSHOT' }));
      }
    }
  });

  it('reads an image, and refuses scripts that are not there and facts that cannot be so', () => {
    const image = encodeProgram(lowered('IF DAY OF WEEK = Monday THEN LOG 1 END IF'));
    const { decide } = createDecider(image, directoryOf([]));
    expect(told(decide({ 'DAY OF WEEK': 'monday' }))).toBe('["log",[1]]\nended ');
    expect(() => decide({ 'DAY OF WEEK': 'Mumday' })).toThrow(FactError);
    expect(() => createDecider(image, directoryOf([]), { script: 'Other' })).toThrow('Master_Script');
  });
});

describe('facts', () => {
  const SCRIPT = `IF TIME OF DAY < 12:00 THEN
  IF EXPECTED WAIT TIME a_sk > 60 THEN LOG 1 END IF
  IF QUEUED AND QUEUED COUNT a_sk > 2 THEN LOG 2 END IF
  WHERE CONTACT PRIORITY EQUALS VALUE 1: LOG 3 VALUE 2: LOG 4 DEFAULT: LOG 5 END WHERE
END IF
IF OUT OF SERVICE a_sk THEN LOG 6 END IF`;
  const outcomes = (facts: Facts): string[] =>
    Object.values(waysOf(SCRIPT)).map((decide) => {
      try {
        return decide(facts)
          .actions.flatMap((action) => (action.kind === 'log' ? action.values : []))
          .join(' ');
      } catch (error) {
        return String(error);
      }
    });
  const all = (outcome: string): string[] => [outcome, outcome, outcome];

  it('of the contact are looked at whatever way the script takes, those of skillsets where they are asked for', () => {
    expect(outcomes({ 'TIME OF DAY': '13:00', 'CONTACT PRIORITY': 'high' })).toEqual(
      all(`Error: CONTACT PRIORITY: 'high' is no priority; give a number or a name that the centre has`),
    );
    const skillsets = { a_sk: { 'EXPECTED WAIT TIME': 'long', 'LOGGED AGENT COUNT': 1 } };
    expect(outcomes({ 'TIME OF DAY': '13:00', skillsets })).toEqual(all(''));
    expect(outcomes({ 'TIME OF DAY': '11:00', skillsets })).toEqual(
      all(`Error: EXPECTED WAIT TIME: 'long' is no seconds; give a number or a name that the centre has`),
    );
    expect(outcomes({ 'TIME OF DAY': '11:00', QUEUED: 'perhaps' })[0]).toContain('QUEUED');
    expect(new Set(outcomes({ 'TIME OF DAY': '11:00', QUEUED: 'perhaps' })).size).toBe(1);
  });

  it('that are words, true and false, fractions and beyond the integers are what they are on the machine', () => {
    const skillset = (told: SkillsetFacts): Facts => ({ 'TIME OF DAY': 0, skillsets: { a_sk: told } });
    expect(outcomes(skillset({ 'EXPECTED WAIT TIME': 61, 'QUEUED COUNT': '3' }))).toEqual(all('1 5'));
    expect(outcomes({ ...skillset({ 'QUEUED COUNT': '3' }), QUEUED: true })).toEqual(all('2 5'));
    expect(outcomes(skillset({ 'EXPECTED WAIT TIME': 60.9, 'OUT OF SERVICE': false }))).toEqual(all('5'));
    expect(outcomes(skillset({ 'EXPECTED WAIT TIME': 2 ** 31 }))).toEqual(all('5'));
    expect(outcomes(skillset({ 'EXPECTED WAIT TIME': 1e300, 'LOGGED AGENT COUNT': true }))).toEqual(all('5'));
    expect(outcomes({ 'TIME OF DAY': Number.NaN, 'CONTACT PRIORITY': 2.5 })).toEqual(all('4 6'));
  });

  it('may be inherited, or worked out by getters', () => {
    const morning: Facts = { 'TIME OF DAY': 600, 'CONTACT PRIORITY': 1 };
    const heir = Object.create(morning, { 'CONTACT PRIORITY': { get: () => 2 } }) as Facts;
    expect(outcomes(heir)).toEqual(all('4 6'));
    const skillsets = Object.create({ a_sk: Object.create({ 'LOGGED AGENT COUNT': 2 }) }) as Facts['skillsets'] &
      object;
    expect(outcomes({ 'TIME OF DAY': 800, skillsets })).toEqual(all(''));
  });

  it('that cannot be so leave nothing to the next decision', () => {
    const wrong = { skillsets: { a_sk: { 'AVERAGE SPEED ANSWER': 'soon' } } };
    for (const decide of Object.values(waysOf('LOG 1, AVERAGE SPEED ANSWER a_sk'))) {
      expect(() => decide(wrong)).toThrow(FactError);
      expect(decide({}).actions).toEqual([{ kind: 'log', values: [1, 0] }]);
    }
  });
});

describe('the answer', () => {
  it('is an object and lists of its own, so that a caller may change them', () => {
    for (const decide of Object.values(
      waysOf('QUEUE TO SKILLSET a_sk WAIT 5 GIVE RESPONSE ack_response WAIT 6', { waits: 1 }),
    )) {
      const [first, second] = [decide({}), decide({})];
      (first.actions as Action[]).length = 0;
      (first.waits as number[])[0] = 99;
      expect(told(second)).toBe('["queue","skillset",["a_sk"],6,"each"]\n["respond","ack_response"]\nwait 5 6');
      expect(told(decide({}))).toBe(told(second));
    }
  });

  it('says where the machine took over from a plan what the machine says: events, and strings of any length', () => {
    const script = `n_cv ASSIGNED n_cv + 2147483647
s_cv ASSIGNED SUBJECT
LOG n_cv, s_cv
WAIT 5
SEND REQUEST crm n_cv
GET RESPONSE crm s_cv TIMEOUT 5`;
    for (const waits of [0, 1]) {
      const { machine, walked, written } = waysOf(script, { waits });
      for (const variables of [{}, { n_cv: 0, s_cv: 'x' }, { n_cv: -1 }]) {
        const facts = { SUBJECT: 'é'.repeat(300), variables };
        const expected = { ...machine(facts), state: undefined };
        expect(walked(facts)).toEqual(expected);
        expect(written(facts)).toEqual(expected);
      }
    }
  });
});

it('a plan is written in numbers and names of ours, never in a centre’s words', () => {
  const script = `IF QUEUED COUNT a_sk > 1 AND SUBJECT = "secret words" THEN LOG "secret words", n_cv END IF
CLOSE CONTACT WITH REASON "Spam"`;
  const host = new DecideHost(directoryOf(VARIABLES));
  const program = link(lowered(script, VARIABLES), (symbol) => host.resolve(symbol));
  host.program = program;
  const machine = newMachine(program, 0, host);
  const { slab, record, pc: start } = machine;
  const plan = makePlan({ program, host, slab, record, machine, start, waits: 0, facts: new Int32Array(0) });
  const { constants, body } = planText(plan!);
  expect(body).toContain('QUEUED COUNT');
  expect(constants + body).not.toMatch(/secret|_cv|_sk|Spam|Master/);
});
