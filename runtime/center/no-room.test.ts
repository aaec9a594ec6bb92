import { describe, expect, it } from 'vitest';
import { giveBack, type RecordBlock, takeBlock } from '../../vm/record-blocks.ts';
import { scenario } from './testing/compiled-scenario.ts';

/** All records of the process that nobody has. */
function takeAll(): RecordBlock[] {
  const taken: RecordBlock[] = [];
  try {
    for (;;) taken.push(takeBlock(20));
  } catch {
    return taken;
  }
}

describe('a process without room for another script', () => {
  it('queues the contact in the default skillset with an alarm, loses no suspended script, and goes on when there is room', () => {
    const centre = scenario('QUEUE TO SKILLSET EM_Sales\nWAIT 600\nLOG 1');
    for (const login of ['ana', 'bo']) centre.as(login, { kind: 'log_in' });
    const first = centre.mail();
    const all = takeAll();
    const second = centre.mail();
    expect([centre.queuesOf(first), centre.queuesOf(second)]).toEqual([['EM_Sales:6'], ['EM_Default_Skillset:3']]);
    expect(centre.effects.filter(({ kind }) => kind === 'alarm')).toMatchObject([{ code: 'no_room', contact: second }]);
    expect(() => centre.restart()).toThrow(/no room for another machine/);
    giveBack(all);
    centre.restart();
    centre.apply({ kind: 'restarted' });
    expect(centre.contact(first).run).toBeDefined();
    const third = centre.mail();
    centre.pass(601);
    expect([first, second, third].map((id) => centre.history(id).includes('log'))).toEqual([true, false, true]);
  });

  it('makes a core again in the room of the one before it', () => {
    const centre = scenario('QUEUE TO SKILLSET EM_Sales\nWAIT 600\nLOG 1');
    const contact = centre.mail();
    const all = takeAll();
    centre.core.release();
    centre.restart();
    giveBack(all);
    centre.pass(601);
    expect(centre.history(contact)).toContain('log');
  });
});
