/** Examples of what is said about center.yaml. */
import type { centreDiagnostics } from '../centre.ts';
import type { DiagnosticExample } from '../example.ts';

const head = 'center: { name: Acme, timezone: UTC }\nskillsets: [{ name: EM_Default_Skillset }]\n';
const script = 'QUEUE TO SKILLSET EM_Default_Skillset';

/** A centre that ends with `text`, and one that ends otherwise. */
function ending(before: string, after: string): DiagnosticExample {
  return whole(head + before, head + after);
}

function whole(before: string, after: string): DiagnosticExample {
  return {
    before: { 'center.yaml': `${before}\n`, 'Master_Script.ccs': script },
    after: { 'center.yaml': `${after}\n`, 'Master_Script.ccs': script },
  };
}

const mailbox = (rest: string) => `mailboxes:\n  - name: support\n    address: support@acme.example\n    ${rest}`;

export const centreExamples = {
  CCS5001: {
    before: { 'Master_Script.ccs': script },
    after: { 'center.yaml': head, 'Master_Script.ccs': script },
  },
  CCS5002: ending('agents:\n\t- { id: 4711, login: ana }', 'agents:\n  - { id: 4711, login: ana }'),
  CCS5003: ending('agnts: [{ id: 4711, login: ana }]', 'agents: [{ id: 4711, login: ana }]'),
  CCS5004: whole(
    'center: { name: Acme }\nskillsets: [{ name: EM_Default_Skillset }]',
    'center: { name: Acme, timezone: UTC }\nskillsets: [{ name: EM_Default_Skillset }]',
  ),
  CCS5005: ending('presentation: { accept_within: 30 }', 'presentation: { accept_within: 30s }'),
  CCS5006: ending(
    'agents: [{ id: 4711, login: ana }]\nreasons: [{ name: Ana, code: 1 }]',
    'agents: [{ id: 4711, login: ana }]\nreasons: [{ name: Resolved, code: 1 }]',
  ),
  CCS5007: ending('reasons: [{ name: not-ours, code: 1 }]', 'reasons: [{ name: Not_Ours, code: 1 }]'),
  CCS5008: ending(
    'agents: [{ id: 4711, login: ana, skillsets: { EM_Default_Skilset: 1 } }]',
    'agents: [{ id: 4711, login: ana, skillsets: { EM_Default_Skillset: 1 } }]',
  ),
  CCS5009: ending(
    'responses: [{ name: received_response, subject: "We have it", file: responses/received.txt }]',
    'responses: [{ name: received_response, subject: "We have it", text: "Thank you." }]',
  ),
  CCS5010: ending(
    'responses: [{ name: received_response, subject: "We have it", file: ../received.txt }]',
    'responses: [{ name: received_response, subject: "We have it", text: "Thank you." }]',
  ),
  CCS5011: ending(
    'responses: [{ name: received_response, subject: "We have it" }]',
    'responses: [{ name: received_response, subject: "We have it", text: "Thank you." }]',
  ),
  CCS5012: ending(
    `variables:\n${Array.from({ length: 51 }, (_, index) => `  - { name: v${index}_cv, scope: call, type: integer }`).join('\n')}`,
    'variables:\n  - { name: v1_cv, scope: call, type: integer }',
  ),
  CCS5013: ending(
    'agents: [{ id: 4711, login: ana }]\nagents: [{ id: 4712, login: bo }]',
    'agents: [{ id: 4711, login: ana }, { id: 4712, login: bo }]',
  ),
  CCS5014: ending(
    mailbox('source: { imap: { host: mail.acme.example, user: support, password: letmein, start: new } }'),
    mailbox(
      'source: { imap: { host: mail.acme.example, user: support, password: "$' + '{SUPPORT_PASSWORD}", start: new } }',
    ),
  ),
  CCS5015: whole(
    'center: { name: Acme, timezone: Europe/Berln }\nskillsets: [{ name: EM_Default_Skillset }]',
    'center: { name: Acme, timezone: Europe/Berlin }\nskillsets: [{ name: EM_Default_Skillset }]',
  ),
  CCS5016: ending(
    `keyword_groups: [{ name: bills, words: [bill] }]\n${mailbox('source: smtp\n    rules: [{ when: { keywords: [bills, bills, bills, bills] }, then: { priority: 1 } }]')}`,
    `keyword_groups: [{ name: bills, words: [bill] }]\n${mailbox('source: smtp\n    rules: [{ when: { keywords: [bills] }, then: { priority: 1 } }]')}`,
  ),
  CCS5017: ending(
    'agents: [{ id: 4711, login: ana }, { id: 4711, login: bo }]',
    'agents: [{ id: 4711, login: ana }, { id: 4712, login: bo }]',
  ),
  CCS5018: ending(
    'variables: [{ name: tries_cv, scope: call, type: integer, value: 0 }]',
    'variables: [{ name: tries_cv, scope: call, type: integer, default: 0 }]',
  ),
  CCS5019: {
    before: {
      'center.yaml': 'center: { name: Acme, timezone: UTC }\nskillsets: [{ name: EM_Billing }]\n',
      'Master_Script.ccs': 'QUEUE TO SKILLSET EM_Billing',
    },
    after: {
      'center.yaml':
        'center: { name: Acme, timezone: UTC }\nskillsets: [{ name: EM_Billing }, { name: EM_Default_Skillset }]\n',
      'Master_Script.ccs': 'QUEUE TO SKILLSET EM_Billing',
    },
  },
} as const satisfies Readonly<Record<keyof typeof centreDiagnostics, DiagnosticExample>>;
