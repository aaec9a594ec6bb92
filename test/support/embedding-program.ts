/**
 * Somebody's program with a centre inside: delivers the mail on its standard input to the mailbox `own` under a key, and prints the
 * answer. Arguments: home, the centre's folder, key.
 */
import { buffer } from 'node:stream/consumers';
import { compileCentre } from 'ccmm/compiler/centre';
import { createContactCenter, openEmbedded, openStore, quietLog, readCentreFolder, systemClock } from 'ccmm/runtime';

const [home = '', folder = '', key = ''] = process.argv.slice(2);
const raw = await buffer(process.stdin);
const sources = await readCentreFolder(folder);
const { program, directory } = compileCentre(sources);
if (!program || !directory) throw new Error('the centre does not compile');
const database = await openEmbedded({ home });
const store = openStore({ connection: database.connection, log: quietLog });
const center = createContactCenter({
  program,
  directory,
  folder: sources.folder,
  store,
  ownsDatabase: true,
  migrate: true,
  clock: systemClock,
  log: quietLog,
});
await center.start();
await center.deliver('own', raw, key);
process.stdout.write('delivered\n');
await center.stop();
await store.close();
await database.stop();
