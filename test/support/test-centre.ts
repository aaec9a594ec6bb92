/** Folders of centres that tests write. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateFolder } from '../servers/private-folder.ts';
import { ROOT } from './centre-process.ts';

export interface CentreFolder {
  readonly path: string;
  remove(): void;
}

/** One of the examples with its `source` and `outgoing` replaced. */
export function exampleWith(example: string, source: string, outgoing: string): CentreFolder {
  const folder = privateFolder('centre');
  cpSync(join(ROOT, 'examples', example), folder.path, { recursive: true });
  const file = join(folder.path, 'center.yaml');
  const text = readFileSync(file, 'utf8');
  const changed = text
    .replace(/^( +)source: .*$/m, `$1source: ${source}`)
    .replace(/^( +)outgoing: .*$/m, `$1outgoing: ${outgoing}`);
  if (!changed.includes(source) || !changed.includes(outgoing)) throw new Error(`${file} has another form now`);
  writeFileSync(file, changed);
  return folder;
}

const STANDARD_SCRIPT = `/* To the agent it belongs to, else to its skillset, when somebody is logged in to it. */
IF QUEUETYPE = AGENT, AGENTPULL, REPLYMAIL THEN
  QUEUE TO AGENT AGENTID WITH PRIORITY CONTACT PRIORITY
  WAIT 2
END IF

SECTION Look
IF NOT QUEUED AND NOT OUT OF SERVICE CONTACT SKILLSET THEN
  QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY
END IF
WAIT 20
EXECUTE Look
`;

/**
 * A small centre: EM_Support with the agents ana and bo, EM_Later with nobody; a subject with "later" goes there, one with "unwanted"
 * is closed by its rule.
 */
export function smallCentre(
  mailboxes: readonly { readonly name: string; readonly source: string }[],
  outgoingPort: number,
  files: Readonly<Record<string, string>> = {},
): CentreFolder {
  const folder = privateFolder('centre');
  const outgoing = `{ smtp: { host: 127.0.0.1, port: ${outgoingPort}, security: none } }`;
  writeFileSync(
    join(folder.path, 'center.yaml'),
    `center: { name: Acme, timezone: UTC }
skillsets:
  - { name: EM_Default_Skillset }
  - { name: EM_Support }
  - { name: EM_Later }
agents:
  - { id: 1, name: Ana Ito, login: ana, skillsets: { EM_Support: 1 }, capacity: { EMail: 5 } }
  - { id: 2, name: Bo Larsen, login: bo, skillsets: { EM_Support: 1 }, capacity: { EMail: 5 } }
  - { id: 3, name: Chris Okafor, login: chris, skillsets: { EM_Later: 1 }, capacity: { EMail: 5 }, supervisor: true }
reasons:
  - { name: Resolved, code: 1 }
presentation: { accept_within: 10m, on_decline: not_ready }
keyword_groups:
  - { name: later, words: [later] }
  - { name: unwanted, words: [unwanted] }
mailboxes:
${mailboxes
  .map(
    ({ name, source }, index) => `  - name: ${name}
    address: ${name}@acme.test
    route_point: ${6001 + index}
    source: ${source}
    outgoing: ${outgoing}
    rules:
      - { name: unwanted, when: { keywords: [unwanted] }, then: { skillset: EM_Support, priority: 6, close: true } }
      - { name: later, when: { keywords: [later] }, then: { skillset: EM_Later, priority: 4 } }
      - { name: all, then: { skillset: EM_Support, priority: 3 } }
`,
  )
  .join('')}`,
  );
  for (const [name, text] of Object.entries({ 'Master_Script.ccs': STANDARD_SCRIPT, ...files }))
    writeFileSync(join(folder.path, name), text);
  return folder;
}
