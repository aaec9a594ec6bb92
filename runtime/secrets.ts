/**
 * Secrets stand outside of the centre's file: it holds references only, `${NAME}` for the environment and `file:path` for a file
 *. They are read when they are used, so that a changed file counts without a restart, and never logged.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

export class SecretMissing extends Error {
  readonly code = 'secret_missing';
}

export type Secrets = (reference: string) => Promise<string>;

/** A password file is short; a long one is a mistake. */
const FILE_LIMIT_BYTES = 64 * 1024;

/**
 * Reads references. `folder` is where a relative `file:` begins: the centre's folder.
 * Rejects with {@link SecretMissing}, naming the reference and never a value.
 */
export function secretsFrom(environment: Readonly<Record<string, string | undefined>>, folder: string): Secrets {
  return async (reference) => {
    const variable = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(reference)?.[1];
    if (variable !== undefined) {
      const value = environment[variable];
      if (value === undefined || value === '')
        throw new SecretMissing(
          `the environment variable ${variable} is not set, and center.yaml refers to it; set it and start again`,
        );
      return value;
    }
    if (reference.startsWith('file:')) {
      const path = resolve(folder, reference.slice('file:'.length));
      const bytes = await readFile(path).catch((cause: unknown) => {
        throw new SecretMissing(`the secret's file ${path} cannot be read; center.yaml refers to it`, { cause });
      });
      if (bytes.length > FILE_LIMIT_BYTES)
        throw new SecretMissing(`the secret's file ${path} is over 64 kB; it should hold the secret alone`);
      return bytes.toString('utf8').replace(/\r?\n$/, '');
    }
    throw new SecretMissing(`a secret is written as ${'$'}{NAME} or file:path, never in the file itself`);
  };
}
