import { describe, expect, it } from 'vitest';
import { decodeProgram, encodeProgram, INSTRUCTIONS, LineTable, sealProgram } from '../../vm/index.ts';
import { activateScripts, compileImage, STANDARD_SCRIPT, scenario } from './testing/compiled-scenario.ts';
import { agent, smallDirectory } from './testing/directory.ts';
import type { Scenario } from './testing/scenario.ts';

const logs = (centre: Scenario, contact: number): string[] =>
  centre.tables
    .history(contact)
    .filter(({ kind }) => kind === 'log')
    .map(({ detail }) => detail);

/** An agent of each skillset is logged in, not ready: in service, nobody idle. */
function staffed(scripts: Parameters<typeof scenario>[0], changed?: Parameters<typeof scenario>[1]): Scenario {
  const centre = scenario(scripts, changed);
  for (const login of ['ana', 'bo']) centre.as(login, { kind: 'log_in' });
  return centre;
}

describe('a script', () => {
  it('waits whole seconds and goes on where it was', () => {
    const centre = staffed('LOG 1\nWAIT 30\nLOG 2\nQUEUE TO SKILLSET EM_Sales\nWAIT 5\nLOG 3');
    const contact = centre.mail();
    centre.pass(29);
    expect(logs(centre, contact)).toEqual(['1']);
    centre.pass(1.1);
    expect(logs(centre, contact)).toEqual(['1', '2']);
    centre.pass(5);
    expect(logs(centre, contact)).toEqual(['1', '2', '3']);
  });

  it('that ends keeps the contact in its queues; queued nowhere it goes to the default skillset', () => {
    const queued = staffed('QUEUE TO SKILLSET EM_Sales WITH PRIORITY 2\nQUIT');
    expect(queued.queuesOf(queued.mail())).toEqual(['EM_Sales:2']);
    const nowhere = staffed('LOG 1');
    const contact = nowhere.mail({ rule: { priority: 4 } });
    expect(nowhere.queuesOf(contact)).toEqual(['EM_Default_Skillset:4']);
    expect(nowhere.history(contact)).toContain('default_skillset');
  });

  it('is not queued where nobody is logged in, and goes on; QUEUED says so', () => {
    const centre = scenario('QUEUE TO SKILLSET EM_Sales\nIF QUEUED THEN LOG "in" ELSE LOG "out" END IF\nWAIT 60');
    const contact = centre.mail();
    expect(logs(centre, contact)).toEqual(['out']);
  });

  it('keeps place and priority of a queue it names again; CHANGE PRIORITY moves it by its age', () => {
    const centre = staffed(`
QUEUE TO SKILLSET EM_Sales WITH PRIORITY 3
QUEUE TO SKILLSET EM_Sales WITH PRIORITY 1
WAIT 10
IF SUBJECT = "rush" THEN CHANGE PRIORITY IN SKILLSET EM_Sales TO PRIORITY 1 END IF
LOG POSITION IN QUEUE EM_Sales, PRIORITY IN QUEUE EM_Sales
WAIT 600`);
    const first = centre.mail();
    const second = centre.mail({ facts: { subject: 'rush' } });
    expect(centre.queuesOf(first)).toEqual(['EM_Sales:3']);
    centre.pass(11);
    expect(logs(centre, first)).toEqual(['1, 3']);
    expect(logs(centre, second)).toEqual(['1, 1']);
  });

  it('starts its application in the script that the master names first', () => {
    const centre = staffed({
      Master_Script: 'EXECUTE SCRIPT First',
      First: 'EXECUTE SCRIPT Second',
      Second: 'QUEUE TO SKILLSET EM_Sales\nWAIT 60',
    });
    expect(centre.contact(centre.mail())).toMatchObject({ application: 'First' });
  });

  it('closes with a reason, forwards outside with the reason Forwarded, suggests and sends responses', () => {
    const centre = staffed(`
GIVE RESPONSE ack_response
GIVE RESPONSE late_response
OFFER RESPONSE late_response, ack_response
IF SUBJECT = "spam" THEN CLOSE CONTACT WITH REASON Spam END IF
IF SUBJECT = "away" THEN ROUTE CONTACT "away@outside.example" END IF
IF SUBJECT = "home" THEN ROUTE CONTACT "support@acme.example" END IF
QUEUE TO SKILLSET EM_Sales
WAIT 60`);
    const spam = centre.mail({ facts: { subject: 'spam' } });
    expect(centre.contact(spam)).toMatchObject({ state: 'Closed' });
    expect(centre.core.nameOf('reason', centre.contact(spam).reason ?? -1)).toBe('Spam');
    const away = centre.mail({ facts: { subject: 'away' } });
    expect(centre.contact(away)).toMatchObject({ state: 'Closed', closeText: 'Forwarded' });
    expect(
      [...centre.tables.actions.values()].find(({ mailTo }) => mailTo?.[0] === 'away@outside.example'),
    ).toMatchObject({
      source: 'Transfer_to_External_Agent',
      state: 'EMail_In_Queue',
    });
    const home = centre.mail({ facts: { subject: 'home' } });
    expect(centre.queuesOf(home), 'never to ourselves').toEqual(['EM_Default_Skillset:3']);
    expect(centre.effects.at(-1)).toMatchObject({ kind: 'alarm', code: 'address_refused', contact: home });
    const other = centre.mail();
    expect(centre.contact(other).suggestions.map((id) => centre.core.nameOf('response', id))).toEqual([
      'late_response',
      'ack_response',
    ]);
    const mine = [...centre.tables.actions.values()].filter(
      ({ contact, source }) => contact === other && source === 'Automated_Response',
    );
    expect(mine).toMatchObject([{ subject: 'We have your message' }]);
  });

  it('shares a wild variable with all contacts, over a restart', () => {
    const centre = staffed(
      'READVAR wild_cv\nwild_cv ASSIGNED wild_cv + 1\nSAVEVAR\nLOG wild_cv\nQUEUE TO SKILLSET EM_Sales',
    );
    const first = centre.mail();
    centre.restart();
    const second = centre.mail();
    expect([...logs(centre, first), ...logs(centre, second)]).toEqual(['1', '2']);
  });

  it('that takes too many steps goes to the default skillset with an alarm', () => {
    const centre = staffed(STANDARD_SCRIPT);
    const directory = smallDirectory();
    const { hash: _, ...looping } = decodeProgram(
      compileImage(directory, { Master_Script: 'SECTION Again\nWAIT 1\nEXECUTE Again' }),
    );
    // The compiler refuses such a loop: its WAIT is replaced by a jump to itself.
    const code = looping.code.slice();
    code.set([INSTRUCTIONS.JUMP.code, 0, INSTRUCTIONS.QUIT.code]);
    const [first, ...others] = looping.spans;
    const spans = LineTable.of(first === undefined ? [] : [first, { ...first, pc: 2 }, ...others]);
    const program = sealProgram({ ...looping, code, spans, waitPoints: [] });
    expect(centre.activate(encodeProgram(program), directory).ok).toBe(true);
    const contact = centre.mail();
    expect(centre.queuesOf(contact)).toEqual(['EM_Default_Skillset:3']);
    expect(centre.history(contact)).toContain('budget');
    expect(centre.effects.at(-1)).toMatchObject({ kind: 'alarm', code: 'script_budget', contact });
    expect(centre.tables.tracesOf(contact)[0]).toMatchObject({ folded: expect.any(Number) });
  });
});

describe('DISCONNECT', () => {
  it('resubmits after a minute with variables and age, and gives up after a hundred times', () => {
    const centre = staffed(
      'tries_cv ASSIGNED tries_cv + 1\nQUEUE TO SKILLSET EM_Sales\nLOG tries_cv, AGE OF CONTACT\nDISCONNECT',
    );
    const contact = centre.mail();
    expect(centre.contact(contact)).toMatchObject({ queues: [], resubmissions: 1 });
    centre.pass(59);
    expect(logs(centre, contact)).toEqual(['1, 0']);
    centre.restart();
    centre.pass(2);
    expect(logs(centre, contact)).toEqual(['1, 0', '2, 60']);
    centre.pass(99 * 61);
    expect(centre.contact(contact)).toMatchObject({ resubmissions: 100 });
    expect(centre.queuesOf(contact)).toEqual(['EM_Default_Skillset:3']);
    expect(centre.effects.at(-1)).toMatchObject({ kind: 'alarm', code: 'resubmitted_too_often', contact });
  });

  it('begins a trace row of its own each time', () => {
    const centre = staffed('DISCONNECT');
    const contact = centre.mail();
    centre.pass(130);
    expect(centre.tables.tracesOf(contact).map(({ number, count }) => [number, count])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  it('withdraws an offer', () => {
    const centre = scenario('QUEUE TO SKILLSET EM_Sales\nWAIT 5\nDISCONNECT');
    centre.logIn('bo');
    centre.mail();
    expect(centre.offerOf('bo')).toBeDefined();
    centre.pass(6);
    expect(centre.offerOf('bo')).toBeUndefined();
    expect(centre.core.agent('bo')).toMatchObject({ state: 'ready' });
  });
});

describe('SEND REQUEST and GET RESPONSE', () => {
  const asks =
    'SEND REQUEST crm FROMADDRESS\nGET RESPONSE crm answer_cv TIMEOUT 5\nLOG "got " , answer_cv\nQUEUE TO SKILLSET EM_Sales\nWAIT 60';
  const request = (centre: Scenario): number => [...centre.tables.requests.keys()].at(-1) as number;

  it('suspends till the answer', () => {
    const centre = staffed(asks);
    const contact = centre.mail();
    expect(centre.effects.at(-1)).toMatchObject({
      kind: 'request',
      provider: 'crm',
      request: { values: ['customer@example.org'] },
    });
    centre.pass(2);
    centre.apply({ kind: 'provider_answered', request: request(centre), values: ['gold'] });
    expect(logs(centre, contact)).toEqual(['got , gold']);
    expect(centre.tables.requests.get(request(centre))).toMatchObject({ state: 'done', reply: ['gold'] });
  });

  it('times out with the variables as they were; a later answer is refused', () => {
    const centre = staffed(asks);
    const contact = centre.mail();
    centre.pass(6);
    expect(logs(centre, contact)).toEqual(['got , ']);
    expect(centre.history(contact)).toContain('request_timed_out');
    expect(centre.apply({ kind: 'provider_answered', request: request(centre), values: ['late'] })).toMatchObject([
      { ok: false },
    ]);
  });

  it('takes an answer that was there before it asked, also over a restart', () => {
    const centre = staffed(
      'SEND REQUEST crm 1\nWAIT 10\nGET RESPONSE crm answer_cv\nLOG answer_cv\nQUEUE TO SKILLSET EM_Sales',
    );
    const contact = centre.mail();
    centre.apply({ kind: 'provider_answered', request: request(centre), values: ['early'] });
    centre.restart();
    centre.pass(11);
    expect(logs(centre, contact)).toEqual(['early']);
  });

  it('counts the time-out on through a restart, and sends open requests again', () => {
    const centre = staffed(asks);
    const contact = centre.mail();
    centre.pass(3);
    centre.restart();
    centre.apply({ kind: 'restarted' });
    expect(centre.effects.at(-1)).toMatchObject({ kind: 'request', request: { id: request(centre) } });
    centre.pass(2.1);
    expect(logs(centre, contact)).toEqual(['got , ']);
  });

  it('keeps the variables and says so when the answer has another count', () => {
    const centre = staffed(asks);
    const contact = centre.mail();
    centre.apply({ kind: 'provider_answered', request: request(centre), values: ['a', 'b'] });
    expect(logs(centre, contact)).toEqual(['got , ']);
    expect(centre.history(contact)).toContain('bad_answer');
  });

  it('waits the time-out out when the provider fails', () => {
    const centre = staffed(asks);
    const contact = centre.mail();
    centre.apply({ kind: 'provider_answered', request: request(centre), error: 'connection refused' });
    expect(logs(centre, contact)).toEqual([]);
    centre.pass(6);
    expect(logs(centre, contact)).toEqual(['got , ']);
    expect(centre.history(contact)).toContain('request_failed');
  });

  it('answers only the last request to a provider', () => {
    const centre = staffed(
      'SEND REQUEST crm 1\nSEND REQUEST crm 2\nGET RESPONSE crm answer_cv\nLOG answer_cv\nQUEUE TO SKILLSET EM_Sales',
    );
    const contact = centre.mail();
    expect(centre.apply({ kind: 'provider_answered', request: 1, values: ['first'] })).toMatchObject([{ ok: false }]);
    centre.apply({ kind: 'provider_answered', request: 2, values: ['second'] });
    expect(logs(centre, contact)).toEqual(['second']);
  });

  it('leaves no request open when its contact is closed', () => {
    const centre = staffed('SEND REQUEST crm 1\nSEND INFO crm 2\nWAIT 5\nCLOSE CONTACT');
    centre.mail();
    centre.pass(6);
    expect(centre.tables.snapshot().requests).toMatchObject([{ kind: 'info', state: 'open' }]);
    expect(centre.apply({ kind: 'provider_answered', request: 1, values: ['late'] })).toMatchObject([{ ok: false }]);
    expect(centre.apply({ kind: 'provider_answered', request: 2 })).toMatchObject([{ ok: true }]);
  });

  it('SEND INFO is open until the provider has it', () => {
    const centre = staffed('SEND INFO crm CONTACTID\nQUEUE TO SKILLSET EM_Sales');
    centre.mail();
    expect(centre.tables.snapshot().requests).toMatchObject([{ kind: 'info', state: 'open', values: ['1'] }]);
    centre.apply({ kind: 'provider_answered', request: 1 });
    expect(centre.tables.snapshot().requests).toEqual([]);
  });
});

describe('EVENT HANDLER', () => {
  const handler = `
EVENT HANDLER
  EVENT NOT_QUEUED: LOG "not queued"
  EVENT RETURNED_TO_QUEUE: LOG "returned"
    EXECUTE Elsewhere
  EVENT POSTPONED_RETURN: LOG "back"
END HANDLER
QUEUE TO SKILLSET EM_Sales
WAIT 600
QUIT
SECTION Elsewhere
QUEUE TO SKILLSET EM_Billing
WAIT 600`;

  it('runs for the loss of the last queue, and the suspension stands', () => {
    const centre = scenario(handler);
    centre.as('bo', { kind: 'log_in' });
    const contact = centre.mail();
    const { run } = centre.contact(contact);
    centre.as('bo', { kind: 'log_out' });
    expect(logs(centre, contact)).toEqual(['not queued']);
    expect(centre.contact(contact)).toMatchObject({
      queues: [],
      run: { wakeAt: run?.wakeAt, waitPoint: run?.waitPoint },
    });
    centre.pass(601);
    expect(centre.queuesOf(contact)).toEqual(['EM_Default_Skillset:3']);
  });

  it('runs for an offer that comes back, and a jump in it is taken', () => {
    const centre = scenario(handler);
    centre.logIn('bo');
    const contact = centre.mail();
    centre.as('bo', { kind: 'decline', offer: centre.offerOf('bo') as number });
    expect(logs(centre, contact)).toEqual(['returned']);
    expect(centre.queuesOf(contact)).toEqual(['EM_Sales:6', 'EM_Billing:6']);
  });

  it('runs for the return of a postponed contact at its first suspension', () => {
    const centre = scenario(handler);
    centre.logIn('bo');
    const contact = centre.mail();
    centre.accept('bo');
    centre.as('bo', { kind: 'postpone', contact, untilAt: centre.at + 60_000_000 });
    centre.pass(61);
    expect(logs(centre, contact)).toEqual(['back']);
  });
});

describe('a loop of WAITs', () => {
  it('costs few rows: one contact row and one trace row in five minutes', () => {
    const centre = scenario(STANDARD_SCRIPT);
    for (let i = 0; i < 20; i++) centre.mail({ rule: { skillset: 'EM_Billing' } });
    const before = centre.tables.rowsWritten;
    centre.pass(3_600);
    expect((centre.tables.rowsWritten - before) / 20).toBeLessThanOrEqual(2 * 12);
    const traces = centre.tables.tracesOf(1);
    expect(traces.length).toBeLessThanOrEqual(3);
    expect(traces.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(110);
  });

  it('writes at once when a call variable changed, and not when nothing but the position did', () => {
    const centre = staffed(
      'SECTION Again\nWAIT 30\nIF SUBJECT = "count" THEN tries_cv ASSIGNED tries_cv + 1 END IF\nEXECUTE Again',
    );
    centre.mail();
    const before = centre.tables.rowsWritten;
    centre.pass(120);
    expect(centre.tables.rowsWritten).toBe(before);
    centre.mail({ facts: { subject: 'count' } });
    const then = centre.tables.rowsWritten;
    centre.pass(31);
    expect(centre.tables.rowsWritten).toBeGreaterThan(then);
  });

  it('is run again from its row’s position after a stop without warning, and written by an orderly one', () => {
    const centre = scenario(STANDARD_SCRIPT);
    const contact = centre.mail({ rule: { skillset: 'EM_Billing' } });
    centre.pass(200);
    const { run } = centre.tables.contacts.get(contact) as { run?: { wakeAt: number } };
    expect(run?.wakeAt, 'the row is behind').toBeLessThan(centre.at);
    centre.restart();
    centre.as('ana', { kind: 'log_in' });
    centre.pass(1);
    expect(centre.queuesOf(contact)).toEqual(['EM_Billing:3']);
    centre.pass(40);
    centre.apply({ kind: 'stopping' });
    expect(centre.tables.contacts.get(contact)).toEqual(centre.core.contact(contact));
  });
});

describe('a stop without warning', () => {
  it('makes no script do again what its history says it did', () => {
    const centre = staffed('SECTION Again\nLOG "round"\nWAIT 10\nEXECUTE Again');
    const contact = centre.mail();
    centre.pass(31);
    expect(logs(centre, contact)).toHaveLength(4);
    centre.restart();
    centre.pass(8);
    expect(logs(centre, contact)).toHaveLength(4);
    centre.pass(2);
    expect(logs(centre, contact)).toHaveLength(5);
  });

  it('keeps the time at which a postponed contact comes back', () => {
    const centre = scenario(STANDARD_SCRIPT);
    centre.logIn('bo');
    const contact = centre.mail({ rule: { skillset: 'EM_Sales' } });
    centre.accept('bo');
    centre.as('bo', { kind: 'postpone', contact, untilAt: centre.at + 60_000_000 });
    centre.restart();
    centre.pass(61);
    expect(centre.contact(contact)).toMatchObject({ state: 'New', queueType: 'RESCHEDULED' });
  });
});

describe('a row that cannot be read back', () => {
  it('sends its contact to the default skillset with an alarm, and leaves one that waits in a queue there', () => {
    const centre = staffed('IF SUBJECT = "queued" THEN QUEUE TO SKILLSET EM_Sales END IF\nWAIT 600');
    const lost = centre.mail();
    const queued = centre.mail({ facts: { subject: 'queued' } });
    for (const id of [lost, queued]) {
      const row = centre.contact(id);
      if (row.run !== undefined)
        centre.tables.contacts.set(id, { ...row, run: { ...row.run, machine: new Uint8Array([9]) } });
    }
    centre.restart();
    centre.apply({ kind: 'restarted' });
    expect([centre.queuesOf(lost), centre.queuesOf(queued)]).toEqual([['EM_Default_Skillset:3'], ['EM_Sales:6']]);
    expect(centre.effects.filter(({ kind }) => kind === 'alarm')).toMatchObject([
      { code: 'run_lost', contact: lost },
      { code: 'run_lost', contact: queued },
    ]);
    expect(centre.tables.contacts.get(queued)?.run).toBeUndefined();
  });
});

describe('an activation', () => {
  it('leaves contacts in the image they started with until EXECUTE SCRIPT', () => {
    const centre = staffed({
      Master_Script: 'LOG "old", limit_gv\nWAIT 10\nLOG "still old", limit_gv\nEXECUTE SCRIPT Next',
      Next: 'LOG "old next"\nWAIT 600',
    });
    const contact = centre.mail();
    const variables = smallDirectory().variables.map((entry) =>
      entry.name === 'limit_gv' ? { ...entry, items: [{ kind: 'number' as const, value: 9 }] } : entry,
    );
    activateScripts(
      centre,
      { Master_Script: 'LOG "new"\nEXECUTE SCRIPT Next', Next: 'LOG "new next", limit_gv\nWAIT 600' },
      { variables },
    );
    centre.restart();
    centre.pass(11);
    expect(logs(centre, contact)).toEqual(['old, 3', 'still old, 3', 'new next, 9']);
    expect(logs(centre, centre.mail())).toEqual(['new', 'new next, 9']);
    expect(centre.state.centres.size).toBe(2);
  });

  it('that takes a skillset away sends a contact that names it to its default skillset, with one event', () => {
    const centre = staffed(
      'WAIT 10\nQUEUE TO SKILLSET EM_Sales\nLOG "after"\nWAIT 10\nQUEUE TO SKILLSET EM_Sales\nWAIT 600',
    );
    const contact = centre.mail();
    const { skillsets } = smallDirectory();
    activateScripts(centre, STANDARD_SCRIPT, {
      skillsets: skillsets.filter(({ name }) => name !== 'EM_Sales'),
      agents: [agent('ana', '4711', [['EM_Billing', 1]])],
    });
    centre.pass(30);
    expect(centre.queuesOf(contact)).toEqual(['EM_Default_Skillset:3']);
    expect(centre.history(contact).filter((kind) => kind === 'name_gone')).toHaveLength(1);
    expect(logs(centre, contact), 'it stops at the name').toEqual([]);
  });

  it('that takes a variable away leaves a script that goes on in the older image its own', () => {
    const centre = staffed('tries_cv ASSIGNED 5\nWAIT 10\nLOG tries_cv, limit_gv\nQUEUE TO SKILLSET EM_Sales');
    const contact = centre.mail();
    activateScripts(centre, 'QUEUE TO SKILLSET EM_Sales\nWAIT 60', { variables: [] });
    centre.restart();
    centre.pass(11);
    expect(logs(centre, contact)).toEqual(['5, 3']);
  });

  it('gives a name the same id for ever', () => {
    const centre = staffed(STANDARD_SCRIPT);
    const before = centre.tables.names.length;
    activateScripts(centre, STANDARD_SCRIPT, {
      reasons: [
        { name: 'RESOLVED', code: 4 },
        { name: 'Fresh', code: 5 },
      ],
    });
    expect(centre.tables.names.slice(before)).toEqual([{ kind: 'reason', id: 2, name: 'Fresh' }]);
  });

  it('returns what an agent who is gone had open or was offered', () => {
    const centre = scenario(STANDARD_SCRIPT);
    centre.logIn('ana', 'bo');
    const open = centre.mail({ rule: { skillset: 'EM_Sales' } });
    centre.accept('bo');
    activateScripts(centre, STANDARD_SCRIPT, {
      agents: [
        agent('ana', '4711', [
          ['EM_Sales', 1],
          ['EM_Billing', 1],
        ]),
      ],
    });
    expect(centre.core.agent('ana')?.offers).toMatchObject([{ contact: open }]);
    expect(centre.core.agents().map(({ login }) => login)).toEqual(['ana']);
  });

  it('with a smaller capacity withdraws the offer above it, and leaves what is open', () => {
    const two = { agents: [agent('ana', '4711', [['EM_Billing', 1]], 2)] };
    const centre = scenario(STANDARD_SCRIPT, two);
    centre.logIn('ana');
    for (let i = 0; i < 2; i++) centre.mail({ rule: { skillset: 'EM_Billing' } });
    const open = centre.accept('ana');
    expect(centre.offerOf('ana')).toBeDefined();
    activateScripts(centre, STANDARD_SCRIPT, { agents: [agent('ana', '4711', [['EM_Billing', 1]], 1)] });
    expect(centre.core.agent('ana')).toMatchObject({ open: [open], offers: [] });
  });

  it('with a damaged image or directory is refused and changes nothing', () => {
    const centre = staffed(STANDARD_SCRIPT);
    const rows = centre.tables.rowsWritten;
    expect(centre.apply({ kind: 'activate', image: new Uint8Array([1, 2, 3]), directory: '{}' })).toMatchObject([
      { code: 'bad_image' },
    ]);
    const image = [...centre.tables.images.values()][0]?.bytes as Uint8Array;
    expect(centre.apply({ kind: 'activate', image, directory: 'no json' })).toMatchObject([{ code: 'bad_image' }]);
    expect(centre.apply({ kind: 'activate', image, directory: '{"format":2}' })).toMatchObject([{ code: 'bad_image' }]);
    expect(centre.tables.rowsWritten).toBe(rows);
  });
});
