import type { CenterStatus } from '../../runtime/index.ts';
import type { Wire } from '../../runtime/presentation/index.ts';
import type { DefineCommand } from '../command-row.ts';
import { formatOption, homeOption } from '../options.ts';
import { colour, type Format, print, printJson } from '../outcome.ts';
import { runningCentre } from '../running-centre.ts';

export const define: DefineCommand = (command) =>
  command
    .addOption(homeOption())
    .addOption(formatOption())
    .action(async (options: { home?: string; format: Format }) => {
      const centre = await runningCentre(options.home);
      const found = (await centre.get('/status')) as Wire<CenterStatus>;
      if (options.format === 'json') printJson(found);
      else printStatus(found);
    });

function printStatus(status: Wire<CenterStatus>): void {
  print(`${colour('bold', status.state.replaceAll('_', ' '))}: ${status.detail}`);
  if (status.activation !== undefined)
    print(`version:  ${status.activation.number} (${status.activation.image.slice(0, 12)}); ccmm versions lists all`);
  print(
    `contacts: ${status.contacts.waiting} waiting, ${status.contacts.open} open, ${status.contacts.postponed} postponed`,
  );
  print(
    `mail in:  ${status.ledger.received} on the way, ${status.ledger.contacts} contacts so far, ${status.ledger.quarantined} quarantined`,
  );
  print(
    `mail out: ${status.outbox.queued} queued, ${status.outbox.failed} not delivered, ${status.outbox.uncertain} uncertain`,
  );
  section(
    'queues',
    status.queues,
    (queue) =>
      `${queue.skillset}: ${queue.waiting} waiting (oldest ${queue.oldestS} s), ${queue.loggedAgents} logged in, ${queue.idleAgents} idle${queue.inService ? '' : ', out of service'}`,
  );
  section(
    'agents',
    status.agents,
    (agent) =>
      `${agent.login}: ${agent.state.replaceAll('_', ' ')}${agent.reason === undefined ? '' : ` (${agent.reason})`}, ${agent.open.length} open`,
  );
  section(
    'sources',
    status.sources,
    (source) =>
      `${source.mailbox} (${source.kind}): ${source.state}${source.behind ? `, ${source.behind} mails not read yet` : ''}`,
  );
  section(
    'quarantined: back to intake with ccmm replay <number>',
    status.quarantined,
    (mail) => `${mail.ledger}: for ${mail.mailbox}, ${mail.sizeBytes} bytes, ${mail.at}: ${mail.reason}`,
  );
  section(
    'uncertain: look whether it arrived, then answer again or leave it',
    status.uncertain,
    (mail) => `contact ${mail.contact}, action ${mail.action}, to ${mail.to.join(', ')}`,
  );
  section('alarms', status.alarms, (alarm) => `${alarm.at} ${alarm.code}: ${alarm.detail}`);
}

function section<T>(title: string, rows: readonly T[], line: (row: T) => string): void {
  if (rows.length === 0) return;
  print(colour('bold', title));
  for (const row of rows) print(`  ${line(row)}`);
}
