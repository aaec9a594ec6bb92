import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as afterThisTurn } from 'node:timers/promises';

/**
 * Resolves with a child's exit code and signal when it has ended and all that it said has been read.
 *
 * Not 'close': a server that it leaves behind may keep its pipes, which therefore are given up here. Nor 'exit' by itself: the loop
 * collects every child that has ended as soon as one of them tells, also one at whose pipes it has not looked yet. What a child said
 * before its end is in its pipes by then, so one more whole turn reads it.
 */
export async function ended(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
  const [code, signal] = await once(child, 'exit');
  // To the end of this turn, then over the next one with its look at the pipes.
  await afterThisTurn();
  await afterThisTurn();
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { code, signal };
}
