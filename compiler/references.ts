/**
 * Where names are said: every line of a script set that defines or uses one. Works on trees alone; what an analysis knows besides (an agent
 * written as digits, a word that is a contact type) is taken from it where there is one.
 */
import {
  type Expression,
  nameKey,
  type Place,
  type ScriptFile,
  type SourceText,
  type Span,
  type Statement,
} from '../dsl/index.ts';
import type { AnalysedScript, Reference, ScriptTables, ThingKind } from './analysis.ts';

/** What a name stands for where it is said; `unknown` where nothing tells. */
export type MentionKind =
  | ThingKind
  | 'variable'
  | 'section'
  | 'script'
  | 'event'
  | 'keyword group'
  | 'sender group'
  | 'unknown';

/** One place that says a name. */
export interface Mention {
  readonly kind: MentionKind;
  /** In the spelling of its definition, where that is known; an agent's is the log-in. */
  readonly name: string;
  readonly role: 'definition' | 'use';
  readonly place: Place;
  /** Of a section: the script that it belongs to. */
  readonly script?: string;
}

/** Names that are one thing: an agent's number and log-in. */
export type Aliases = ReadonlyMap<string, string>;

/** What references are looked for in. */
export interface ReferenceSources {
  readonly files: readonly ScriptFile[];
  /** What is known of these trees; of none when center.yaml has errors. */
  readonly analysed: readonly AnalysedScript[];
  /** What center.yaml says. */
  readonly centre: readonly Mention[];
  /** By `nameKey`: the name that is meant by another one. */
  readonly aliases: Aliases;
}

/** Every place that says a name, in the order of files and lines, center.yaml first. */
export function referencesOf(name: string, sources: ReferenceSources): readonly Mention[] {
  const wanted = nameKey(sources.aliases.get(nameKey(name)) ?? name);
  return mentionsIn(sources).filter((mention) => nameKey(mention.name) === wanted);
}

/** Every name that is defined or said anywhere, for did-you-mean. */
export function namesSaid(sources: ReferenceSources): ReadonlySet<string> {
  return new Set(mentionsIn(sources).map(({ name }) => name));
}

function mentionsIn(sources: ReferenceSources): readonly Mention[] {
  const { aliases, centre, files } = sources;
  const found: Mention[] = [...centre];
  const tables = new Map(sources.analysed.map((script) => [script.file, script.tables]));
  for (const file of files) {
    const mentions: Mention[] = [];
    const walker: Walker = { tables: tables.get(file), source: file.source, script: file.name, found: mentions };
    mentions.push({
      kind: 'script',
      name: file.name,
      role: 'definition',
      place: at(file.source, { start: 0, end: 0 }),
    });
    walkStatements(walker, file.entry);
    for (const section of file.sections) {
      add(walker, 'section', section.name.text, section.name.span, 'definition');
      walkStatements(walker, section.body);
    }
    // The parts of a node come as the tree names them: of ASSIGN the target before the value.
    for (const mention of mentions.sort((a, b) => a.place.span.start - b.place.span.start)) found.push(mention);
  }
  return found.map((mention) => {
    const meant = aliases.get(nameKey(mention.name));
    return meant === undefined || mention.kind === 'section' ? mention : { ...mention, name: meant };
  });
}

interface Walker {
  readonly tables: ScriptTables | undefined;
  readonly source: SourceText;
  readonly script: string;
  readonly found: Mention[];
}

function at(source: SourceText, span: Span): Place {
  return { source, span };
}

function add(walker: Walker, kind: MentionKind, name: string, span: Span, role: Mention['role'] = 'use'): void {
  if (name === '') return;
  const script = kind === 'section' ? { script: walker.script } : {};
  walker.found.push({ kind, name, role, place: at(walker.source, span), ...script });
}

function walkStatements(walker: Walker, statements: readonly Statement[]): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case 'execute':
        add(walker, 'section', statement.section.text, statement.section.span);
        break;
      case 'execute-script':
        add(walker, 'script', statement.script.text, statement.script.span);
        break;
      case 'event-handler':
        for (const branch of statement.events) {
          add(walker, 'event', branch.event.text, branch.event.span);
          walkStatements(walker, branch.body);
        }
        break;
      case 'queue-to-agent':
        walkParts(walker, statement, true);
        break;
      case 'change-priority':
      case 'remove':
        walkParts(walker, statement, statement.queue === 'agent');
        break;
      default:
        walkParts(walker, statement, false);
    }
  }
}

/** The nodes in a statement or an expression. `agents`: digits that stand directly in it are an agent's number. */
function walkParts(walker: Walker, node: object, agents: boolean): void {
  for (const [key, part] of Object.entries(node)) {
    for (const one of Array.isArray(part) ? part : [part]) {
      if (isNode(one)) walkNode(walker, one, agents && key !== 'priority');
    }
  }
}

function isNode(value: unknown): value is { readonly kind: string; readonly span: Span } {
  return typeof value === 'object' && value !== null && 'kind' in value && 'span' in value;
}

function walkNode(walker: Walker, node: { readonly kind: string; readonly span: Span }, agents: boolean): void {
  const expression = node as Expression;
  const { tables } = walker;
  switch (expression.kind) {
    case 'name': {
      const reference = tables?.references.get(expression);
      if (reference === undefined) add(walker, 'unknown', expression.text, expression.span);
      else if (isThing(reference)) add(walker, reference.kind, reference.name, expression.span);
      return;
    }
    case 'integer':
    case 'string': {
      const constant = tables?.expressions.get(expression)?.constant;
      if (constant?.kind === 'thing') add(walker, constant.of, constant.name, expression.span);
      else if (agents && expression.kind === 'integer') add(walker, 'agent', expression.digits, expression.span);
      return;
    }
    case 'intrinsic':
      walkParts(walker, expression, expression.name === 'LOGGED AGENT' || expression.name === 'IDLE AGENT');
      return;
    default:
      // A statement inside a block, a branch, or an expression of several parts.
      if (isStatement(node)) walkStatements(walker, [node]);
      else walkParts(walker, node, false);
  }
}

function isThing(
  reference: Reference,
): reference is Exclude<Reference, { readonly kind: 'contact_type' | 'queue_type' }> {
  return reference.kind !== 'contact_type' && reference.kind !== 'queue_type';
}

function isStatement(node: object): node is Statement {
  return 'keyword' in node && !('args' in node);
}
