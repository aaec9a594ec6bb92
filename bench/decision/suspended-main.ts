/** What suspended scripts take, as JSON; a process of its own. */
import { liveBytes, snapshotTimes } from './suspended.ts';

console.log(JSON.stringify({ snapshot: snapshotTimes(), live: liveBytes() }));
