import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeProgram, diffVersions, needsDecision, type VersionDiff } from '../../vm/index.ts';
import { createCore } from './core.ts';
import type { ActivationPlan } from './model.ts';
import type { Answer, CoreEvent } from './protocol.ts';
import { emptySnapshot } from './rebuild.ts';
import { compileImage, scenario } from './testing/compiled-scenario.ts';
import { smallDirectory } from './testing/directory.ts';
import { Scenario } from './testing/scenario.ts';
import { TableModel } from './testing/table-model.ts';

type Scripts = string | Readonly<Record<string, string>>;
const set = (scripts: Scripts) => (typeof scripts === 'string' ? { Master_Script: scripts } : scripts);

function diff(before: Scripts, after: Scripts, changed: Parameters<typeof smallDirectory>[0] = {}): VersionDiff {
  const [old, now] = [smallDirectory(), smallDirectory(changed)];
  return diffVersions(
    { program: decodeProgram(compileImage(old, set(before))), directory: old },
    { program: decodeProgram(compileImage(now, set(after))), directory: now },
  );
}

const states = ({ waitPoints }: VersionDiff) => waitPoints.map(({ name, state }) => `${name} ${state}`);

describe('a wait point', () => {
  const loop = 'SECTION Again\nWAIT 30\nLOG "a"\nEXECUTE Again';

  it('is the same when the code behind it, its length or another section changes', () => {
    expect(states(diff(loop, loop.replace('LOG "a"', 'QUEUE TO SKILLSET EM_Sales')))).toEqual([
      'Master_Script/Again#1 same',
    ]);
    expect(states(diff(loop, loop.replace('WAIT 30', 'WAIT 60')))).toEqual(['Master_Script/Again#1 same']);
    expect(states(diff(loop, `WAIT 5\n${loop}\nSECTION Other\nWAIT 7`))).toEqual(['Master_Script/Again#1 same']);
  });

  it('has no certain place when a WAIT was put before it in its section, and the place it has now is named', () => {
    const found = diff(loop, loop.replace('WAIT 30', 'WAIT 10\nWAIT 30'));
    expect(states(found)).toEqual(['Master_Script/Again#1 changed']);
    expect(found.waitPoints[0]?.likely).toEqual(['Master_Script/Again#2']);
    expect(needsDecision(found)).toBe(true);
    expect(states(diff(loop, loop.replace('WAIT 30', 'WAIT 30\nWAIT 30')))).toEqual(['Master_Script/Again#1 changed']);
  });

  it('stays the same when a WAIT was put behind other statements after it', () => {
    expect(states(diff(loop, loop.replace('LOG "a"', 'LOG "a"\nLOG "b"\nWAIT 30')))).toEqual([
      'Master_Script/Again#1 same',
    ]);
  });

  it('has no certain place when two of a section changed places', () => {
    const two = 'SECTION S\nWAIT 10\nLOG 1\nWAIT 20\nLOG 2\nEXECUTE S';
    expect(states(diff(two, two.replace('10', '5').replace('20', '10')))).toEqual([
      'Master_Script/S#1 changed',
      'Master_Script/S#2 changed',
    ]);
    expect(states(diff(two, two.replace('20', '25')))).toEqual(['Master_Script/S#1 same', 'Master_Script/S#2 same']);
  });

  it('is gone with its section or script, and the same statement elsewhere is offered', () => {
    const found = diff(loop, loop.replaceAll('Again', 'Hold'));
    expect(states(found)).toEqual(['Master_Script/Again#1 gone']);
    expect(found.waitPoints[0]?.likely).toEqual(['Master_Script/Hold#1']);
    expect(found.newWaitPoints).toEqual(['Master_Script/Hold#1']);
    expect(found.sections).toEqual({ added: ['Master_Script/Hold'], removed: ['Master_Script/Again'], changed: [] });
  });

  it('says which variables that are used from there differ', () => {
    const directory = smallDirectory();
    const variables = directory.variables.map((entry) =>
      entry.name === 'tries_cv' ? { ...entry, items: [{ kind: 'number' as const, value: 3 }] } : entry,
    );
    const uses = 'WAIT 30\nLOG tries_cv\nWAIT 30';
    const found = diff(uses, uses, { variables });
    expect(found.waitPoints.map(({ state, variables: differing }) => [state, differing])).toEqual([
      ['variables', [{ name: 'tries_cv', differences: ['default'] }]],
      ['same', []],
    ]);
    expect(found.directory).toEqual([{ part: 'variable', name: 'tries_cv', change: 'changed', what: ['items'] }]);
    expect(needsDecision(found)).toBe(false);
  });

  it('names EXECUTE SCRIPT ahead, also in the event handler that may hold, but not what comes after it', () => {
    const scripts = {
      Master_Script: 'EVENT HANDLER EVENT NOT_QUEUED: EXECUTE SCRIPT Lost END HANDLER WAIT 5 EXECUTE SCRIPT Next',
      Next: 'WAIT 6 EXECUTE SCRIPT Lost',
      Lost: 'WAIT 7 QUIT',
    };
    const { Lost: _, ...without } = { ...scripts, Master_Script: 'WAIT 5 EXECUTE SCRIPT Next', Next: 'WAIT 6 QUIT' };
    expect(diff(scripts, without).waitPoints.map(({ name, targets }) => [name, targets])).toEqual([
      [
        'Master_Script#1',
        [
          { script: 'Next', state: 'there' },
          { script: 'Lost', state: 'gone' },
        ],
      ],
      ['Lost#1', []],
      ['Next#1', [{ script: 'Lost', state: 'gone' }]],
    ]);
  });
});

const plan = (given: Partial<ActivationPlan>): ActivationPlan => ({ map: [], move: false, restart: false, ...given });

function activate(
  made: Scenario,
  scripts: Scripts,
  given?: Partial<ActivationPlan>,
  changed = {},
  id?: string,
): Answer {
  const directory = smallDirectory(changed);
  return made.apply({
    kind: 'activate',
    image: compileImage(directory, set(scripts)),
    directory: JSON.stringify(directory),
    ...(given === undefined ? {} : { plan: plan(given) }),
    ...(id === undefined ? {} : { id }),
  })[0] as Answer;
}

const logs = (made: Scenario, contact: number): readonly string[] =>
  made.tables
    .history(contact)
    .filter(({ kind }) => kind === 'log')
    .map(({ detail }) => detail);

const V1 = {
  Master_Script:
    'QUEUE TO SKILLSET EM_Sales\ntries_cv ASSIGNED 7\nSECTION Hold\nWAIT 60\nLOG "one", tries_cv\nWAIT 60\nEXECUTE SCRIPT After',
  After: 'LOG "after one"\nWAIT 60',
};
const V2 = {
  Master_Script: V1.Master_Script.replace('"one"', '"two"'),
  After: V1.After.replace('one', 'two'),
};

const elsewhere = { ...V2, Master_Script: V2.Master_Script.replace('SECTION Hold', 'SECTION Stay') };

function staffed(scripts: Scripts, changed = {}): Scenario {
  const made = scenario(scripts, changed);
  for (const agent of ['ana', 'bo']) made.as(agent, { kind: 'log_in' });
  return made;
}

describe('activation', () => {
  it('changes nothing for a waiting contact until its next EXECUTE SCRIPT', () => {
    const centre = staffed(V1);
    const contact = centre.mail();
    const before = centre.contact(contact);
    expect(activate(centre, V2)).toEqual({ ok: true, activation: 2 });
    expect(centre.contact(contact)).toEqual(before);
    centre.pass(130);
    expect(logs(centre, contact)).toEqual(['one, 7', 'after two']);
    expect(centre.contact(contact).activation).toBe(2);
  });

  it('whatever it brings, shows no waiting contact before its next EXECUTE SCRIPT that it happened', () => {
    const step = fc.oneof(
      fc.record({ seconds: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ scripts: fc.constantFrom<Scripts>(V2, elsewhere, V1) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 6 }), (steps) => {
        const [still, changing] = [staffed(V1), staffed(V1)];
        const contact = still.mail();
        expect(changing.mail()).toBe(contact);
        let passed = 0;
        for (const one of steps) {
          if ('scripts' in one) {
            expect(activate(changing, one.scripts).ok).toBe(true);
            still.at++;
          } else if (passed + one.seconds < 115) {
            passed += one.seconds;
            for (const each of [still, changing]) each.pass(one.seconds);
          }
        }
        expect(changing.contact(contact)).toEqual(still.contact(contact));
        expect(changing.tables.history(contact)).toEqual(still.tables.history(contact));
      }),
      { numRuns: 30 },
    );
  });

  it('leaves the default of a call variable as it was until then, too', () => {
    const defaulting = (value: number) => ({
      variables: smallDirectory().variables.map((entry) =>
        entry.name === 'tries_cv' ? { ...entry, items: [{ kind: 'number' as const, value }] } : entry,
      ),
    });
    const script = 'WAIT 60\nLOG tries_cv\nWAIT 60';
    const centre = staffed(script, defaulting(1));
    const [stays, moves] = [centre.mail(), centre.mail()];
    activate(centre, script, {}, defaulting(2));
    centre.pass(61);
    expect(logs(centre, stays)).toEqual(['1']);
    const later = centre.mail();
    centre.pass(61);
    expect([logs(centre, moves), logs(centre, later)]).toEqual([['1'], ['2']]);
  });

  it('takes waiting contacts along with --move: place, timer, variables and queues stay', () => {
    const centre = staffed(V1);
    const contact = centre.mail();
    centre.pass(20);
    const before = centre.contact(contact);
    expect(activate(centre, V2, { move: true })).toEqual({ ok: true, activation: 2, moved: 1 });
    const after = centre.contact(contact);
    expect(after.queues).toEqual(before.queues);
    expect(after.run).toMatchObject({ waitPoint: 'Master_Script/Hold#1', wakeAt: before.run?.wakeAt });
    expect(after.run?.image).not.toBe(before.run?.image);
    expect(centre.history(contact).at(-1)).toBe('version_moved');
    centre.restart();
    centre.pass(45);
    expect(logs(centre, contact)).toEqual(['two, 7']);
  });

  it('lets go of a version in memory when the last contact left it, and keeps it until then', () => {
    const centre = staffed(V1);
    centre.mail();
    activate(centre, V2);
    expect([...centre.state.centres.keys()]).toEqual([1, 2]);
    centre.pass(130);
    centre.pass(130);
    expect([...centre.state.centres.keys()]).toEqual([2]);
    expect(centre.tables.snapshot().images).toHaveLength(1);
  });

  it('is refused when EXECUTE SCRIPT ahead of a waiting contact has no target, and nothing changes', () => {
    const centre = staffed(V1);
    const contact = centre.mail();
    const gone = { Master_Script: V1.Master_Script.replace('After', 'Later'), Later: V2.After };
    const written = centre.tables.rowsWritten;
    const answer = activate(centre, gone);
    expect(answer).toMatchObject({ ok: false, code: 'target_gone' });
    expect(JSON.stringify(answer)).toContain('--map After=');
    expect(centre.tables.rowsWritten).toBe(written);
    expect(activate(centre, gone, { map: [{ from: 'After', to: 'Later' }] })).toMatchObject({
      ok: true,
      activation: 2,
    });
    centre.restart();
    centre.pass(130);
    expect(logs(centre, contact)).toEqual(['one, 7', 'after two']);
    expect(centre.history(contact)).toContain('script_mapped');
  });

  it('keeps a mapping over the next activation, and follows a mapping of its target', () => {
    const centre = staffed(V1);
    const contact = centre.mail();
    const named = (name: string) => ({
      Master_Script: V1.Master_Script.replace('After', name),
      [name]: `LOG "${name}"\nWAIT 60`,
    });
    activate(centre, named('Later'), { map: [{ from: 'After', to: 'Later' }] });
    expect(activate(centre, named('Last'))).toMatchObject({ code: 'target_gone' });
    expect(activate(centre, named('Last'), { map: [{ from: 'Later', to: 'Last' }] })).toMatchObject({ ok: true });
    centre.pass(130);
    expect(logs(centre, contact)).toEqual(['one, 7', 'Last']);
  });

  it('with --move is refused for gone and uncertain wait points without a mapping or --restart', () => {
    const centre = staffed(V1);
    const contact = centre.mail();
    expect(activate(centre, elsewhere, { move: true })).toMatchObject({ code: 'wait_point_gone' });
    const shifted = { ...V2, Master_Script: V2.Master_Script.replace('WAIT 60', 'WAIT 5\nWAIT 60') };
    expect(activate(centre, shifted, { move: true })).toMatchObject({ code: 'wait_point_gone' });
    const map = [{ from: 'master_script/hold#1', to: 'Master_Script/Stay#1' }];
    expect(activate(centre, elsewhere, { move: true, map })).toMatchObject({ ok: true, moved: 1 });
    centre.pass(65);
    expect(logs(centre, contact)).toEqual(['two, 7']);
    expect(centre.contact(contact).run?.waitPoint).toBe('Master_Script/Stay#2');
  });

  it('with --move takes along who waits in a script that a mapping says has a new name, and in no other script', () => {
    const night = (name: string, text: string, more = '') => ({
      Master_Script: `EXECUTE SCRIPT ${name}`,
      [name]: `EVENT HANDLER EVENT NOT_QUEUED: LOG "out ${text}" END HANDLER\nQUEUE TO SKILLSET EM_Sales\n${more}SECTION Hold\nWAIT 60\nLOG "${text}"\nWAIT 600`,
    });
    const map = [{ from: 'Night', to: 'Late' }];
    const centre = staffed(night('Night', 'one'));
    const contact = centre.mail();
    expect(activate(centre, night('Late', 'two'), { move: true })).toMatchObject({ code: 'wait_point_gone' });
    const both = { ...night('Late', 'two'), Night: 'WAIT 60' };
    expect(activate(centre, both, { move: true, map })).toMatchObject({ code: 'bad_mapping' });
    const shifted = { ...night('Late', 'two'), Late: night('Late', 'two').Late!.replace('WAIT 60', 'WAIT 5\nWAIT 60') };
    const refused = activate(centre, shifted, { move: true, map });
    expect(refused).toMatchObject({ code: 'wait_point_gone', message: expect.stringContaining('has a place in Late') });
    expect(activate(centre, night('Late', 'two'), { move: true, map })).toMatchObject({ ok: true, moved: 1 });
    expect(centre.contact(contact).run?.waitPoint).toBe('Late/Hold#1');
    centre.pass(61);
    for (const agent of ['ana', 'bo']) centre.as(agent, { kind: 'log_out' });
    expect(logs(centre, contact)).toEqual(['two', 'out two']);
    // Already in use beside it, the script is another one.
    const two = staffed({ ...night('Night', 'one'), Late: 'SECTION Hold\nWAIT 60\nLOG "late"\nWAIT 600' });
    two.mail();
    expect(activate(two, night('Late', 'two'), { move: true, map })).toMatchObject({ code: 'wait_point_gone' });
  });

  it('with --move takes nobody into a script that is another one under a new name, over mappings of before', () => {
    const hold = (text: string) => `SECTION Hold\nWAIT 60\nLOG "${text}"\nWAIT 600`;
    const starting = (name: string) => ({ Master_Script: `EXECUTE SCRIPT ${name}` });
    const both = (name: string) => ({ ...starting(name), Night: hold('night'), Late: hold('late') });
    const [retired, renaming] = [[{ from: 'Night', to: 'Late' }], [{ from: 'Late', to: 'Last' }]];
    const moved = (first: string, given: Partial<ActivationPlan>, last: Partial<ActivationPlan>) => {
      const centre = staffed(both(first));
      centre.mail();
      expect(activate(centre, { ...starting('Late'), Late: hold('late') }, { map: retired })).toMatchObject({
        ok: true,
      });
      const answer = activate(centre, { ...starting('Last'), Last: hold('last') }, { map: renaming, ...given });
      if (given.move === true) return answer;
      return activate(centre, { ...starting('Last'), Last: hold('again') }, { move: true, ...last });
    };
    expect(moved('Night', { move: true }, {})).toMatchObject({ code: 'wait_point_gone' });
    expect(moved('Late', { move: true }, {})).toMatchObject({ ok: true, moved: 1 });
    expect(moved('Night', {}, {})).toMatchObject({ code: 'wait_point_gone' });
    expect(moved('Late', {}, { map: renaming })).toMatchObject({ ok: true, moved: 1 });
  });

  it('with --restart starts those anew with variables and age, the others move', () => {
    const centre = staffed(V1);
    const stale = centre.mail();
    const before = centre.contact(stale);
    const anew = {
      ...elsewhere,
      Master_Script: elsewhere.Master_Script.replace('tries_cv ASSIGNED 7\n', 'LOG tries_cv\n'),
    };
    expect(activate(centre, anew, { move: true, restart: true })).toMatchObject({ ok: true, restarted: 1 });
    expect(centre.contact(stale)).toMatchObject({
      queues: [],
      arrivedAt: before.arrivedAt,
      activation: 2,
      resubmissions: 0,
    });
    centre.restart();
    centre.pass(1);
    expect(logs(centre, stale)).toEqual(['7']);
    expect(centre.queuesOf(stale)).toEqual(['EM_Sales:6']);
    expect(centre.history(stale)).toContain('version_restarted');
  });

  it('refuses mappings of names that are none, and those that nothing is to be mapped for', () => {
    const centre = staffed(V1);
    centre.mail();
    for (const [given, message] of [
      [{ map: [{ from: 'Afetr', to: 'After' }] }, 'no version in use names a script Afetr'],
      [{ map: [{ from: 'After', to: 'After' }] }, 'the new version has the script After'],
      [{ map: [{ from: 'After', to: 'Nowhere' }] }, 'no script Nowhere; it has Master_Script, After'],
      [{ map: [{ from: 'Master_Script/Hold#1', to: 'After#1' }] }, '--move only'],
      [{ move: true, map: [{ from: 'Master_Script/Hold#9', to: 'After#1' }] }, 'no version in use has the wait point'],
      [
        { move: true, map: [{ from: 'Master_Script/Hold#1', to: 'After#9' }] },
        'has no wait point After#9; After has After#1',
      ],
      [{ move: true, map: [{ from: 'After', to: 'After#1' }] }, 'a script to a script'],
      [{ restart: true }, 'give both'],
    ] as const)
      expect(activate(centre, V2, given)).toMatchObject({
        code: 'bad_mapping',
        message: expect.stringContaining(message),
      });
  });

  it('keeps the event handler of a moved contact, or says that it is gone', () => {
    const handled = (text: string) =>
      `EVENT HANDLER EVENT NOT_QUEUED: LOG "${text}" END HANDLER\nQUEUE TO SKILLSET EM_Sales\nWAIT 600`;
    const centre = staffed(handled('old'));
    const contact = centre.mail();
    activate(centre, handled('new'), { move: true });
    centre.as('bo', { kind: 'log_out' });
    expect(logs(centre, contact)).toEqual(['new']);
    activate(centre, 'QUEUE TO SKILLSET EM_Sales\nWAIT 600', { move: true });
    expect(centre.history(contact)).toContain('handler_gone');
  });

  it('counts the scripts that an event handler goes to, while it holds', () => {
    const handled = {
      Master_Script:
        'EVENT HANDLER EVENT NOT_QUEUED: EXECUTE SCRIPT Lost END HANDLER\nQUEUE TO SKILLSET EM_Sales\nWAIT 600',
      Lost: 'QUIT',
    };
    const centre = staffed(handled);
    centre.mail();
    expect(activate(centre, 'WAIT 600')).toMatchObject({ code: 'target_gone' });
    expect(activate(centre, 'WAIT 600', { move: true })).toMatchObject({ ok: true, moved: 1 });
  });

  it('lets who waits for an answer wait at a WAIT, where the answer is nobody’s, but not the other way round', () => {
    const asking =
      'SEND REQUEST crm FROMADDRESS\nGET RESPONSE crm answer_cv TIMEOUT 600\nLOG "asked", answer_cv\nWAIT 60';
    const waiting = 'WAIT 600\nLOG "waited"\nWAIT 60';
    const centre = staffed(asking);
    const contact = centre.mail();
    expect(activate(centre, waiting, { move: true })).toMatchObject({ code: 'wait_point_gone' });
    const map = [{ from: 'Master_Script#1', to: 'Master_Script#1' }];
    expect(activate(centre, waiting, { move: true, map })).toMatchObject({ ok: true, moved: 1 });
    const request = [...centre.tables.requests.keys()][0] as number;
    centre.apply({ kind: 'provider_answered', request, values: ['gold'] });
    expect(centre.contact(contact).run?.provider).toBeUndefined();
    expect(logs(centre, contact)).toEqual([]);
    expect(activate(centre, asking, { move: true, map })).toMatchObject({
      code: 'bad_mapping',
      message: expect.stringContaining('cannot go to a GET RESPONSE'),
    });
    centre.pass(601);
    expect(logs(centre, contact)).toEqual(['waited']);
  });

  it('lets who waits for an answer wait on where another provider is asked, whose answer that is not', () => {
    const asking = (provider: string) =>
      `SEND REQUEST ${provider} FROMADDRESS\nGET RESPONSE ${provider} answer_cv TIMEOUT 600\nLOG "asked", answer_cv\nWAIT 60`;
    const providers = ['crm', 'erp'].map((name) => ({ name, kind: 'in_process' as const, timeoutMs: 5_000 }));
    const centre = staffed(asking('crm'));
    const [first, second] = [centre.mail(), centre.mail()];
    const [one, other] = [...centre.tables.requests.keys()] as [number, number];
    const answer = (request: number) => centre.apply({ kind: 'provider_answered', request, values: ['gold'] });
    expect(activate(centre, asking('crm').replace('600', '700'), { move: true }, { providers })).toMatchObject({
      moved: 2,
    });
    answer(one);
    expect(logs(centre, first)).toEqual(['asked, gold']);
    expect(activate(centre, asking('erp'), { move: true }, { providers })).toMatchObject({ moved: 2 });
    centre.restart();
    answer(other);
    expect(logs(centre, second)).toEqual([]);
    centre.pass(601);
    expect(logs(centre, second)).toEqual(['asked, ']);
  });

  it('writes where everybody stands, so that a crash after it runs nothing of the way before again', () => {
    const centre = staffed('SECTION First\nWAIT 10\nSECTION Second\nWAIT 600');
    const contact = centre.mail();
    centre.pass(11);
    expect(centre.tables.contacts.get(contact)?.run?.waitPoint).toBe('Master_Script/First#1');
    activate(centre, 'WAIT 600');
    expect(centre.tables.contacts.get(contact)?.run?.waitPoint).toBe('Master_Script/Second#1');
  });

  it('converts a variable whose type changed, or takes its default with an event', () => {
    const typed = (type: 'string' | 'time') => ({
      variables: smallDirectory().variables.map((entry) =>
        entry.name === 'tries_cv'
          ? {
              ...entry,
              type,
              items: [
                type === 'string'
                  ? { kind: 'string' as const, value: 'none' }
                  : { kind: 'number' as const, value: 480 },
              ],
            }
          : entry,
      ),
    });
    for (const [type, expected, event] of [
      ['string', 'two, 7', false],
      ['time', 'two, 08:00', true],
    ] as const) {
      const centre = staffed(V1);
      const contact = centre.mail();
      const changed = { ...V2, Master_Script: V2.Master_Script.replace('tries_cv ASSIGNED 7\n', 'LOG "start"\n') };
      expect(activate(centre, changed, { move: true }, typed(type))).toMatchObject({ ok: true, moved: 1 });
      centre.restart();
      centre.pass(61);
      expect(logs(centre, contact)).toEqual([expected]);
      expect(centre.history(contact).includes('variable_retyped')).toBe(event);
    }
  });

  it('tells before it happens who waits where, and which names they would miss', () => {
    const centre = staffed({ Master_Script: 'WAIT 60\nQUEUE TO SKILLSET EM_Billing\nWAIT 60' });
    centre.mail();
    centre.mail();
    const directory = smallDirectory();
    const without = {
      ...directory,
      skillsets: directory.skillsets.filter(({ name }) => name !== 'EM_Billing'),
      agents: directory.agents.map((agent) => ({
        ...agent,
        skillsets: agent.skillsets.filter(({ skillset }) => skillset !== 'EM_Billing'),
      })),
    };
    const program = decodeProgram(compileImage(without, { Master_Script: 'WAIT 60' }));
    const preview = centre.core.preview(program, without, plan({}));
    expect(preview.problems).toEqual([]);
    expect(preview.versions).toMatchObject([
      {
        version: 1,
        contacts: 2,
        waitPoints: [
          {
            name: 'Master_Script#1',
            contacts: 2,
            goes: 'stays',
            goneNames: [{ kind: 'skillset', name: 'EM_Billing', lines: ['Master_Script:2'] }],
          },
        ],
      },
    ]);
    expect(centre.core.flights()).toEqual([
      { version: 1, image: expect.any(String), waitPoint: 'Master_Script#1', contacts: 2 },
    ]);
  });

  it('finds wait points by their names in an image that a later release compiled again', () => {
    const made = staffed('SECTION Hold\nWAIT 60\nLOG "on"\nWAIT 60');
    const contact = made.mail();
    const { image } = made.tables.activations.get(1) as { readonly image: string };
    // Another order of places stands for what a later compiler may do.
    const bytes = compileImage(smallDirectory(), {
      Master_Script: 'WAIT 1\nSECTION Hold\nWAIT 60\nLOG "on"\nWAIT 60',
    });
    made.tables.images.set(image, { hash: image, bytes });
    for (let i = 0; i < 2; i++) {
      made.restart();
      expect(made.contact(contact).run?.waitPoint).toBe('Master_Script/Hold#1');
      made.apply({ kind: 'stopping' });
    }
    made.pass(61);
    made.apply({ kind: 'stopping' });
    made.restart();
    expect(logs(made, contact)).toEqual(['on']);
    expect(made.contact(contact).run?.waitPoint).toBe('Master_Script/Hold#2');
  });

  it('gives a repeated activation its first answer', () => {
    const centre = staffed(V1);
    const first = activate(centre, V2, {}, {}, 'activate-1');
    expect(activate(centre, V2, {}, {}, 'activate-1')).toEqual(first);
    expect(centre.core.present?.number).toBe(2);
  });

  it('whatever is activated and however: made again from its rows it goes on alike', () => {
    const sets = [V1, V2, elsewhere, { ...V2, Master_Script: V2.Master_Script.replace('WAIT 60', 'WAIT 5\nWAIT 60') }];
    const step = fc.oneof(
      fc.record({ kind: fc.constant('mail' as const) }),
      fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
      fc.record({
        kind: fc.constant('activate' as const),
        scripts: fc.constantFrom(...sets),
        move: fc.boolean(),
        restart: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 12 }), (steps) => {
        const centre = staffed(V1);
        const plain = staffed(V1);
        for (const one of steps)
          for (const each of [centre, plain]) {
            if (one.kind === 'mail') each.mail();
            else if (one.kind === 'pass') each.pass(one.seconds);
            else activate(each, one.scripts, { move: one.move, restart: one.move && one.restart });
            each.apply({ kind: 'stopping' });
            if (each === centre) each.restart();
          }
        const rows = ({ tables }: Scenario) =>
          JSON.stringify([[...tables.contacts.values()].map(({ run: _, ...row }) => row), tables.events]);
        expect(rows(centre)).toBe(rows(plain));
      }),
      { numRuns: 30 },
    );
  });

  it('is replayed from the journal to the same rows', () => {
    const made = new Scenario();
    const { core } = made;
    const batches: { readonly events: readonly CoreEvent[]; readonly at: number }[] = [];
    made.core = {
      ...core,
      apply: (events, at) => {
        batches.push({ events, at });
        return core.apply(events, at);
      },
    };
    activate(made, V1);
    made.as('bo', { kind: 'log_in' });
    for (let i = 0; i < 3; i++) made.mail();
    made.pass(30);
    activate(made, elsewhere, { move: true, restart: true });
    activate(made, V2, { move: true, map: [{ from: 'Master_Script/Stay#1', to: 'Master_Script/Hold#2' }] });
    made.pass(100);
    const tables = new TableModel();
    const again = createCore(emptySnapshot());
    for (const { events, at } of batches) tables.commit(again.apply(events, at).changes, at);
    expect(batches.length).toBeGreaterThan(8);
    expect(tables).toEqual(made.tables);
  });
});
