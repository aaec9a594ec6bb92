import { expect, it } from 'vitest';
import { openCentre } from './open-centre.ts';
import type { Rehearsal } from './rehearsal.ts';

const centre = await openCentre(new URL('../../examples/orderdesk/', import.meta.url));

it.each<[what: string, does: (day: Rehearsal) => unknown, said: string]>([
  ['a duration that is none', (day) => day.after('soon'), 'expected a duration such as `90s` or `1h 30m`\nfound soon'],
  [
    'a time that is none',
    (day) => day.until('noon'),
    'expected a time such as `17:30` or `2026-11-24 8:00`\nfound noon',
  ],
  ['a time that is over', (day) => day.until('2026-11-22 8:00'), 'found 2026-11-22 8:00 is over already'],
  ['a mail that nobody told of', (day) => day.arrive('mails/order.eml'), 'not named among `mails`'],
  ['a skillset that is none', (day) => day.outOfService('EM_Ordres', true), 'found EM_Ordres, which is none'],
  ['a provider that is none', (day) => day.provider('shpo', { answers: [] }), 'did you mean shop?'],
])('a program that names %s is told so, and nothing happens', async (_what, does, said) => {
  const day = await centre.rehearse({ at: '2026-11-23 10:00' });
  expect(() => does(day)).toThrow(said);
});
