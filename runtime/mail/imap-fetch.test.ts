import type { ImapFlow } from 'imapflow';
import { describe, expect, it } from 'vitest';
import { createImapFetch } from './imap-fetch.ts';
import { limitsWith } from './limits.ts';
import { plainMail, realClock } from './testing/fixtures.ts';

const ROW = { key: 'imap:h:u:INBOX', uidValidity: 1, firstUid: 1, startAfterAt: 0 };
const limits = limitsWith({ fetchMails: 4, fetchBytes: 3_000, mailBytes: 2_000 });

/** A server whose mails have these sizes; a FETCH of content that names a broken one fails as a whole. */
function server(sizes: Readonly<Record<number, number>>, broken: readonly number[] = []) {
  const asked: string[] = [];
  const client = {
    async fetchAll(range: string, query: { readonly source?: unknown }) {
      const uids = range.split(',').map(Number);
      if (query.source === undefined)
        return uids.filter((uid) => uid in sizes).map((uid) => ({ uid, size: sizes[uid] }));
      asked.push(range);
      if (uids.some((uid) => broken.includes(uid))) throw new Error('a literal that cannot be read');
      return uids.map((uid) => ({ uid, source: plainMail(`m${uid}`), internalDate: new Date(0) }));
    },
  } as unknown as ImapFlow;
  return { client, asked };
}

function fetcher() {
  const fetch = createImapFetch({ mailbox: 'support', entry: { folder: 'INBOX' }, clock: realClock, limits });
  return async (client: ImapFlow, uids: readonly number[]) => {
    const mails: { readonly uid: number; readonly quarantine: string | undefined }[] = [];
    for await (const batch of fetch.batches(client, ROW, uids, (work) => work))
      mails.push(...batch.map(({ uid, mail }) => ({ uid, quarantine: mail.quarantine })));
    return mails;
  };
}

describe('reading mails by UID', () => {
  it('bounds a batch by number and by bytes, and leaves out what is gone', async () => {
    const { client, asked } = server({ 1: 10, 2: 10, 3: 10, 4: 10, 5: 10, 6: 1_500, 7: 1_499, 8: 10 });
    const mails = await fetcher()(client, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(asked).toEqual(['1,2,3,4', '5,6', '7,8']);
    expect(mails.map(({ uid }) => uid)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('reads a mail that is too large alone, by its header', async () => {
    const { client, asked } = server({ 1: 10, 2: 9_000, 3: 10 });
    const mails = await fetcher()(client, [1, 2, 3]);
    expect(asked).toEqual(['1', '2', '3']);
    expect(mails[1]?.quarantine).toMatch(/^the mail has 9000 bytes/);
  });

  it('gives up a mail that can never be read, and takes the others', async () => {
    const { client } = server({ 1: 10, 2: 10, 3: 10 }, [2]);
    const read = fetcher();
    let left = [1, 2, 3];
    const taken: string[] = [];
    let sessions = 0;
    // As the source does it: what came before a failure is in the ledger, the next session asks for the rest.
    for (; left.length > 0 && sessions < 20; sessions += 1) {
      for (const uid of [...left]) {
        const mails = await read(client, sessions === 0 ? left : [uid]).catch(() => []);
        for (const mail of mails) {
          taken.push(`${mail.uid}${mail.quarantine === undefined ? '' : ' quarantined'}`);
          left = left.filter((other) => other !== mail.uid);
        }
        if (sessions === 0) break;
      }
    }
    expect(taken).toEqual(['1', '3', '2 quarantined']);
    expect(sessions).toBeLessThan(10);
  });
});
