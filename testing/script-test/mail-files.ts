/** The `.eml` files that tests name, each read and parsed once by the runtime's parser, in its child processes. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { createMimePool, limitsWith } from '../../runtime/mail/index.ts';
import { quietLog } from '../../runtime/quiet-log.ts';
import type { VirtualMail } from '../virtual-centre.ts';

/** A mail that a running centre would quarantine. */
export class MailFileError extends Error {
  readonly code = 'mail_refused';
}

export interface MailFiles {
  /** Why a test cannot name this file; undefined when it can. */
  fault(path: string): string | undefined;
  /** Reads what is not read yet; starts the parser only for that. Rejects with a MailFileError. */
  load(paths: Iterable<string>): Promise<void>;
  /** A file that was loaded. */
  get(path: string): VirtualMail | undefined;
  /** Files are read anew from now on. */
  forget(): void;
}

/** Mails inside a centre's folder. */
export function mailFiles(folder: string): MailFiles {
  const read = new Map<string, VirtualMail>();
  return {
    fault(path) {
      const full = resolve(folder, path);
      if (path.startsWith('/') || !(full + sep).startsWith(resolve(folder) + sep))
        return 'it is not inside the centre’s folder';
      if (!existsSync(full)) return 'there is no such file in the centre’s folder';
      if (!statSync(full).isFile()) return 'it is a folder';
      return realpathSync(full).startsWith(realpathSync(folder) + sep)
        ? undefined
        : 'it leads out of the centre’s folder';
    },
    async load(paths) {
      const wanted = [...new Set(paths)].filter((path) => !read.has(path));
      if (wanted.length === 0) return;
      const pool = createMimePool({
        size: Math.min(wanted.length, availableParallelism()),
        limits: limitsWith(),
        log: quietLog,
      });
      await pool.start();
      try {
        await Promise.all(
          wanted.map(async (path) => {
            const raw = await readFile(join(folder, path));
            const parsed = await pool.parse(raw);
            if (!parsed.ok)
              throw new MailFileError(
                `${path}: the mail cannot be parsed (${parsed.reason}); a running centre would quarantine it`,
              );
            read.set(path, { mail: parsed.mail, sizeBytes: raw.length });
          }),
        );
      } finally {
        await pool.stop();
      }
    },
    get: (path) => read.get(path),
    forget: () => read.clear(),
  };
}
