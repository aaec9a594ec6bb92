/** All intrinsics, by name and by the number that images hold. A missing one does not compile. */
import { INTRINSICS, type IntrinsicName } from '../../../vm/index.ts';
import { CONTACT_INTRINSICS } from './contact-intrinsics.ts';
import type { IntrinsicAnswer } from './intrinsic-answer.ts';
import { SKILLSET_INTRINSICS } from './skillset-intrinsics.ts';
import { STATISTICS_INTRINSICS } from './statistics-intrinsics.ts';
import { TIME_INTRINSICS } from './time-intrinsics.ts';

const ANSWERS: Readonly<Record<IntrinsicName, IntrinsicAnswer>> = {
  ...CONTACT_INTRINSICS,
  ...TIME_INTRINSICS,
  ...SKILLSET_INTRINSICS,
  ...STATISTICS_INTRINSICS,
};

const BY_NUMBER: (IntrinsicAnswer | undefined)[] = [];
for (const [name, answer] of Object.entries(ANSWERS)) BY_NUMBER[INTRINSICS[name as IntrinsicName].number] = answer;

/** How an intrinsic is answered; undefined for a number that stands for none. */
export function intrinsicAnswer(number: number): IntrinsicAnswer | undefined {
  return BY_NUMBER[number];
}
