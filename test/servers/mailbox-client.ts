/** A person's session with a mailbox of the tests' Dovecot. */
import { ImapFlow } from 'imapflow';
import type { DovecotUser } from './dovecot.ts';

/** Connects and logs in; throws with what the server answered. */
export async function openMailbox(port: number, { user, password }: DovecotUser): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user, pass: password },
    logger: false,
  });
  try {
    await client.connect();
  } catch (error) {
    // The library says no more than "Command failed".
    const { responseText = '', authenticationFailed } = error as { responseText?: string; authenticationFailed?: true };
    throw Object.assign(new Error(`the mailbox of ${user} does not open: ${responseText}`, { cause: error }), {
      authenticationFailed,
    });
  }
  return client;
}
