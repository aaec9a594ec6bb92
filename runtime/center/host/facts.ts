/** Answers that do not change while a script runs, written where the machine reads them by a load (vm/typed-state.ts). */
import { INTRINSICS, type IntrinsicRow } from '../../../vm/index.ts';
import type { Contact, State } from '../state.ts';
import { intrinsicAnswer } from './intrinsics.ts';

const FACTS = Object.values<IntrinsicRow>(INTRINSICS).flatMap(({ number, fact }) => {
  const answer = intrinsicAnswer(number);
  return fact === undefined || answer?.kind !== 'int' ? [] : [{ column: fact, ask: answer.ask }];
});

/** The facts of the contact that runs next. */
export function writeFacts(facts: Int32Array, state: State, contact: Contact): void {
  for (const { column, ask } of FACTS) facts[column] = ask(state, contact);
}
