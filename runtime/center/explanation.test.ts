import { describe, expect, it } from 'vitest';
import { endWords, flipWords, knownWords, otherWays, queueSteps } from './explanation.ts';
import { compileImage, scenario } from './testing/compiled-scenario.ts';
import { smallDirectory } from './testing/directory.ts';
import type { Scenario } from './testing/scenario.ts';

const queuesOf = (centre: Scenario, contact: number): string[] =>
  queueSteps(centre.tables.history(contact)).map(
    ({ kind, queue, priority, why }) => `${kind} ${queue} ${priority}${why === undefined ? '' : `: ${why}`}`,
  );

describe('queues entered and left', () => {
  it('have the reason: REMOVE, the last agent, another priority, an agent who accepts', () => {
    const centre = scenario(
      `QUEUE TO SKILLSET EM_Sales, EM_Billing WITH PRIORITY 4
WAIT 10
CHANGE PRIORITY IN SKILLSET EM_Billing TO PRIORITY 2
REMOVE FROM SKILLSET EM_Sales
WAIT 300`,
    );
    centre.as('ana', { kind: 'log_in' });
    centre.as('bo', { kind: 'log_in' });
    const contact = centre.mail();
    centre.pass(11);
    centre.as('ana', { kind: 'ready' });
    centre.as('ana', { kind: 'accept', offer: centre.offerOf('ana') ?? 0 });
    expect(queuesOf(centre, contact)).toEqual([
      'entered EM_Sales 4',
      'entered EM_Billing 4',
      'priority EM_Billing 2',
      'left EM_Sales 4: REMOVE',
      'left EM_Billing 2: accepted by ana',
    ]);
  });

  it('are left by all when the last agent logs out, and when the contact is closed', () => {
    const centre = scenario('QUEUE TO SKILLSET EM_Billing\nWAIT 10\nIF QUEUED THEN CLOSE CONTACT END IF\nWAIT 300');
    centre.as('ana', { kind: 'log_in' });
    const [first] = [centre.mail()];
    centre.pass(11);
    expect(queuesOf(centre, first).at(-1)).toBe('left EM_Billing 6: closed');
    const second = centre.mail();
    centre.as('ana', { kind: 'log_out' });
    expect(queuesOf(centre, second)).toContain('left EM_Billing 6: its last agent logged out');
  });

  it('are left by a contact that starts anew in a new version', () => {
    const centre = scenario('QUEUE TO SKILLSET EM_Billing\nSECTION hold\nWAIT 100');
    centre.as('ana', { kind: 'log_in' });
    const contact = centre.mail();
    const directory = smallDirectory();
    centre.apply({
      kind: 'activate',
      image: compileImage(directory, { Master_Script: 'WAIT 100' }),
      directory: JSON.stringify(directory),
      plan: { map: [], move: true, restart: true },
    });
    expect(queuesOf(centre, contact)).toEqual([
      'entered EM_Billing 6',
      'left EM_Billing 6: started anew in a new version',
    ]);
  });

  it('say that it was the default skillset of the one that was entered for that only', () => {
    const events = [
      { at: 1, kind: 'queued', detail: 'EM_Default_Skillset, priority 3' },
      { at: 2, kind: 'default_skillset', detail: 'the script could not forward it' },
      { at: 3, kind: 'closed', detail: '' },
      { at: 4, kind: 'reopened', detail: '' },
      { at: 5, kind: 'queued', detail: 'EM_Sales, priority 3' },
    ];
    expect(queueSteps(events).at(-1)).toEqual({ at: 5, kind: 'entered', queue: 'EM_Sales', priority: 3 });
  });
});

describe('what a line read and stored', () => {
  it('is told once each, with what was left out in the middle', () => {
    const values = [1, 1, 2, 3].map((value) => ({ name: 'n_cv', value }));
    expect(knownWords({ values, stored: [{ name: 's_cv', value: 'x' }] })).toEqual([
      'n_cv = 1',
      'n_cv = 2',
      'n_cv = 3',
      's_cv := "x"',
    ]);
    expect(knownWords({ values, valuesFolded: 12, stored: values, storedFolded: 1 })).toEqual([
      'n_cv = 1',
      '… 12 more',
      'n_cv = 2',
      'n_cv = 3',
      'n_cv := 1',
      'n_cv := 1',
      '… 1 more',
      'n_cv := 2',
      'n_cv := 3',
    ]);
  });

  it('is told again where it was left out and then decides', () => {
    const terms = Array.from({ length: 70 }, (_, i) => `CONTACT DATA "k${i}" = "v"`);
    const centre = scenario(`IF ${terms.join(' OR ')} OR CONTACT DATA "k34" = "" THEN LOG 1 END IF\nWAIT 60`);
    const { values, valuesFolded } = centre.tables.tracesOf(centre.mail())[0]!.lines[0]!;
    expect([values?.length, values?.at(-1)?.name, valuesFolded]).toEqual([64, 'CONTACT DATA "k34"', 7]);
  });
});

describe('the last branch that leads elsewhere', () => {
  it('is told with the values and the place, and a queue that an intrinsic names by what was read', () => {
    const centre = scenario(`IF CONTACT SKILLSET = EM_Sales THEN
  QUEUE TO SKILLSET EM_Sales
ELSE
  IF tries_cv < 4 THEN
    QUEUE TO SKILLSET CONTACT SKILLSET
  ELSE
    CLOSE CONTACT
  END IF
END IF
SECTION hold
WAIT 20
IF NOT QUEUED THEN QUEUE TO SKILLSET CONTACT SKILLSET END IF
EXECUTE hold`);
    centre.as('ana', { kind: 'log_in' });
    const contact = centre.mail();
    centre.pass(60);
    centre.apply({ kind: 'stopping' });
    const lines = centre.tables.tracesOf(contact).flatMap((row) => row.lines);
    const [last] = otherWays(lines, centre.tables.history(contact));
    expect(`${flipWords(last!.way)} the contact could have ${endWords(last!.ends)}`).toBe(
      'tries_cv was 0; with 4 or more the contact could have been closed (Master_Script:7)',
    );
  });
});
