/**
 * Tests of scripts: a centre with a WAIT and an agent, and a folder of tests of one mail, one WAIT and one agent each, run by
 * `ccmm test` as a process of its own.
 *
 *   TESTS  how many (10000)     FILES  over how many files (100)     ROUNDS (3)     CCMM  the program (cli/main.ts)
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const TESTS = Number(process.env.TESTS ?? 10_000);
const FILES = Number(process.env.FILES ?? 100);
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const CCMM = process.env.CCMM ?? join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

const CENTER = `center: { name: Bench, timezone: America/Toronto }
skillsets: [{ name: EM_Default_Skillset }, { name: EM_Support }]
agents:
  - { id: 1, login: ana, skillsets: { EM_Support: 1 } }
mailboxes:
  - { name: support, address: support@bench.example, source: { smtp: {} }, rules: [{ then: { skillset: EM_Support, priority: 4 } }] }
`;

const MASTER = `IF NOT OUT OF SERVICE CONTACT SKILLSET THEN
  QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY
END IF
WAIT 30
IF NOT QUEUED THEN
  LOG "not queued"
END IF
CHANGE PRIORITY IN SKILLSET CONTACT SKILLSET TO PRIORITY 2
`;

const testText = (i: number): string => `  - name: Mail ${i} waits, becomes urgent, and goes to ana
    mail: { from: customer${i}@client.example, subject: "Question ${i}", body: "Where is order ${i}?" }
    agents: { ana: not ready }
    expect: { queued: { EM_Support: 4 } }
    steps:
      - after: 30s
      - expect: { queued: { EM_Support: 2 }, age: 30s }
      - agent: { ana: goes ready }
      - expect: { presented: ana }
`;

const folder = mkdtempSync(join(tmpdir(), 'ccmm-bench-'));
mkdirSync(join(folder, 'tests'));
writeFileSync(join(folder, 'center.yaml'), CENTER);
writeFileSync(join(folder, 'Master_Script.ccs'), MASTER);
const perFile = Math.ceil(TESTS / FILES);
for (let file = 0; file * perFile < TESTS; file++) {
  const count = Math.min(perFile, TESTS - file * perFile);
  const tests = Array.from({ length: count }, (_, i) => testText(file * perFile + i));
  writeFileSync(join(folder, 'tests', `part-${String(file).padStart(4, '0')}.test.yaml`), `tests:\n${tests.join('')}`);
}

interface Round {
  readonly wallS: number;
  /** Of the process that ran the tests, all its threads. */
  readonly cpuS: number;
  readonly load: number;
}

/** Leaves the process's CPU time behind when it ends. */
const cpuFile = join(folder, 'cpu.json');
const COUNTER = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(cpuFile)}, JSON.stringify(process.cpuUsage())));`,
)}`;

const rounds: Round[] = [];
for (let round = 0; round < ROUNDS; round++) {
  const load = loadavg()[0] ?? 0;
  const began = performance.now();
  const args = ['--import', COUNTER, CCMM, 'test', folder, '--format', 'json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const wallS = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`ccmm test exited ${status}: ${stderr.slice(0, 2000)}`);
  const { passed } = JSON.parse(stdout) as { passed: number };
  if (passed !== TESTS) throw new Error(`${passed} of ${TESTS} tests passed`);
  const { user, system } = JSON.parse(readFileSync(cpuFile, 'utf8')) as NodeJS.CpuUsage;
  rounds.push({ wallS, cpuS: (user + system) / 1e6, load });
}
rmSync(folder, { recursive: true, force: true });

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const median = medianOf(rounds.map(({ wallS }) => wallS));
const cpu = medianOf(rounds.map(({ cpuS }) => cpuS));
const result = {
  what: 'ccmm test, the whole process: tests of one mail, one WAIT and one agent',
  tests: TESTS,
  files: FILES,
  medianS: median,
  medianCpuS: cpu,
  testsPerS: TESTS / median,
  rounds,
};
mkdirSync(join(import.meta.dirname, '..', 'out'), { recursive: true });
writeFileSync(join(import.meta.dirname, '..', 'out', 'script-tests.json'), `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(
  `${TESTS} tests in ${FILES} files: ${median.toFixed(2)} s, ${cpu.toFixed(2)} s CPU (medians of ${ROUNDS}), ${Math.round(result.testsPerS)} tests/s\n`,
);
