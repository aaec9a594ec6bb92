/** A process of its own that commits one contact a batch, says each number once it is committed, and is killed. */
import { openStore } from '../store.ts';
import { arrivalsOf } from './rows.ts';
import { SILENT } from './store.ts';

const [url, from] = process.argv.slice(2);
const store = openStore({ url: url!, log: SILENT });
await store.acquireLease('writer', { takeOver: true });
for (let seq = Number(from) + 1; ; seq++) {
  const end = await store.commit(arrivalsOf(seq, seq, 1));
  if (end.kind !== 'committed') throw new Error(end.kind);
  process.send?.(seq);
}
