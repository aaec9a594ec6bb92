/** Intrinsics about the centre's local time (language §6). */
import type { IntrinsicName } from '../../../vm/index.ts';
import { type LocalTime, localTime } from '../local-time.ts';
import type { State } from '../state.ts';
import { type IntrinsicAnswer, int } from './intrinsic-answer.ts';

/** Worked out once a moment: all five answers and every contact of a batch come from it. */
function now(state: State): LocalTime {
  const { at, centre } = state;
  const known = state.localTime;
  if (known !== undefined && known.at === at && known.centre === centre) return known.time;
  const time = localTime(centre?.directory.transitions ?? [], at);
  state.localTime = { at, centre, time };
  return time;
}

export const TIME_INTRINSICS = {
  'TIME OF DAY': int((state) => now(state).minutes),
  'DAY OF WEEK': int((state) => now(state).day),
  'DAY OF MONTH': int((state) => now(state).dayOfMonth),
  'MONTH OF YEAR': int((state) => now(state).month),
  DATE: int((state) => now(state).date),
} as const satisfies Readonly<Partial<Record<IntrinsicName, IntrinsicAnswer>>>;
