/** Random inputs, as many as are asked for: `node spec/long/fuzz.ts 1000000 --seed 1`. What they are stands in ../oracle/fuzz.ts. */
import { fuzz } from '../oracle/fuzz.ts';
import { longRun } from './shards.ts';

await longRun('fuzz', import.meta.url, fuzz);
