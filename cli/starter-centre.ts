import { readFileSync } from 'node:fs';

/** What `ccmm init` writes: the smallest centre that is a real one. Kept as text here so that the package needs no folder of templates. */

const center = (title: string): string => `# yaml-language-server: $schema=center.schema.json
# ${title}: what it is made of. \`ccmm validate\` checks this file together with the scripts beside it.
center: { name: ${yamlWord(title)}, timezone: ${Intl.DateTimeFormat().resolvedOptions().timeZone} }

skillsets:
  - { name: EM_Default_Skillset }
  - { name: EM_Sales, service_level: 4h }

# \`ccmm agent password ana\` gives an agent a password while the centre runs.
agents:
  - { id: 1001, name: Ana Ito, login: ana, skillsets: { EM_Sales: 1, EM_Default_Skillset: 10 }, capacity: { EMail: 3 } }

variables:
  - { name: office_hours_gv, scope: global, class: set, type: time, value: "08:00 .. 17:59" }
  - { name: looks_cv, scope: call, type: integer, default: 0 }

responses:
  - { name: received_response, subject: "We have your message", text: "Thank you. We answer within four working hours." }

reasons:
  - { name: Resolved, code: 1 }
  - { name: Spam, code: 9 }

keyword_groups:
  - { name: sales, words: [price, offer, order*] }

mailboxes:
  - name: info
    address: info@shop.example
    route_point: 6001
    # Mail comes by SMTP on loopback, at the port that \`ccmm serve\` prints. From a mail server instead:
    # source: { imap: { host: mail.shop.example, user: info, password: "\${INFO_PASSWORD}", start: new } }
    source: { smtp: {} }
    # Answers need a mail server; without one they are kept as *not sent*. \`ccmm serve --demo\` shows them on a page instead.
    # outgoing: { smtp: { host: mail.shop.example } }
    rules:
      - { name: sales, when: { keywords: [sales] }, then: { skillset: EM_Sales, priority: 2, response: received_response } }
`;

const master = `/* Every contact starts here. */
IF QUEUETYPE = AGENT, AGENTPULL, REPLYMAIL THEN
  /* An answer to an agent, or a contact that was forwarded to one or pulled by one, goes to that agent. */
  QUEUE TO AGENT AGENTID WITH PRIORITY CONTACT PRIORITY
  WAIT 2
END IF
IF TIME OF DAY = office_hours_gv THEN
  EXECUTE SCRIPT Office_Mail
END IF

SECTION Look
IF NOT QUEUED AND NOT OUT OF SERVICE CONTACT SKILLSET THEN
  QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY
END IF
WAIT 30
EXECUTE Look
`;

const office = `/* During office hours: the skillset of the mailbox's rule; a contact that waits long becomes more urgent. */
SECTION Look
IF NOT QUEUED AND NOT OUT OF SERVICE CONTACT SKILLSET THEN
  QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY
  WAIT 2
END IF
ASSIGN looks_cv + 1 TO looks_cv
IF looks_cv > 20 THEN
  CHANGE PRIORITY IN SKILLSET CONTACT SKILLSET TO PRIORITY 1
END IF
WAIT 30
EXECUTE Look
`;

const hello = `From: Customer <customer@client.example>
To: info@shop.example
Subject: What is the price of the blue lamp?
Date: Mon, 23 Nov 2026 10:00:00 +0000
Message-ID: <hello-1@client.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello, could you make me an offer for three of them?
`;

const firstTest = `# yaml-language-server: $schema=../script-test.schema.json
# What the scripts should do, in mails, agents and time. \`ccmm test\` runs this file; each test has a centre of its own.
defaults:
  at: 2026-11-23 10:00 # a Monday, the centre's own time
  mail: mails/hello.eml

tests:
  - name: A question about a price goes to sales, and the customer hears that we have it
    agents: { ana: ready }
    expect: { presented: ana, queued: { EM_Sales: 2 }, rule: sales, response: received_response }

  - name: A contact that nobody takes becomes urgent after ten minutes
    agents: { ana: not ready }
    expect: { queued: { EM_Sales: 2 }, presented: nobody }
    steps:
      - after: 11m
      - expect: { queued: { EM_Sales: 1 } }
      - agent: { ana: goes ready }
      - expect: { presented: ana }

  - name: At night it waits until somebody logs in
    at: 2026-11-23 22:00
    agents: nobody
    expect: { queued: nowhere }
    steps:
      - agent: { ana: logs in }
      - after: 30s
      - expect: { presented: ana }

  - name: The customer's answer goes to the agent who wrote
    agents: { ana: ready }
    steps:
      - agent: { ana: [accepts, replies Ten euros each., closes Resolved] }
      - expect: { closed: Resolved, sent: Ten euros each. }
      - after: 1h
      - mail: { answers: true, body: I take three. }
      - expect: { presented: ana, queue_type: REPLYMAIL }
`;

/** Text in YAML: in quotes where it would be read as a number, a truth or nothing. */
function yamlWord(text: string): string {
  return /^\p{L}[\p{L}\p{N} ]*$/u.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : `"${text}"`;
}

/** Files of a new centre by path inside its folder. `folderName` becomes its name. */
export function starterFiles(folderName: string): Readonly<Record<string, string>> {
  const title =
    folderName
      .normalize()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .slice(0, 100) || 'Centre';
  return {
    'center.yaml': center(title.charAt(0).toUpperCase() + title.slice(1)),
    // Editors that know JSON Schema complete and check center.yaml and tests with these.
    'center.schema.json': readFileSync(new URL('../compiler/centre/center.schema.json', import.meta.url), 'utf8'),
    'Master_Script.ccs': master,
    'Office_Mail.ccs': office,
    'mails/hello.eml': hello,
    'tests/first.test.yaml': firstTest,
    'script-test.schema.json': readFileSync(
      new URL('../testing/script-test/script-test.schema.json', import.meta.url),
      'utf8',
    ),
    '.gitignore': '.ccmm/\n.env\n',
    '.editorconfig':
      '[*.{ccs,yaml}]\nindent_style = space\nindent_size = 2\ncharset = utf-8\nend_of_line = lf\ninsert_final_newline = true\n',
  };
}
