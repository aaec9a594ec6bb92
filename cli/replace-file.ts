import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritable } from './outcome.ts';

/** Puts a text in a file's place at once: who reads it, or loses power, has the old one or the new one. Links and modes stay. */
export async function replaceFile(path: string, text: string | Uint8Array): Promise<void> {
  const file = await realpath(path);
  const { mode } = await stat(file);
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.draft`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.chmod(mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    unwritable(path, '; it is as it was')(cause as NodeJS.ErrnoException);
  }
}
