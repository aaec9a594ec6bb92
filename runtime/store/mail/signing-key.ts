import { randomBytes } from 'node:crypto';
import { ask } from '../connection.ts';
import type { MailContext } from './context.ts';

/** The site's secret of 32 random bytes, made by whoever asks first. */
export async function signingKey({ pool, site }: MailContext): Promise<Uint8Array> {
  const rows = await ask<{ signing_key: Buffer }>(pool, 'reading the signing key', {
    text: 'select signing_key($1, $2)',
    values: [site, randomBytes(32)],
  });
  return rows[0]!.signing_key;
}
