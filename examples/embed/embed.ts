/** A contact centre inside another program: its own presenter, its own provider, its own source of mail. */
import { join } from 'node:path';
import { compileCentre } from 'ccmm/compiler/centre';
import { inProcessPresenter } from 'ccmm/presentation';
import { createContactCenter, openEmbedded, openStore, quietLog, readCentreFolder, systemClock } from 'ccmm/runtime';

/** Runs the order desk on a database in `home`, takes one mail, and resolves with the answer that the program gave as agent elise. */
export async function answerOneMail(home: string, mail: Uint8Array): Promise<{ contact: number; order: string }> {
  const sources = await readCentreFolder(join(import.meta.dirname, '..', 'orderdesk'));
  const { program, directory } = compileCentre(sources);
  if (!program || !directory) throw new Error('the order desk does not compile');

  const database = await openEmbedded({ home });
  const store = openStore({ connection: database.connection, log: quietLog });
  const answered = Promise.withResolvers<{ contact: number; order: string }>();
  let order = '';
  const presenter = inProcessPresenter({
    agents: ['elise'],
    start: (desk) => void desk.command('elise', { kind: 'log_in', ready: true }, 'log-in-1'),
    offer: async (offer, answer) => {
      await answer.accept();
      await center.command(
        'elise',
        { kind: 'reply', contact: offer.contact, text: 'It is on its way.', close: {} },
        `reply-${offer.id}`,
      );
      answered.resolve({ contact: offer.contact, order });
    },
  });
  const providers = {
    shop: ({ values }: { values: readonly (number | string)[] }) => {
      order = String(values[0]);
      return ['late', 2];
    },
  };
  const center = createContactCenter({
    program,
    directory,
    folder: sources.folder,
    store,
    ownsDatabase: true,
    migrate: true,
    clock: systemClock,
    log: quietLog,
    presenters: [presenter],
    providers,
  });
  try {
    await center.start();
    await center.deliver('orders', mail);
    return await answered.promise;
  } finally {
    await center.stop();
    await store.close();
    await database.stop();
  }
}
