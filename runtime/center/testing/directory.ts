/** A small centre's directory for tests: three skillsets, three agents, Toronto's clock. */
import { CONTACT_TYPES, type ContactType, type Directory } from '../../../vm/index.ts';

const DEFAULT = 'EM_Default_Skillset';

/** Ana is best at billing, Bo at sales, Cy only stands by for billing. One mailbox, route point 6001. */
export function smallDirectory(changed: Partial<Directory> = {}): Directory {
  return {
    format: 1,
    center: { name: 'Acme', timezone: 'America/Toronto', dialect: 'ccmm' },
    // 2026: standard time, daylight time from 8 March, standard time from 1 November.
    transitions: [
      { fromS: 0, offsetS: -18_000 },
      { fromS: 1_772_953_200, offsetS: -14_400 },
      { fromS: 1_793_512_800, offsetS: -18_000 },
    ],
    skillsets: [
      { name: DEFAULT, serviceLevelS: 3_600 },
      { name: 'EM_Billing', serviceLevelS: 60 },
      { name: 'EM_Sales', serviceLevelS: 60 },
    ],
    agents: [
      agent('ana', '4711', [
        ['EM_Billing', 1],
        [DEFAULT, 10],
      ]),
      agent('bo', '4712', [
        ['EM_Sales', 1],
        ['EM_Billing', 5],
        [DEFAULT, 20],
      ]),
      agent('cy', '4713', [['EM_Billing', 'standby']]),
    ],
    variables: [
      {
        name: 'tries_cv',
        scope: 'call',
        class: 'item',
        type: 'integer',
        items: [{ kind: 'number', value: 0 }],
        hasDefault: true,
      },
      {
        name: 'wild_cv',
        scope: 'call',
        class: 'item',
        type: 'integer',
        items: [{ kind: 'number', value: 0 }],
        hasDefault: true,
      },
      {
        name: 'answer_cv',
        scope: 'call',
        class: 'item',
        type: 'string',
        items: [{ kind: 'string', value: '' }],
        hasDefault: true,
      },
      {
        name: 'limit_gv',
        scope: 'global',
        class: 'item',
        type: 'integer',
        items: [{ kind: 'number', value: 3 }],
        hasDefault: true,
      },
    ],
    responses: [
      { name: 'ack_response', subject: 'We have your message', text: 'Thank you.' },
      { name: 'late_response', subject: 'We are late', text: 'Sorry.' },
    ],
    reasons: [
      { name: 'Resolved', code: 1 },
      { name: 'Spam', code: 9 },
    ],
    providers: [{ name: 'crm', kind: 'in_process', timeoutMs: 5_000 }],
    defaultSkillset: Object.fromEntries(CONTACT_TYPES.map((type) => [type, DEFAULT])) as Record<ContactType, string>,
    presentation: { acceptWithinS: 30, onDecline: 'not_ready', order: 'contact_first' },
    keywordGroups: [],
    senderGroups: [],
    mailboxes: [
      {
        name: 'support',
        address: 'support@acme.example',
        displayName: 'Acme Support',
        routePoint: '6001',
        source: { kind: 'in_process' },
        rules: [],
        defaultRule: { skillset: DEFAULT, priority: 3 },
      },
    ],
    automaticResponsesPerDay: 5,
    ...changed,
  };
}

/** An agent with capacity for `emails` at once. */
export function agent(
  login: string,
  id: string,
  skillsets: readonly (readonly [string, number | 'standby'])[],
  emails = 1,
): Directory['agents'][number] {
  return {
    id,
    name: login.charAt(0).toUpperCase() + login.slice(1),
    login,
    skillsets: skillsets.map(([skillset, level]) => ({ skillset, level })),
    capacity: { EMail: emails },
    supervisor: false,
  };
}
