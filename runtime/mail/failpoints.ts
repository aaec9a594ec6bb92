/**
 * Named places between "did" and "recorded". A test starts the process with `CCMM_FAILPOINT=<name>[:n]`, and the process is killed
 * (SIGKILL, no clean-up) when it comes to that place for the n-th time. Without the variable a failpoint is one comparison.
 */

/** Each place, with what is done and what is not yet recorded there. Append only. */
export const FAILPOINTS = {
  'mail.smtp.before-receive': 'the whole DATA is read, nothing is committed',
  'mail.smtp.after-receive': 'T1 is committed, the 250 is not sent',
  'mail.smtp.after-answer': 'the 250 is sent, the row is not acknowledged',
  'mail.imap.before-receive': 'a FETCH is read, nothing is committed',
  'mail.imap.after-receive': 'T1 is committed, the mails are not marked',
  'mail.imap.after-mark': 'the mails are marked, the folder is not read further',
  'mail.in-process.after-receive': 'T1 is committed, the caller has no answer',
  'mail.intake.after-take': 'the attempt is counted, the mails are not parsed',
  'mail.intake.after-parse': 'the mails are parsed, customers are not looked up',
  'mail.intake.after-customers': 'customer records exist, the core has no event',
  'mail.intake.before-submit': 'the events are made, T2 is not begun',
  'mail.intake.after-submit': 'T2 is committed, intake does not know',
  'mail.intake.before-quarantine': 'a mail is refused, its row says received',
  'mail.outbox.after-take': 'the row is EMail_Send_In_Progress, nothing was sent',
  'mail.outbox.before-data': 'the mail is composed, the server has not got it',
  'mail.outbox.after-data': 'the server took the mail, the row is EMail_Send_In_Progress',
  'mail.outbox.after-end': 'the end is recorded, the core has not heard of it',
  'center.batch.before-commit': 'a batch is applied, nothing is committed',
  'center.batch.after-commit': 'a batch is committed, its effects are not released',
  'center.effects.after-release': 'effects are released, the shell has not gone on',
} as const;

export type FailpointName = keyof typeof FAILPOINTS;

/** Reads a setting `<name>[:n]`; undefined when it is empty, throws `CCMM_FAILPOINT` when the name or the number is not one. */
export function readFailpoint(
  setting: string | undefined,
): { readonly name: FailpointName; readonly count: number } | undefined {
  if (setting === undefined || setting === '') return undefined;
  const [name = '', count = '1'] = setting.split(':');
  if (!Object.hasOwn(FAILPOINTS, name) || !/^[1-9][0-9]{0,8}$/.test(count)) {
    const error = new Error(
      `CCMM_FAILPOINT: "${setting}" is no failpoint; write <name>[:n] with a name of ${Object.keys(FAILPOINTS).join(', ')}`,
    );
    throw Object.assign(error, { code: 'CCMM_FAILPOINT' });
  }
  return { name: name as FailpointName, count: Number(count) };
}

const armed = readFailpoint(process.env.CCMM_FAILPOINT);
let left = armed?.count ?? 0;

/** Ends this process here, without any clean-up, when the environment says so. */
export function failpoint(name: FailpointName): void {
  if (armed === undefined || armed.name !== name) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}
