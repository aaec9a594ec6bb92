import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFailpoint } from './failpoints.ts';

const module = fileURLToPath(new URL('./failpoints.ts', import.meta.url));

/** Runs a process that comes to two failpoints alternately, and says which it passed. */
function run(setting: string | undefined) {
  const script = `
    import { failpoint } from ${JSON.stringify(module)};
    for (const name of ['mail.smtp.before-receive', 'mail.smtp.after-receive', 'mail.smtp.before-receive']) {
      failpoint(name);
      process.stdout.write(name.slice(10) + ' ');
    }`;
  return spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    env: setting === undefined ? {} : { CCMM_FAILPOINT: setting },
    encoding: 'utf8',
  });
}

describe('a failpoint', () => {
  it('does nothing unless the environment names it', () => {
    expect(run(undefined)).toMatchObject({ status: 0, stdout: 'before-receive after-receive before-receive ' });
  });

  it('kills the process at its place', () => {
    expect(run('mail.smtp.after-receive')).toMatchObject({ signal: 'SIGKILL', stdout: 'before-receive ' });
  });

  it('kills the process at the n-th time', () => {
    expect(run('mail.smtp.before-receive:2')).toMatchObject({
      signal: 'SIGKILL',
      stdout: 'before-receive after-receive ',
    });
  });

  it('must be one of the table', () => {
    expect(() => readFailpoint('mail.nowhere')).toThrow(/is no failpoint/);
    expect(() => readFailpoint('mail.smtp.before-receive:0')).toThrow(/is no failpoint/);
    expect(readFailpoint('')).toBeUndefined();
  });
});
