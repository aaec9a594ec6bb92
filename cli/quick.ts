/**
 * The commands that only read and check texts, as one file that starts fast (scripts/bundle.mjs makes it). From the same file a start-up
 * snapshot is taken: the heap of a process that has loaded everything and compiled a small centre, so that parser and tables are there at once.
 */
import { startupSnapshot } from 'node:v8';
import { checkCentre } from '../compiler/centre/index.ts';
import { renderDiagnostic } from '../dsl/index.ts';
import { runCommandLine } from './command-line.ts';
import { interpretShortRun } from './short-run.ts';

async function main(): Promise<void> {
  // Without a path the present folder is meant.
  interpretShortRun(['.', ...process.argv.slice(3)]);
  process.exitCode = await runCommandLine(process.argv);
}

/** A centre that uses a little of everything, and has one fault. */
const WARM_UP = {
  centre: {
    file: 'center.yaml',
    text: `center: { name: Warm-up, timezone: America/Toronto }
skillsets:
  - { name: EM_Default_Skillset, service_level: 4h }
agents:
  - { id: 4711, name: Ana Ito, login: ana, skillsets: { EM_Default_Skillset: 1 } }
variables:
  - { name: hours_gv, scope: global, class: set, type: time, value: "08:00 .. 17:00" }
  - { name: tries_cv, scope: call, type: integer, default: 0 }
responses:
  - { name: ack, subject: "We have it", text: "Thank you." }
mailboxes:
  - name: support
    address: support@example.com
    source: { smtp: {} }
`,
  },
  scripts: [
    {
      file: 'Master_Script.ccs',
      source: new TextEncoder().encode(`/* warm-up */
IF TIME OF DAY = hours_gv AND NOT (DAY OF WEEK = Saturday, Sunday) THEN EXECUTE open ELSE GIVE RESPONSE ack END IF
SECTION open
WHERE CONTACT PRIORITY EQUALS VALUE 1, 2: LOG "urgent", SUBJECT DEFAULT: tries_cv ASSIGNED tries_cv + 1 END WHERE
IF NOT OUT OF SERVICE EM_Default_Skillset THEN QUEUE TO SKILLSET EM_Default_Skillset WITH PRIORITY 3 END IF
WAIT 30
IF NOT QUEUED THEN EXECUTE nowhere END IF
EXECUTE open
`),
    },
  ],
  read: () => undefined,
} as const;

if (startupSnapshot.isBuildingSnapshot()) {
  for (const finding of checkCentre(WARM_UP).diagnostics) renderDiagnostic(finding, { color: false });
  startupSnapshot.setDeserializeMainFunction(main);
} else void main();
