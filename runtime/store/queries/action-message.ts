/** The message of an action: its texts, and where its raw mail is (attachments are parts of that). */
import { present, reader } from '../table.ts';
import { type ActionLine, actionLine, actionLines } from './contact-history.ts';
import { type QueryContext, rowsOf } from './context.ts';

export interface ActionMessage extends ActionLine {
  readonly text?: string;
  readonly html?: string;
  /** The mail it came from: what `rawMail` takes, how big it is. */
  readonly mail?: {
    readonly ledger: number;
    readonly sizeBytes: number;
    readonly from?: string;
    readonly messageId?: string;
  };
}

/** Undefined when there is no such action in the contact. */
export async function actionMessage(
  context: QueryContext,
  contact: number,
  action: number,
): Promise<ActionMessage | undefined> {
  const rows = await rowsOf(
    'reading a message',
    actionLines(context)
      .leftJoin('ledger as l', 'l.id', 'x.ledger')
      .where({ 'x.id': action, 'x.contact': contact })
      .select('x.text', 'x.html', 'l.size_bytes', 'l.from_address', 'l.message_id as mail_message_id'),
  );
  const found = rows[0];
  if (found === undefined) return undefined;
  const is = reader(found);
  const line = actionLine(found);
  const sizeBytes = is.maybeNumber('size_bytes');
  return {
    ...line,
    ...present({ text: is.maybeText('text'), html: is.maybeText('html') }),
    ...(line.ledger === undefined || sizeBytes === null
      ? {}
      : {
          mail: {
            ledger: line.ledger,
            sizeBytes,
            ...present({ from: is.maybeText('from_address'), messageId: is.maybeText('mail_message_id') }),
          },
        }),
  };
}
