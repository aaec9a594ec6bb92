/**
 * Standard output without Node's streams, where it is a file or a pipe: making a stream for it takes a tenth of a `ccmm validate`. Terminals keep
 * Node's own, which knows their colours and width.
 *
 * INVARIANT: what was written has left the process when `write` returns, so that the process may end at once.
 */
import { fstatSync, writeSync } from 'node:fs';
import { EXIT } from './outcome.ts';

const STDOUT = 1;
/** Linux counts /dev/null and its like as major number 1. */
const LINUX_MEMORY_DEVICES = 1;

/** Runs `run` with plain output where that can be. Gives whether nothing is left to be written when it is done. */
export async function withPlainOutput(run: () => Promise<void>): Promise<boolean> {
  // Elsewhere Node itself may write to standard error later than it is told to.
  if (process.platform !== 'linux' || mayBeTerminal()) {
    await run();
    return false;
  }
  let isPlain = true;
  const restore = replaceStdout((text) =>
    writeAll(text, () => {
      isPlain = false;
      restore();
    }),
  );
  await run();
  return isPlain;
}

/** Runs `run`, and what it prints is lost. */
export async function withoutOutput(run: () => Promise<void>): Promise<void> {
  const restore = replaceStdout(() => {});
  await run();
  restore();
}

/** Gives what puts Node's own stream back, with the listeners that were given meanwhile. */
function replaceStdout(write: (text: string) => void): () => void {
  const ofNode = Object.getOwnPropertyDescriptor(process, 'stdout')!;
  const listeners: [event: string, listener: (...args: unknown[]) => void][] = [];
  const plain = {
    fd: STDOUT,
    isTTY: false,
    on: (...listener: (typeof listeners)[number]) => {
      listeners.push(listener);
      return plain;
    },
    write: (text: string) => {
      write(text);
      return true;
    },
  };
  Object.defineProperty(process, 'stdout', { configurable: true, enumerable: true, get: () => plain });
  return () => {
    Object.defineProperty(process, 'stdout', ofNode);
    if (listeners.length > 0) for (const [event, listener] of listeners) process.stdout.on(event, listener);
  };
}

function mayBeTerminal(): boolean {
  try {
    const found = fstatSync(STDOUT);
    return found.isCharacterDevice() && found.rdev >> 8 !== LINUX_MEMORY_DEVICES;
  } catch {
    // A closed standard output is Node's to mend.
    return true;
  }
}

function writeAll(text: string, giveUp: () => void): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(STDOUT, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A closed pipe (`ccmm validate … | head`) is the reader's choice, not a fault.
      if (code === 'EPIPE') process.exit(EXIT.ok);
      if (code !== 'EAGAIN') throw error;
      // A pipe that somebody else made non-blocking: Node waits for it.
      giveUp();
      process.stdout.write(bytes.subarray(written));
      return;
    }
  }
}
