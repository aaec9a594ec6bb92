/** From the shape of center.yaml to a directory: defaults, names, and what entries say of one another (language §8). */
import { nameKey, type Span } from '../../dsl/index.ts';
import {
  type AgentEntry,
  CONTACT_TYPES,
  type ContactType,
  type Directory,
  type ProviderEntry,
  type ResponseEntry,
  type SkillsetEntry,
} from '../../vm/index.ts';
import {
  type BuildContext,
  DEFAULT_SKILLSET,
  type Definitions,
  entriesOf,
  exactlyOne,
  incompleteKinds,
  keyPlace,
  lacksDefaultSkillset,
  type PartialCenter,
  placeOf,
  reportAt,
  resolve,
} from './build-context.ts';
import { buildMailbox, checkSender } from './build-mail.ts';
import { buildVariables } from './build-variables.ts';
import { collectDefinitions } from './definitions.ts';
import { readDuration } from './durations.ts';
import { type Faults, relatedPlace, report } from './faults.ts';
import { type ReadFile, readText } from './response-text.ts';
import type { CenterFile } from './schema.ts';
import type { Shaped } from './shape.ts';
import { isTimezone, nearestTimezone, offsetTransitions } from './timezone.ts';

type Entry<Key extends keyof CenterFile> = NonNullable<CenterFile[Key]> extends readonly (infer One)[] ? One : never;

/** Builds the directory, as far as the file allows; it is worth something only when no fault was reported. */
export function buildDirectory(
  faults: Faults,
  shaped: Shaped,
  readFile: ReadFile,
): { readonly directory: Directory; readonly names: ReadonlyMap<string, Span>; readonly hasAllNames: boolean } {
  const file = (shaped.value ?? {}) as PartialCenter;
  const context: BuildContext = {
    faults,
    shaped,
    file,
    definitions: noDefinitions(),
    incomplete: incompleteKinds(shaped),
  };
  const names = collectDefinitions(context);
  const center = file.center ?? { name: '', timezone: 'UTC' };
  const skillsets = entriesOf(file.skillsets, '/skillsets').map(([entry, path]) => buildSkillset(context, entry, path));
  const agents = entriesOf(file.agents, '/agents').map(([entry, path]) => buildAgent(context, entry, path));
  const responses = entriesOf(file.responses, '/responses').map(([entry, path]) =>
    buildResponse(context, entry, path, readFile),
  );
  const reasons = entriesOf(file.reasons, '/reasons').map(([entry]) => ({ name: entry.name, code: entry.code }));
  const providers = entriesOf(file.providers, '/providers').map(([entry, path]) => buildProvider(context, entry, path));
  checkReasonCodes(context);
  const zone = knownTimezone(context);
  const directory: Directory = {
    format: 1,
    center: { name: center.name, timezone: center.timezone, dialect: center.dialect ?? 'ccmm' },
    // Worked out when first asked for: nobody who only looks for faults needs 70 years of a zone's offsets.
    get transitions() {
      return zone === undefined ? [] : offsetTransitions(zone);
    },
    skillsets,
    agents,
    variables: buildVariables(context, { skillsets, agents, responses, reasons, providers }),
    responses,
    reasons,
    providers,
    defaultSkillset: buildDefaultSkillsets(context),
    presentation: {
      acceptWithinS: readDuration(context, file.presentation?.accept_within, '/presentation/accept_within', 30),
      onDecline: file.presentation?.on_decline ?? 'not_ready',
      order: file.presentation?.order ?? 'contact_first',
      ...buildWebhooks(context),
    },
    keywordGroups: entriesOf(file.keyword_groups, '/keyword_groups').map(([group]) => ({
      name: group.name,
      words: group.words,
    })),
    senderGroups: entriesOf(file.sender_groups, '/sender_groups').map(([group, path]) => {
      for (const [address, at] of entriesOf(group.addresses, `${path}/addresses`)) checkSender(context, address, at);
      return { name: group.name, addresses: group.addresses };
    }),
    mailboxes: entriesOf(file.mailboxes, '/mailboxes').flatMap(
      ([entry, path]) => buildMailbox(context, entry, path, center.name) ?? [],
    ),
    automaticResponsesPerDay: file.automatic_responses_per_day ?? 5,
  };
  // A key of the file that means nothing may be a list of definitions misspelt.
  const hasAllNames = context.incomplete.size === 0 && file.skillsets !== undefined && !shaped.puzzling.has('');
  return { directory, names, hasAllNames };
}

function noDefinitions(): Definitions {
  return {
    skillset: new Map(),
    agent: new Map(),
    variable: new Map(),
    response: new Map(),
    reason: new Map(),
    provider: new Map(),
    'keyword group': new Map(),
    'sender group': new Map(),
  };
}

function knownTimezone(context: BuildContext): string | undefined {
  const zone = context.file.center?.timezone;
  if (zone === undefined || isTimezone(zone)) return zone;
  reportAt(context, 'CCS5015', '/center/timezone', { zone, ...nearestTimezone(zone) });
  return undefined;
}

/** Four hours. */
const SERVICE_LEVEL_S = 4 * 3600;

function buildSkillset(context: BuildContext, entry: Entry<'skillsets'>, path: string): SkillsetEntry {
  const acknowledge =
    entry.acknowledge === undefined
      ? undefined
      : resolve(context, 'response', entry.acknowledge, `${path}/acknowledge`);
  return {
    name: entry.name,
    serviceLevelS: readDuration(context, entry.service_level, `${path}/service_level`, SERVICE_LEVEL_S),
    ...(acknowledge === undefined ? {} : { acknowledge }),
  };
}

function buildAgent(context: BuildContext, entry: Entry<'agents'>, path: string): AgentEntry {
  const skillsets: { skillset: string; level: number | 'standby' }[] = [];
  const seen = new Set<string>();
  for (const [name, level] of Object.entries(entry.skillsets ?? {})) {
    const place = keyPlace(context, `${path}/skillsets/${name}`);
    const skillset = resolve(context, 'skillset', name, path, place);
    if (seen.has(nameKey(name))) report(context.faults, 'CCS5013', place, { key: name });
    seen.add(nameKey(name));
    if (skillset !== undefined) skillsets.push({ skillset, level });
  }
  return {
    id: entry.id,
    name: entry.name ?? entry.login,
    login: entry.login,
    skillsets,
    capacity: capacityOf(entry),
    supervisor: entry.supervisor ?? false,
  };
}

/** A contact type that is not offered to an agent is one of which the agent can have none. */
function capacityOf(entry: Entry<'agents'>): AgentEntry['capacity'] {
  const capacity: Partial<Record<ContactType, number>> = {};
  for (const type of CONTACT_TYPES) {
    const most = entry.contact_types === undefined || entry.contact_types.includes(type) ? entry.capacity?.[type] : 0;
    if (most !== undefined) capacity[type] = most;
  }
  return capacity;
}

function buildResponse(
  context: BuildContext,
  entry: Entry<'responses'>,
  path: string,
  readFile: ReadFile,
): ResponseEntry {
  const key = exactlyOne(context, ['text', 'file'], path, `the response \`${entry.name}\``);
  // Of two texts neither is looked at: one fault.
  const file = key === 'file' ? entry.file : undefined;
  const text = file === undefined ? entry.text : readText(context, file, `${path}/file`, readFile);
  return { name: entry.name, subject: entry.subject, text: text ?? '' };
}

function buildProvider(context: BuildContext, entry: Entry<'providers'>, path: string): ProviderEntry {
  exactlyOne(context, ['http', 'in_process'], path, `the provider \`${entry.name}\``);
  const timeoutMs = readDuration(context, entry.http?.timeout, `${path}/http/timeout`, 10) * 1000;
  if (entry.http === undefined) return { name: entry.name, kind: 'in_process', timeoutMs };
  const { url, secret } = entry.http;
  return { name: entry.name, kind: 'http', url, timeoutMs, ...(secret === undefined ? {} : { secret }) };
}

function buildWebhooks(context: BuildContext): Pick<Directory['presentation'], 'webhooks'> {
  const seen = new Map<string, string>();
  const webhooks = entriesOf(context.file.presentation?.webhooks, '/presentation/webhooks').map(([webhook, path]) => {
    checkFirst(context, seen, webhook.name, `${path}/name`, 'a webhook');
    return webhook;
  });
  return webhooks.length === 0 ? {} : { webhooks };
}

function checkReasonCodes(context: BuildContext): void {
  const seen = new Map<string, string>();
  for (const [reason, path] of entriesOf(context.file.reasons, '/reasons'))
    checkFirst(context, seen, String(reason.code), `${path}/code`, 'a reason with the code');
}

/** Reports what stands in the file a second time, with the first. `seen`: paths by what stands there. */
function checkFirst(context: BuildContext, seen: Map<string, string>, name: string, path: string, what: string): void {
  const first = seen.get(name);
  if (first === undefined) seen.set(name, path);
  else {
    const related = [relatedPlace(context.faults, placeOf(context, first), 'it stands here first')];
    reportAt(context, 'CCS5017', path, { what, name }, related);
  }
}

/** EM_Default_Skillset, unless the file names another; either must exist. */
function buildDefaultSkillsets(context: BuildContext): Directory['defaultSkillset'] {
  const { file, definitions } = context;
  const byDefault = definitions.skillset.get(nameKey(DEFAULT_SKILLSET));
  if (lacksDefaultSkillset(context)) {
    report(context.faults, 'CCS5019', keyPlace(context, '/skillsets'), {});
  }
  const all = {} as Record<ContactType, string>;
  for (const type of CONTACT_TYPES) {
    const named = file.contact_types?.[type]?.default_skillset;
    const path = `/contact_types/${type}/default_skillset`;
    all[type] = (named === undefined ? byDefault : resolve(context, 'skillset', named, path)) ?? DEFAULT_SKILLSET;
  }
  return all;
}
