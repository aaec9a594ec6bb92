import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretsFrom } from './secrets.ts';

const VALUE = 'distinctive-5ecret';

describe('secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ccmm-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('come from the environment or a file beside the centre, without the line’s end', async () => {
    writeFileSync(join(folder, 'crm.key'), `${VALUE}\n`);
    const secrets = secretsFrom({ CRM_SECRET: VALUE }, folder);
    expect(await secrets('$' + '{CRM_SECRET}')).toBe(VALUE);
    expect(await secrets('file:crm.key')).toBe(VALUE);
  });

  it('are read when they are used: a file that was changed counts', async () => {
    const secrets = secretsFrom({}, folder);
    writeFileSync(join(folder, 'key'), 'old');
    expect(await secrets('file:key')).toBe('old');
    writeFileSync(join(folder, 'key'), 'new');
    expect(await secrets('file:key')).toBe('new');
  });

  it.each([
    ['an unset variable', '$' + '{NOT_SET}', 'NOT_SET'],
    ['an empty variable', '$' + '{EMPTY}', 'EMPTY'],
    ['a missing file', 'file:missing', 'missing'],
    ['a large file', 'file:large', 'large'],
  ])('refuse %s and name it', async (_, reference, named) => {
    writeFileSync(join(folder, 'large'), Buffer.alloc(70_000));
    const error = await secretsFrom({ EMPTY: '' }, folder)(reference).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'secret_missing', message: expect.stringContaining(named) });
  });

  it('never repeat a value that was written where a reference belongs', async () => {
    const error = await secretsFrom({}, folder)(VALUE).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'secret_missing' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(VALUE);
  });
});
