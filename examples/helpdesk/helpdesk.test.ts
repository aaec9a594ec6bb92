/** Tests of scripts written in a program: for what a YAML file cannot say, such as many mails of one kind. */
import { openCentre } from 'ccmm/testing';
import { describe, expect, it } from 'vitest';

const centre = await openCentre(import.meta.dirname);

describe('the help desk', () => {
  it('shares six questions between Ana and Bo, and asks the overflow team when both are full', async () => {
    const day = await centre.rehearse({ at: '2026-11-23 10:15' });
    const taken: string[] = [];
    for (let n = 1; n <= 6; n++) {
      const { presentedTo = 'nobody' } = day.arrive({ subject: `Question ${n}` });
      taken.push(presentedTo);
      day.agent(presentedTo).accepts();
    }
    expect(taken.sort()).toEqual(['ana', 'ana', 'ana', 'bo', 'bo', 'bo']);
    expect(day.arrive({ subject: 'One more' }).presentedTo).toBeUndefined();
    day.after('4m');
    expect(day.facts()).toMatchObject({
      presentedTo: 'chris',
      queues: [{ name: 'EM_Support' }, { name: 'EM_Overflow' }],
    });
  });

  it('writes to the customer once, whatever comes of it', async () => {
    const day = await centre.rehearse({ at: '2026-11-23 10:15', agents: { bo: 'ready' } });
    const { response } = day.arrive({ from: 'kim@client.example', subject: 'An invoice' });
    expect(response).toBe('received_response');
    day.agent('bo').accepts();
    day.agent('bo').replies('Here it is.');
    day.agent('bo').closes('Resolved');
    expect(day.facts()).toMatchObject({ state: 'Closed', reason: 'Resolved' });
    expect(day.facts().sent.map(({ subject }) => subject)).toEqual(['We have your message', 'Re: An invoice']);
  });

  it('runs a test as a file would write it', () =>
    centre.test({
      name: 'A bill at night waits for billing',
      at: '2026-11-23 22:00',
      agents: { ana: 'ready' },
      mail: { subject: 'A wrong invoice' },
      expect: { queued: 'nowhere', waits_at: 'Night_Mail/Look' },
      steps: [{ agent: { bo: 'logs in' } }, { after: '60s' }, { expect: { presented: 'bo' } }],
    }));
});
