/** What center.yaml says by name: its definitions, and where its entries name one another. */
import { nameKey, type Place, parseValue, sourceText } from '../../dsl/index.ts';
import type { Aliases, Mention, MentionKind } from '../index.ts';
import { entriesOf, type PartialCenter } from './build-context.ts';
import type { Faults } from './faults.ts';
import { readYaml } from './read-yaml.ts';
import { CenterFile } from './schema.ts';
import { readShape } from './shape.ts';

/** The names in a center.yaml. */
export interface CentreNames {
  readonly mentions: readonly Mention[];
  /** Agents' log-ins by their numbers. */
  readonly aliases: Aliases;
}

/** Variables of these types have things of the centre as their values. */
const thingTypes: ReadonlySet<string> = new Set(['skillset', 'agent', 'response', 'reason', 'provider']);

/** Reads the names of a center.yaml as far as it can be read; what is wrong with it others say. */
export function namesInCentre(text: string, fileName: string): CentreNames {
  const faults: Faults = { source: sourceText(fileName, text.replace(/^\uFEFF/, '')), diagnostics: [] };
  const root = readYaml(faults);
  if (root === undefined) return { mentions: [], aliases: new Map() };
  const { value, places } = readShape(root, CenterFile, faults);
  const file = (value ?? {}) as PartialCenter;
  const mentions: Mention[] = [];
  const add = (kind: MentionKind, name: string | undefined, path: string, role: Mention['role'] = 'use') => {
    const span = places.get(path);
    if (name === undefined || span === undefined) return;
    mentions.push({ kind, name, role, place: { source: faults.source, span: unquoted(faults.source.text, span) } });
  };
  addDefinitions(file, add);
  for (const [skillset, path] of entriesOf(file.skillsets, '/skillsets'))
    add('response', skillset.acknowledge, `${path}/acknowledge`);
  for (const [agent, path] of entriesOf(file.agents, '/agents')) {
    add('agent', agent.id, `${path}/id`, 'definition');
    for (const name of Object.keys(agent.skillsets ?? {})) add('skillset', name, `${path}/skillsets/${name}#key`);
  }
  for (const [type, row] of Object.entries(file.contact_types ?? {}))
    add('skillset', row?.default_skillset, `/contact_types/${type}/default_skillset`);
  addMailNames(file, add);
  for (const [variable, path] of entriesOf(file.variables, '/variables')) {
    if (!thingTypes.has(variable.type)) continue;
    for (const key of ['value', 'default'] as const) {
      const written = variable[key];
      const texts = Array.isArray(written)
        ? written.map((one, index) => [one, `${path}/${key}/${index}`] as const)
        : [[written, `${path}/${key}`] as const];
      for (const [one, at] of texts) {
        const span = places.get(at);
        if (span === undefined || one === undefined) continue;
        const place: Place = { source: faults.source, span };
        for (const item of parseValue(String(one), place).items) {
          if (item.kind !== 'name') continue;
          mentions.push({
            kind: variable.type as MentionKind,
            name: item.text,
            role: 'use',
            place: { source: faults.source, span: item.span },
          });
        }
      }
    }
  }
  mentions.sort((first, second) => first.place.span.start - second.place.span.start);
  const aliases = new Map(entriesOf(file.agents, '/agents').map(([agent]) => [nameKey(agent.id), agent.login]));
  return { mentions, aliases };
}

type Add = (kind: MentionKind, name: string | undefined, path: string, role?: Mention['role']) => void;

function addDefinitions(file: PartialCenter, add: Add): void {
  for (const [one, path] of entriesOf(file.skillsets, '/skillsets'))
    add('skillset', one.name, `${path}/name`, 'definition');
  for (const [one, path] of entriesOf(file.agents, '/agents')) add('agent', one.login, `${path}/login`, 'definition');
  for (const [one, path] of entriesOf(file.variables, '/variables'))
    add('variable', one.name, `${path}/name`, 'definition');
  for (const [one, path] of entriesOf(file.responses, '/responses'))
    add('response', one.name, `${path}/name`, 'definition');
  for (const [one, path] of entriesOf(file.reasons, '/reasons')) add('reason', one.name, `${path}/name`, 'definition');
  for (const [one, path] of entriesOf(file.providers, '/providers'))
    add('provider', one.name, `${path}/name`, 'definition');
  for (const [one, path] of entriesOf(file.keyword_groups, '/keyword_groups'))
    add('keyword group', one.name, `${path}/name`, 'definition');
  for (const [one, path] of entriesOf(file.sender_groups, '/sender_groups'))
    add('sender group', one.name, `${path}/name`, 'definition');
}

function addMailNames(file: PartialCenter, add: Add): void {
  for (const [mailbox, path] of entriesOf(file.mailboxes, '/mailboxes')) {
    add('skillset', mailbox.default_rule?.skillset, `${path}/default_rule/skillset`);
    for (const [rule, at] of entriesOf(mailbox.rules, `${path}/rules`)) {
      for (const key of ['keywords', 'not_keywords'] as const)
        for (const [group, where] of entriesOf(rule.when?.[key], `${at}/when/${key}`))
          add('keyword group', group, where);
      add('sender group', rule.when?.senders, `${at}/when/senders`);
      add('skillset', rule.then?.skillset, `${at}/then/skillset`);
      add('response', rule.then?.response, `${at}/then/response`);
    }
  }
}

/** A scalar's place without its quotes. */
function unquoted(text: string, span: { readonly start: number; readonly end: number }) {
  const first = text.charAt(span.start);
  const isQuoted = (first === '"' || first === "'") && text.charAt(span.end - 1) === first && span.end - span.start > 1;
  return isQuoted ? { start: span.start + 1, end: span.end - 1 } : span;
}
