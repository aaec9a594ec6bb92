import { describe, expect, it } from 'vitest';
import {
  answer,
  CONTACT_TYPES,
  callVariable,
  dateValue,
  decodeMachine,
  deliver,
  EMPTY,
  encodeMachine,
  type Machine,
  memoryOf,
  newMachine,
  newTrace,
  QUEUE_TYPES,
  readTrace,
  run,
  type Stop,
  sameMemory,
  type VariableEntry,
} from '../../vm/index.ts';
import type { TestHost } from '../../vm/testing/test-host.ts';
import { call, global, hostOf, lowered } from './testing/lowered.ts';

interface Run {
  readonly machine: Machine;
  readonly host: TestHost;
  readonly stop: Stop;
  /** Effects since the last look. */
  readonly effects: () => string[];
  readonly events: () => string[];
  readonly next: () => Stop;
}

/** Starts Master_Script; `prepare` sets the host's answers first. */
function start(
  scripts: string | Readonly<Record<string, string>>,
  variables: readonly VariableEntry[] = [],
  prepare: (host: TestHost) => void = () => {},
): Run {
  const host = hostOf(variables);
  prepare(host);
  const program = host.activate(lowered(scripts, variables));
  const machine = newMachine(program, 0, host);
  const stop = run(machine, host);
  return {
    machine,
    host,
    stop,
    effects: () => host.effects.splice(0),
    events: () => host.events.splice(0).map(({ kind }) => kind),
    next: () => run(machine, host),
  };
}

/** What a script's condition comes out as. */
function holds(
  condition: string,
  variables: readonly VariableEntry[] = [],
  prepare?: (host: TestHost) => void,
): boolean {
  return start(`IF ${condition} THEN LOG 1 END IF`, variables, prepare).effects().length === 1;
}

const N = call('n_cv', 'integer', 0);
const M = call('m_cv', 'integer', 7);
const S = call('s_cv', 'string', 'start');
const DATE = call('d_cv', 'date');
const TIME = call('t_cv', 'time');

describe('the way through a script', () => {
  it('falls through SECTION lines and jumps by EXECUTE, which never returns', () => {
    const { effects, stop } = start(
      'LOG 1 EXECUTE third LOG 2 SECTION second LOG 3 SECTION third LOG 4 SECTION fourth LOG 5',
    );
    expect(effects()).toEqual(['log 1', 'log 4', 'log 5']);
    expect(stop).toEqual({ kind: 'ended' });
  });

  it('suspends at WAIT and goes on behind it', () => {
    const { effects, stop, next } = start('LOG 1 WAIT 30 LOG 2 QUIT');
    expect(stop).toEqual({ kind: 'wait', seconds: 30 });
    expect(effects()).toEqual(['log 1']);
    expect(next()).toEqual({ kind: 'quit' });
    expect(effects()).toEqual(['log 2']);
  });

  it('goes on in another script with fresh globals, keeping call variables', () => {
    const variables = [N, global('g_gv', 'integer', 1)];
    const scripts = {
      Master_Script: 'n_cv ASSIGNED g_gv WAIT 1 LOG g_gv EXECUTE SCRIPT Other',
      Other: 'LOG n_cv, g_gv WAIT 1 LOG g_gv',
    };
    const { effects, host, machine, next } = start(scripts, variables);
    host.takeSnapshot([N, global('g_gv', 'integer', 2)]);
    expect(next()).toEqual({ kind: 'wait', seconds: 1 });
    expect(effects()).toEqual(['log 1', 'log 1 2']);
    host.takeSnapshot([N, global('g_gv', 'integer', 3)]);
    const back = decodeMachine(encodeMachine(machine), () => machine.program);
    expect([back.pc, back.suspended, sameMemory(memoryOf(machine), back)]).toEqual([machine.pc, true, true]);
    next();
    expect(effects()).toEqual(['log 2']);
  });

  it('stops at a script that is gone, and at a name that is gone when it comes there', () => {
    const scripts = { Master_Script: 'WAIT 1 EXECUTE SCRIPT Other', Other: 'LOG 1' };
    const { host, next } = start(scripts);
    host.activated.length = 0;
    expect(next()).toEqual({ kind: 'gone', what: 'script Other' });

    const variables = [N];
    const program = lowered('LOG 1 IF QUEUED THEN QUEUE TO SKILLSET a_sk, b_sk END IF', variables);
    for (const queued of [0, 1]) {
      const other = hostOf(variables).answer('QUEUED', queued);
      other.idOf = (kind, name) => (name === 'b_sk' ? -1 : kind === 'skillset' ? 0 : -1);
      const stop = run(newMachine(other.activate(program), 0, other), other);
      expect(stop).toEqual(queued === 1 ? { kind: 'gone', what: 'skillset b_sk' } : { kind: 'ended' });
      expect(other.effects).toEqual(['log 1']);
    }
  });

  it('ends a run that has used its steps, whatever it does', () => {
    const variables = [N];
    const host = hostOf(variables);
    const program = lowered('SECTION top n_cv ASSIGNED n_cv + 1 WAIT 1 EXECUTE top', variables);
    const linked = host.activate(program);
    // The compiler refuses a loop that spins, so the WAIT is taken out of the finished code: a jump to behind it.
    const wait = program.waitPoints[0]!.pc;
    linked.code.set([30, wait + 3], wait);
    const machine = newMachine(linked, 0, host);
    expect(run(machine, host)).toEqual({ kind: 'budget' });
    expect(callVariable(machine, 0)).toBe(33_334);
  });
});

describe('values and variables', () => {
  it('takes a call variable’s default at its first use, not before', () => {
    const { effects, machine, host, next } = start('LOG m_cv WAIT 1 LOG m_cv, n_cv', [N, M]);
    expect(callVariable(machine, 0)).toBeUndefined();
    host.takeSnapshot([call('n_cv', 'integer', 5), call('m_cv', 'integer', 9)]);
    next();
    expect(effects()).toEqual(['log 7', 'log 7 5']);
  });

  it('cuts a string at 255 characters with an event', () => {
    const { machine, events } = start('s_cv ASSIGNED BODY', [S], (host) => host.answer('BODY', '😀'.repeat(300)));
    expect(callVariable(machine, 0)).toBe('😀'.repeat(255));
    expect(events()).toEqual(['string_cut']);
  });

  it('reads, computes and stores a shared variable, and keeps a copy', () => {
    const { host, machine } = start(
      'READVAR n_cv n_cv ASSIGNED n_cv + 5 SAVEVAR n_cv n_cv ASSIGNED n_cv * 2',
      [N],
      (h) => h.shared.set(0, 10),
    );
    expect(host.shared.get(0)).toBe(15);
    expect(callVariable(machine, 0)).toBe(30);
  });

  it('writes values as people read them', () => {
    const script =
      'LOG TIME OF DAY, DAY OF WEEK, MONTH OF YEAR, DATE, CONTACT TYPE, QUEUETYPE, AGENTID, CONTACT SKILLSET, CONTACT PRIORITY, SUBJECT, CDN, d_cv, (QUEUED), a_sk';
    const { effects } = start(script, [DATE], (host) => {
      host
        .answer('TIME OF DAY', 485)
        .answer('DAY OF WEEK', 1)
        .answer('MONTH OF YEAR', 12)
        .answer('DATE', dateValue(2026, 12, 5));
      host.answer('CONTACT TYPE', CONTACT_TYPES.indexOf('EMail')).answer('QUEUETYPE', QUEUE_TYPES.indexOf('REPLYMAIL'));
      host.answer('AGENTID', EMPTY).answer('CONTACT SKILLSET', 1).answer('CONTACT PRIORITY', 3);
      host.answer('SUBJECT', 'Hi').answer('CDN', '6001').answer('QUEUED', 1);
    });
    expect(effects()).toEqual([
      'log "08:05" "Monday" "December" "2026-12-05" "EMail" "REPLYMAIL" "" "b_sk" 3 "Hi" "6001" "" "true" "a_sk"',
    ]);
  });

  it('keeps a skillset in a variable and queues to it', () => {
    const variables = [call('sk_cv', 'skillset')];
    const { effects } = start(
      'QUEUE TO SKILLSET sk_cv sk_cv ASSIGNED b_sk QUEUE TO SKILLSET sk_cv, a_sk WITH PRIORITY 2',
      variables,
    );
    expect(effects()).toEqual(['queue skillset [b_sk a_sk] 2 each']);
  });
});

describe('faults', () => {
  it('skips the statement', () => {
    const script =
      'n_cv ASSIGNED m_cv / n_cv LOG 1, m_cv / n_cv m_cv ASSIGNED 2147483647 m_cv ASSIGNED m_cv + 1 LOG n_cv, m_cv';
    const { effects, events } = start(script, [N, M]);
    expect(effects()).toEqual(['log 0 2147483647']);
    expect(events()).toEqual(['division_by_zero', 'division_by_zero', 'overflow']);
  });

  it('makes the whole condition false, also under NOT and OR', () => {
    const { effects, events } = start(
      'IF NOT (m_cv / n_cv = 1) OR m_cv = 7 THEN LOG 1 ELSE LOG 2 END IF IF m_cv = 7 OR m_cv / n_cv = 1 THEN LOG 3 END IF',
      [N, M],
    );
    expect(effects()).toEqual(['log 2', 'log 3']);
    expect(events()).toEqual(['division_by_zero']);
  });

  it('runs no branch of a WHERE', () => {
    const { effects } = start('WHERE m_cv / n_cv EQUALS VALUE 1: LOG 1 DEFAULT: LOG 2 END WHERE LOG 3', [N, M]);
    expect(effects()).toEqual(['log 3']);
  });

  it('waits one second, with one event', () => {
    const { stop, events } = start('WAIT m_cv / n_cv', [N, M]);
    expect(stop).toEqual({ kind: 'wait', seconds: 1 });
    expect(events()).toEqual(['division_by_zero']);
    const zero = start('WAIT n_cv', [N]);
    expect(zero.stop).toEqual({ kind: 'wait', seconds: 1 });
    expect(zero.events()).toEqual(['wait_out_of_range']);
  });

  it('takes the nearest priority', () => {
    const { effects, events } = start(
      'QUEUE TO SKILLSET a_sk WITH PRIORITY m_cv CHANGE PRIORITY IN SKILLSET a_sk TO n_cv',
      [N, M],
    );
    expect(effects()).toEqual(['queue skillset [a_sk] 6 each', 'change skillset [a_sk] 1']);
    expect(events()).toEqual(['priority_out_of_range', 'priority_out_of_range']);
  });

  it('truncates, and faults where the least integer is negated or divided by -1', () => {
    const variables = [
      call('n_cv', 'integer', -7),
      call('m_cv', 'integer', 2),
      call('l_cv', 'integer', -2147483648),
      call('o_cv', 'integer', -1),
    ];
    const { effects, events } = start(
      'LOG n_cv / m_cv LOG -l_cv LOG l_cv / o_cv LOG l_cv * o_cv LOG n_cv - m_cv',
      variables,
    );
    expect(effects()).toEqual(['log -3', 'log -9']);
    expect(events()).toEqual(['overflow', 'overflow', 'overflow']);
  });
});

describe('conditions', () => {
  const at = (time: number) => (host: TestHost) => void host.answer('TIME OF DAY', time);

  it('counts both ends of a range as in, and wraps where low comes after high', () => {
    expect(holds('TIME OF DAY = 8:00 .. 17:00', [], at(1020))).toBe(true);
    expect(holds('TIME OF DAY = 8:00 .. 17:00', [], at(1021))).toBe(false);
    expect(holds('TIME OF DAY = 22:00 .. 6:00', [], at(30))).toBe(true);
    expect(holds('TIME OF DAY = 22:00 .. 6:00', [], at(600))).toBe(false);
    expect(holds('TIME OF DAY <> 22:00 .. 6:00', [], at(600))).toBe(true);
    expect(holds('DAY OF WEEK = Friday .. Monday', [], (host) => void host.answer('DAY OF WEEK', 0))).toBe(true);
    expect(
      holds('DATE = December 24 .. January 2', [], (host) => void host.answer('DATE', dateValue(2027, 1, 1))),
    ).toBe(true);
  });

  it('takes a date without year for that day of every year, in lists and variables too', () => {
    const date = (year: number) => (host: TestHost) => void host.answer('DATE', dateValue(year, 12, 25));
    const holidays = global('holidays_gv', 'date', [
      { kind: 'date', month: 12, day: 25 },
      { kind: 'date', year: 2026, month: 7, day: 1 },
    ]);
    for (const condition of ['DATE = December 25', 'DATE = January 1, December 25', 'DATE = holidays_gv']) {
      expect(holds(condition, [holidays], date(2026))).toBe(true);
      expect(holds(`NOT ${condition}`, [holidays], date(2031))).toBe(false);
    }
    expect(holds('DATE = 2026-12-25', [], date(2027))).toBe(false);
    expect(holds('DATE > 2026-12-24', [], date(2026))).toBe(true);
  });

  it('faults on an ordering of a date that has no year', () => {
    const script = 'd_cv ASSIGNED December 25 IF d_cv < DATE THEN LOG 1 ELSE LOG 2 END IF';
    const { effects, events } = start(script, [DATE], (host) => void host.answer('DATE', dateValue(2026, 1, 1)));
    expect([effects(), events()]).toEqual([['log 2'], ['date_without_year']]);
  });

  it('holds an empty value to be in no set, equal to "" alone and in no order', () => {
    expect(holds('t_cv < 8:00', [TIME])).toBe(false);
    expect(holds('NOT (t_cv < 8:00)', [TIME])).toBe(true);
    expect(holds('t_cv = 22:00 .. 6:00', [TIME])).toBe(false);
    expect(holds('t_cv = ""', [TIME])).toBe(true);
    expect(holds('t_cv <> 8:00', [TIME])).toBe(true);
    expect(holds('d_cv > 2026-01-01', [DATE])).toBe(false);
    expect(holds('DNIS = 4805 .. 4809')).toBe(false);
    expect(holds('DNIS <> 4805')).toBe(true);
    expect(holds('DNIS = ""')).toBe(true);
    expect(holds('SUBJECT CONTAINS ""', [], (host) => void host.answer('SUBJECT', 'x'))).toBe(false);
    expect(holds('SUBJECT MATCHES "*"')).toBe(false);
    const empty = [call('a_cv', 'agent'), call('b_cv', 'agent')];
    expect(holds('a_cv = b_cv, ana', empty)).toBe(false);
    const blank = call('blank_cv', 'string');
    for (const address of ['FROMADDRESS', 'CCADDRESS', 'SUBJECT']) {
      expect(holds(`${address} = blank_cv, "x"`, [blank])).toBe(false);
      expect(holds(`${address} <> blank_cv, "x"`, [blank])).toBe(true);
      expect(holds(`${address} = blank_cv`, [blank])).toBe(true);
    }
    expect(holds('LOGGED AGENT a_cv', empty, (host) => void host.answer('LOGGED AGENT', 1))).toBe(false);
  });

  it('compares DNs digit by digit and addresses without case', () => {
    const cdn = (value: string) => (host: TestHost) => void host.answer('CDN', value);
    expect(holds('CDN = 06001', [], cdn('6001'))).toBe(false);
    expect(holds('CDN = 6000 .. 6009', [], cdn('6005'))).toBe(true);
    expect(holds('CDN = 6000 .. 6009', [], cdn('60050'))).toBe(false);
    const from = (host: TestHost) => void host.answer('FROMADDRESS', 'Ann@X.org').answer('SUBJECT', 'Hi');
    expect(holds('FROMADDRESS = "ann@x.ORG"', [], from)).toBe(true);
    expect(holds('"ann@x.ORG" = FROMADDRESS', [], from)).toBe(true);
    expect(holds('FROMADDRESS = "bob@x.org", "ANN@x.org"', [], from)).toBe(true);
    expect(holds('SUBJECT = "hi"', [], from)).toBe(false);
    expect(
      holds('CONTACT DATA "header:X-Plan" = "gold"', [], (host) => void host.data.set('header:X-Plan', 'gold')),
    ).toBe(true);
  });

  it('asks each address of CCADDRESS', () => {
    const copied = (host: TestHost) => {
      host.copies = ['Ann@x.org', 'bob@y.org'];
    };
    expect(holds('CCADDRESS = "BOB@y.org"', [], copied)).toBe(true);
    expect(holds('CCADDRESS <> "bob@y.org"', [], copied)).toBe(false);
    expect(holds('CCADDRESS <> "eve@z.org"', [], copied)).toBe(true);
    expect(holds('CCADDRESS = "eve@z.org", "ann@x.org"', [], copied)).toBe(true);
    expect(holds('CCADDRESS MATCHES "*@y.org"', [], copied)).toBe(true);
    expect(holds('CCADDRESS CONTAINS "y"', [], copied)).toBe(true);
    expect(holds('CCADDRESS = ""')).toBe(true);
    expect(holds('CCADDRESS = ""', [], copied)).toBe(false);
  });

  it('knows every contact and queue type by the number that the host answers', () => {
    for (const [number, name] of CONTACT_TYPES.entries()) {
      const isType = (host: TestHost) => void host.answer('CONTACT TYPE', number);
      expect(holds(`CONTACT TYPE = ${name}`, [], isType)).toBe(true);
      expect(holds(`CONTACT TYPE <> ${name}`, [], isType)).toBe(false);
    }
    for (const [number, name] of QUEUE_TYPES.entries()) {
      const isType = (host: TestHost) => void host.answer('QUEUETYPE', number);
      expect(QUEUE_TYPES.filter((other) => holds(`QUEUETYPE = ${other}`, [], isType))).toEqual([name]);
    }
  });

  it('runs the first matching VALUE alone', () => {
    const script = 'WHERE n_cv EQUALS VALUE 1: LOG 1 VALUE 0 .. 5: LOG 2 VALUE 0: LOG 3 DEFAULT: LOG 4 END WHERE';
    expect(start(script, [N]).effects()).toEqual(['log 2']);
    expect(
      start(
        'WHERE CONTACT SKILLSET EQUALS VALUE b_sk: LOG 1 END WHERE',
        [],
        (host) => void host.answer('CONTACT SKILLSET', 1),
      ).effects(),
    ).toEqual(['log 1']);
  });

  it.each(['SUBJECT', 'AGENTID', 'CCADDRESS', 'DNIS', 't_cv', 'd_cv'])('takes VALUE "" for an empty %s', (subject) => {
    const prepare = (host: TestHost) => void host.answer('AGENTID', EMPTY);
    const script = `WHERE ${subject} EQUALS VALUE "": LOG 1 DEFAULT: LOG 2 END WHERE`;
    expect(start(script, [TIME, DATE], prepare).effects()).toEqual(['log 1']);
    const full = (host: TestHost) => {
      host.answer('SUBJECT', 'x').answer('AGENTID', 0).answer('DNIS', '1').copies = ['a@b.c'];
    };
    if (!subject.endsWith('_cv')) expect(start(script, [TIME, DATE], full).effects()).toEqual(['log 2']);
  });
});

describe('providers', () => {
  const variables = [N, S, DATE, call('sk_cv', 'skillset')];
  const script =
    'SEND REQUEST crm "who", CONTACTID GET RESPONSE crm n_cv, s_cv, d_cv, sk_cv TIMEOUT 4 LOG n_cv, s_cv, d_cv, sk_cv';

  it('asks, suspends and takes the answer', () => {
    const { stop, effects, machine, host, next } = start(script, variables, (h) => void h.answer('CONTACTID', '17'));
    expect(stop).toEqual({ kind: 'response', provider: 0, seconds: 4, targets: [0, 1, 2, 3] });
    expect(effects()).toEqual(['request crm ["who","17"]']);
    answer(machine, [5, 'gold', '2026-12-25', 'B_SK'], host);
    next();
    expect(effects()).toEqual(['log 5 "gold" "2026-12-25" "b_sk"']);
  });

  it('keeps the variables on a time-out and on an answer that does not fit', () => {
    for (const values of [
      undefined,
      [1],
      [1, 'x', 'no date', 'a_sk'],
      ['1', 'x', '2026-12-25', 'a_sk'],
      [1, 'x', '2026-12-25', 'gone_sk'],
    ]) {
      const { machine, host, next, effects, events } = start(script, variables);
      effects();
      if (values !== undefined) answer(machine, values, host);
      next();
      expect(effects()).toEqual(['log 0 "start" "" ""']);
      expect(events()).toEqual(values === undefined ? [] : ['bad_answer']);
    }
  });

  it('takes a time-out of 0 or less, or a faulting one, for one second', () => {
    for (const timeout of ['n_cv', '1 / n_cv', '-5']) {
      const found = start(`GET RESPONSE crm n_cv TIMEOUT ${timeout.replace('-5', 'n_cv - 5')}`, [N]);
      expect(found.stop).toMatchObject({ kind: 'response', seconds: 1, provider: 0 });
      expect(found.events()).toHaveLength(1);
    }
  });
});

describe('event handlers', () => {
  const script =
    'EVENT HANDLER EVENT NOT_QUEUED: LOG "lost" EVENT RETURNED_TO_QUEUE: LOG "back" EXECUTE again END HANDLER LOG "start" WAIT 30 LOG "on" WAIT 5 SECTION again LOG "again" WAIT 7';

  it('runs the body and leaves the suspension as it was', () => {
    const { machine, host, effects, next } = start(script);
    const before = encodeMachine(machine);
    expect(deliver(machine, 'NOT_QUEUED', host)).toEqual({ kind: 'stands', handled: true });
    expect(effects()).toEqual(['log "start"', 'log "lost"']);
    expect(encodeMachine(machine)).toEqual(before);
    expect(next()).toEqual({ kind: 'wait', seconds: 5 });
    expect(effects()).toEqual(['log "on"']);
  });

  it('goes on where a body jumps', () => {
    const { machine, host, effects } = start(script);
    effects();
    expect(deliver(machine, 'RETURNED_TO_QUEUE', host)).toEqual({ kind: 'wait', seconds: 7 });
    expect(effects()).toEqual(['log "back"', 'log "again"']);
  });

  it('has nothing for other events, and holds until the contact leaves the script', () => {
    const { machine, host } = start(script);
    expect(deliver(machine, 'POSTPONED_RETURN', host)).toEqual({ kind: 'stands', handled: false });
    const scripts = {
      Master_Script: 'EVENT HANDLER EVENT NOT_QUEUED: LOG 1 END HANDLER EXECUTE SCRIPT Other',
      Other: 'WAIT 9',
    };
    const other = start(scripts);
    expect(deliver(other.machine, 'NOT_QUEUED', other.host)).toEqual({ kind: 'stands', handled: false });
  });
});

describe('the end of a run', () => {
  it.each([
    ['QUIT', 'quit', []],
    ['DISCONNECT', 'disconnect', []],
    ['CLOSE CONTACT WITH REASON Spam LOG 1', 'closed', ['close Spam']],
    ['CLOSE CONTACT', 'closed', ['close']],
    ['ROUTE CONTACT "x@y.org"', 'routed', ['route x@y.org']],
    [
      'GIVE RESPONSE ack_response OFFER RESPONSE ack_response, sorry_response',
      'ended',
      ['respond ack_response', 'offer ack_response sorry_response'],
    ],
    [
      'REMOVE FROM SKILLSET a_sk, b_sk SEND INFO crm 1, "x"',
      'ended',
      ['remove skillset [a_sk b_sk]', 'info crm [1,"x"]'],
    ],
  ])('of %s is %s', (script, kind, effects) => {
    const found = start(script);
    expect(found.stop.kind).toBe(kind);
    expect(found.effects()).toEqual(effects);
  });
});

describe('voice', () => {
  const script =
    'GIVE RINGBACK OPEN VOICE SESSION 4805 PLAY PROMPT 12 LOG "inside" END VOICE SESSION GIVE BUSY LOG "after"';
  const contact = (type: 'Voice' | 'EMail') => (host: TestHost) =>
    void host.answer('CONTACT TYPE', CONTACT_TYPES.indexOf(type));

  it('is skipped by an e-mail contact with one event each, of a session the whole block', () => {
    const { effects, events } = start(script, [], contact('EMail'));
    expect(effects()).toEqual(['log "after"']);
    expect(events()).toEqual(['voice_only', 'voice_only', 'voice_only']);
  });

  it('ends a voice contact’s run where the statement does', () => {
    const { effects, stop } = start(script, [], contact('Voice'));
    expect(effects()).toEqual(['log "inside"']);
    expect(stop).toEqual({ kind: 'ended' });
  });
});

describe('traces', () => {
  const script = `IF TIME OF DAY = 8:00 .. 17:00 THEN
  QUEUE TO SKILLSET a_sk
ELSE
  LOG SUBJECT
END IF
IF NOT OUT OF SERVICE a_sk
   AND (QUEUED COUNT a_sk) > 2 THEN
  LOG 1
END IF
WAIT 2
LOG CONTACT DATA "k", QUEUETYPE`;

  it('tell which lines ran and what was answered, over a suspension', () => {
    const host = hostOf();
    host.answer('TIME OF DAY', 1025).answer('SUBJECT', 'Hi');
    host.setCell(0, 'loggedAgents', 1).setCell(0, 'queued', 2);
    host.data.set('k', 'v');
    const machine = newMachine(host.activate(lowered(script)), 0, host);
    const trace = newTrace();
    run(machine, host, trace);
    run(machine, host, trace);
    const { lines, folded } = readTrace(
      trace,
      () => '',
      () => script,
    );
    expect(folded).toBe(0);
    expect(
      lines.map(
        ({ line, text, values }) =>
          `${line} ${text}${(values ?? []).map(({ name, value }) => ` | ${name} = ${value}`).join('')}`,
      ),
    ).toEqual([
      '1 IF TIME OF DAY = 8:00 .. 17:00 THEN | TIME OF DAY = 17:05',
      '4 LOG SUBJECT | SUBJECT = Hi',
      '6 IF NOT OUT OF SERVICE a_sk | OUT OF SERVICE a_sk = false | QUEUED COUNT a_sk = 2',
      '10 WAIT 2',
      '11 LOG CONTACT DATA "k", QUEUETYPE | CONTACT DATA "k" = v | QUEUETYPE = SKILLSET',
    ]);
  });

  it('keep the first and last 200 lines and never change what a run does', () => {
    const variables = [N];
    const program = lowered(
      'SECTION top n_cv ASSIGNED n_cv + 1\nIF n_cv > 999 THEN QUIT END IF\nWAIT 1 EXECUTE top',
      variables,
    );
    const host = hostOf(variables);
    const linked = host.activate(program);
    const wait = program.waitPoints[0]!.pc;
    linked.code.set([30, wait + 3], wait);
    const trace = newTrace();
    const [traced, plain] = [newMachine(linked, 0, host), newMachine(linked, 0, host)];
    expect(run(traced, host, trace)).toEqual(run(plain, host));
    expect(sameMemory(memoryOf(traced), plain)).toBe(true);
    const { lines, folded } = readTrace(trace, () => '');
    // 999 rounds of four statements, and the three of the last.
    expect(lines).toHaveLength(400);
    expect(folded).toBe(999 * 4 + 3 - 400);
    expect(lines.at(-1)).toMatchObject({ line: 2 });
  });
});
