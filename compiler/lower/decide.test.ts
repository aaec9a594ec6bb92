import { describe, expect, it } from 'vitest';
import { createDecider, type Decision, FactError } from '../../vm/decide/index.ts';
import { encodeProgram, INTRINSICS, type IntrinsicRow } from '../../vm/index.ts';
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

  it('goes on from its state, on new facts and with a provider’s answer', () => {
    const script =
      'n_cv ASSIGNED 40 GET RESPONSE crm s_cv TIMEOUT 5 LOG n_cv, s_cv, SUBJECT WAIT 3 LOG CONTACT DATA "k"';
    const { decide, resume } = deciderOf(script, { resumable: true });
    const first = decide({});
    expect(first).toMatchObject({ stop: 'response', provider: 'crm', actions: [] });
    const second = resume(first.state!, { SUBJECT: 'Hi' }, ['gold']);
    expect(told(second)).toBe('["log",[40,"gold","Hi"]]\nwait 3');
    expect(told(resume(first.state!, {}))).toBe('["log",[40,"none",""]]\nwait 3');
    expect(told(resume(second.state!, { data: { k: 'v' } }))).toBe('["log",["v"]]\nended ');
    expect(() => resume(second.state!.with(3, 1), {})).toThrow(expect.objectContaining({ code: 'BAD_SNAPSHOT' }));
  });

  it('reads an image, and refuses scripts that are not there and facts that cannot be so', () => {
    const image = encodeProgram(lowered('IF DAY OF WEEK = Monday THEN LOG 1 END IF'));
    const { decide } = createDecider(image, directoryOf([]));
    expect(told(decide({ 'DAY OF WEEK': 'monday' }))).toBe('["log",[1]]\nended ');
    expect(() => decide({ 'DAY OF WEEK': 'Mumday' })).toThrow(FactError);
    expect(() => createDecider(image, directoryOf([]), { script: 'Other' })).toThrow('Master_Script');
  });
});
