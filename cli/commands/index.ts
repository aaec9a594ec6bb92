import type { CommandRow } from '../command-row.ts';

/** In the order in which a newcomer meets them. A command's module is loaded when it is the one that was asked for. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'init',
    summary: 'write a new centre: center.yaml, scripts, tests, a mail to try, editor settings',
    example: ['ccmm init shop', 'ccmm serve shop'],
    isQuick: true,
    load: () => import('./init.ts'),
  },
  {
    name: 'validate',
    summary: 'everything that is wrong with a centre or with single scripts, each at its place',
    example: [
      'ccmm validate examples/helpdesk',
      'ccmm validate examples/helpdesk/Vip_Mail.ccs --format json',
      'ccmm validate shop --fix --dry-run',
      'ccmm validate - --stdin-name shop/Night_Mail.ccs < draft.ccs',
      'ccmm validate --deny CCS4101 --allow CCS2103,CCS4110 --format github',
    ],
    isQuick: true,
    load: () => import('./validate.ts'),
  },
  {
    name: 'fmt',
    summary: 'lay scripts out in the one layout; comments stay where they are',
    example: [
      'ccmm fmt shop',
      'ccmm fmt examples/helpdesk --check',
      'ccmm fmt --diff Night_Mail.ccs',
      'ccmm fmt - < draft.ccs',
    ],
    isQuick: true,
    load: () => import('./fmt.ts'),
  },
  {
    name: 'explain-code',
    summary: 'what a code such as CCS1102 means and why, with an example before and after; without one all codes',
    example: ['ccmm explain-code CCS1103', 'ccmm explain-code 2001 --format json', 'ccmm explain-code'],
    isQuick: true,
    load: () => import('./explain-code.ts'),
  },
  {
    name: 'refs',
    summary: 'every line that defines or uses a name, in center.yaml and the scripts',
    example: ['ccmm refs EM_Billing', 'ccmm refs 4711 shop', 'ccmm refs tries_cv shop --format json'],
    isQuick: true,
    load: () => import('./refs.ts'),
  },
  {
    name: 'try',
    summary: 'run mails through the scripts under a virtual clock: each line that ran, what it read, the outcome',
    example: [
      'ccmm try examples/helpdesk examples/helpdesk/mails/invoice.eml --at 2026-11-23T10:15',
      'ccmm try . mail.eml --agents ana=ready,bo=logged-out --for 1h --format json',
    ],
    load: () => import('./try.ts'),
  },
  {
    name: 'test',
    summary: 'run the tests of the scripts: mails, agents and a virtual clock; coverage of lines and branches',
    example: [
      'ccmm test examples/helpdesk --coverage',
      'ccmm test --filter invoice --watch',
      'ccmm test --junit out/junit.xml --lcov out/lcov.info --min 80',
    ],
    load: () => import('./test.ts'),
  },
  {
    name: 'graph',
    summary: "draw where control goes in a script set, and one contact's way, as SVG, Mermaid or DOT",
    example: [
      'ccmm graph examples/helpdesk -o helpdesk.svg',
      'ccmm try . mail.eml --format json | ccmm graph . --trace - -o way.svg',
      'ccmm graph . --script Office_Mail --format mermaid',
    ],
    load: () => import('./graph.ts'),
  },
  {
    name: 'serve',
    summary: 'run a centre in one process: mail in, scripts, agents’ page, mail out',
    example: [
      'ccmm serve shop',
      'CCMM_DATABASE_URL=postgres://ccmm@db.example/ccmm ccmm serve /srv/shop --listen 10.0.0.5:8443 --names desk.example --tls-cert cert.pem --tls-key key.pem',
    ],
    load: () => import('./serve.ts'),
  },
  {
    name: 'status',
    summary: 'what a running centre is doing: queues, agents, sources, quarantined mails, uncertain answers, alarms',
    example: ['ccmm status', 'ccmm status --format json'],
    load: () => import('./status.ts'),
  },
  {
    name: 'replay',
    summary: 'put a quarantined mail back to intake, by its number in ccmm status',
    example: ['ccmm replay 4711'],
    load: () => import('./replay.ts'),
  },
  {
    name: 'explain',
    summary:
      'why a contact is where it is: the lines that ran, the values they read, its queues, the candidates that lost',
    example: ['ccmm explain 17', 'ccmm explain 17 --format json'],
    load: () => import('./explain.ts'),
  },
  {
    name: 'diff',
    summary: 'what a new version means for contacts that wait in the old one: wait points, EXECUTE SCRIPT ahead, names',
    example: ['ccmm diff active shop', 'ccmm diff old.ccb new.ccb --format json', 'ccmm diff 3 active'],
    load: () => import('./diff.ts'),
  },
  {
    name: 'activate',
    summary: 'make a folder the active version of the running centre; contacts in flight keep theirs, or move',
    example: [
      'ccmm activate shop --dry-run',
      'ccmm activate shop --map Night=Late',
      'ccmm activate shop --move --restart',
    ],
    load: () => import('./activate.ts'),
  },
  {
    name: 'rollback',
    summary: 'activate the version before again, or a named one',
    example: ['ccmm rollback', 'ccmm rollback --to 3 --move'],
    load: () => import('./rollback.ts'),
  },
  {
    name: 'versions',
    summary: 'versions that were activated: when, by whom, and which contacts are still on each',
    example: ['ccmm versions', 'ccmm versions --format json'],
    load: () => import('./versions.ts'),
  },
  {
    name: 'agent',
    summary: "agents of a running centre: list them, give one a password, change one's state",
    example: [
      'ccmm agent password ana',
      'printf %s "$NEW_PASSWORD" | ccmm agent password ana --stdin',
      'ccmm agent not-ready ana --reason Lunch',
      'ccmm agent list',
    ],
    load: () => import('./agent.ts'),
  },
  {
    name: 'compile',
    summary: 'make the image of a script set: the same input gives the same bytes',
    example: ['ccmm compile examples/helpdesk -o helpdesk.ccb'],
    isQuick: true,
    load: () => import('./compile.ts'),
  },
  {
    name: 'disassemble',
    summary: "an image's instructions beside the source lines they come from",
    example: ['ccmm disassemble helpdesk.ccb --sources examples/helpdesk', 'ccmm disassemble examples/helpdesk'],
    isQuick: true,
    load: () => import('./disassemble.ts'),
  },
  {
    name: 'migrate',
    summary: "bring your own PostgreSQL's tables to this version (the embedded one is done by itself)",
    example: ['CCMM_DATABASE_URL=postgres://ccmm@db.example/ccmm ccmm migrate'],
    load: () => import('./migrate.ts'),
  },
  {
    name: 'doctor',
    summary: 'look for what keeps a centre from running here: Node.js, folders, disk, database, secrets, mail servers',
    example: ['ccmm doctor shop', 'ccmm doctor shop --format json'],
    load: () => import('./doctor.ts'),
  },
];
