/** Where mail comes from, for the status and the watch over intake. */
import type { Directory } from '../vm/index.ts';
import type { CenterStatus } from './api.ts';
import type { EmailManager } from './mail/index.ts';

/** A centre's sources, with the state of each in words. */
export function sourcesOf(directory: Directory, mail: EmailManager): CenterStatus['sources'] {
  const { imap, smtp } = mail.status();
  return directory.mailboxes.map(({ name, source }) => {
    if (source.kind !== 'imap')
      return {
        mailbox: name,
        kind: source.kind,
        state: source.kind === 'smtp' && smtp === undefined ? 'not listening' : 'open',
      };
    const found = imap.find((one) => one.mailbox === name);
    return {
      mailbox: name,
      kind: source.kind,
      state: found === undefined ? 'not open' : found.connected ? 'open' : (found.error ?? 'connecting'),
      ...(found?.lastContactMs === undefined ? {} : { lastContactAt: Math.floor(found.lastContactMs * 1000) }),
      ...(found === undefined ? {} : { behind: found.notTaken }),
    };
  });
}
