import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOneMail } from '../examples/embed/embed.ts';
import { freshHome, ROOT, runCcmm } from './support/centre-process.ts';

/** A working Monday, a night before one, a Sunday, in each centre's own zone. */
const DAY = '2026-11-23T10:15';
const NIGHT = '2026-11-23T23:40';
const SUNDAY = '2026-11-22T03:05';

interface Outcome {
  readonly kind: 'queued' | 'presented' | 'closed' | 'forwarded' | 'default';
  readonly skillsets: readonly string[];
  readonly priority: number;
  readonly agent?: string;
}

type Row = readonly [mail: string, at: string, agents: string, outcome: Outcome, scripts: readonly string[]];

const to = (agent: string, skillset: string, priority: number): Outcome => ({
  kind: 'presented',
  skillsets: [skillset],
  priority,
  agent,
});
const waits = (priority: number): Outcome => ({ kind: 'queued', skillsets: [], priority });

const HELP_DESK: readonly Row[] = [
  ['invoice', DAY, 'ana=ready,bo=ready', to('bo', 'EM_Billing', 3), ['Master_Script', 'Office_Mail']],
  ['invoice', DAY, 'ana=ready', waits(3), ['Master_Script', 'Office_Mail']],
  ['invoice', DAY, 'chris=ready', to('chris', 'EM_Overflow', 3), ['Master_Script', 'Office_Mail']],
  ['invoice', SUNDAY, 'chris=ready', waits(3), ['Master_Script', 'Night_Mail']],
  ['password', DAY, 'ana=ready,bo=ready', to('ana', 'EM_Support', 4), ['Master_Script', 'Office_Mail']],
  ['password', DAY, 'bo=ready', to('bo', 'EM_Support', 4), ['Master_Script', 'Office_Mail']],
  ['password', NIGHT, 'ana=ready', to('ana', 'EM_Support', 4), ['Master_Script', 'Night_Mail']],
  ['password', NIGHT, 'ana=logged-out', waits(4), ['Master_Script', 'Night_Mail']],
  ['vip', SUNDAY, 'ana=ready,bo=ready', to('ana', 'EM_Vip', 1), ['Master_Script', 'Vip_Mail']],
  ['vip', SUNDAY, 'chris=ready', to('chris', 'EM_Vip', 1), ['Master_Script', 'Vip_Mail']],
  ['vip', SUNDAY, 'bo=ready', to('bo', 'EM_Support', 1), ['Master_Script', 'Vip_Mail']],
];

const ORDER_DESK: readonly Row[] = [
  [
    'commande',
    DAY,
    'elise=ready,noah=ready,mia=ready',
    to('elise', 'EM_Orders_French', 3),
    ['Master_Script', 'Orders_French'],
  ],
  ['commande', DAY, 'mia=ready', to('mia', 'EM_Default_Skillset', 5), ['Master_Script', 'Orders_French']],
  ['commande', NIGHT, 'mia=ready', waits(3), ['Master_Script', 'Orders_French']],
  [
    'late-order',
    DAY,
    'elise=ready,noah=ready',
    to('noah', 'EM_Orders_English', 3),
    ['Master_Script', 'Orders_English'],
  ],
  ['late-order', DAY, 'elise=ready', to('elise', 'EM_Orders_English', 3), ['Master_Script', 'Orders_English']],
  ['late-order', NIGHT, 'noah=logged-out', waits(3), ['Master_Script', 'Orders_English']],
  [
    'return',
    DAY,
    'elise=ready,mia=ready',
    to('mia', 'EM_Returns', 4),
    ['Master_Script', 'Returns_Mail', 'Standard_Mail'],
  ],
  ['return', DAY, 'elise=ready', to('elise', 'EM_Returns', 4), ['Master_Script', 'Returns_Mail', 'Standard_Mail']],
];

describe.each([
  ['helpdesk', HELP_DESK],
  ['orderdesk', ORDER_DESK],
])('the example %s', (name, rows) => {
  const folder = join(ROOT, 'examples', name);

  it('is valid', async () => {
    const { code, stdout } = await runCcmm('/nowhere', ['validate', folder, '--format', 'json']);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, errors: 0 });
  });

  it('has each of its mails in the table', () => {
    const mails = readdirSync(join(folder, 'mails')).map((file) => file.replace(/\.eml$/, ''));
    expect(mails.sort()).toEqual([...new Set(rows.map(([mail]) => mail))].sort());
  });

  it.each(rows)('takes %s at %s with %s to its place', async (mail, at, agents, outcome, scripts) => {
    const file = join(folder, 'mails', `${mail}.eml`);
    const args = ['try', folder, file, '--at', at, '--agents', agents, '--format', 'json'];
    const { code, stdout, stderr } = await runCcmm('/nowhere', args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const tried = JSON.parse(stdout) as { outcome: Outcome; steps: { script: string; line: number; text: string }[] };
    expect(tried.outcome).toEqual(outcome);
    expect([...new Set(tried.steps.map(({ script }) => script))]).toEqual(scripts);
    // Each step shows the line as it stands in the file.
    for (const { script, line, text } of tried.steps)
      expect(readFileSync(join(folder, `${script}.ccs`), 'utf8').split('\n')[line - 1]).toContain(text.split('\n')[0]);
  });
});

it('a program of somebody else embeds a centre, takes a mail, asks its own provider and answers it', async () => {
  const home = freshHome();
  try {
    const mail = readFileSync(join(ROOT, 'examples/orderdesk/mails/late-order.eml'));
    expect(await answerOneMail(home.path, mail)).toEqual({ contact: 1, order: '778' });
  } finally {
    await home.forget();
  }
});
