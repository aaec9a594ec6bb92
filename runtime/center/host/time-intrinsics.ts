/** Intrinsics about the centre's local time (language §6). */
import type { IntrinsicName } from '../../../vm/index.ts';
import { type LocalTime, localTime } from '../local-time.ts';
import type { State } from '../state.ts';
import { type IntrinsicAnswer, int } from './intrinsic-answer.ts';

const now = (state: State): LocalTime => localTime(state.centre?.directory.transitions ?? [], state.at);

export const TIME_INTRINSICS = {
  'TIME OF DAY': int((state) => now(state).minutes),
  'DAY OF WEEK': int((state) => now(state).day),
  'DAY OF MONTH': int((state) => now(state).dayOfMonth),
  'MONTH OF YEAR': int((state) => now(state).month),
  DATE: int((state) => now(state).date),
} as const satisfies Readonly<Partial<Record<IntrinsicName, IntrinsicAnswer>>>;
