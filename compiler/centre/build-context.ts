/** What the builders of a directory share: the places of its parts, its names, and which of them can be trusted to be all there. */
import {
  type DiagnosticArgs,
  type DiagnosticCode,
  nameKey,
  type RelatedPlace,
  type Span,
  suggested,
} from '../../dsl/index.ts';
import { type Faults, report } from './faults.ts';
import type { CenterFile } from './schema.ts';
import type { Shaped } from './shape.ts';

/** center.yaml as its shape was read: parts with faults are missing, also such as the schema requires. */
export type PartialCenter = { readonly [Key in keyof CenterFile]?: CenterFile[Key] | undefined };

/** The things that entries name one another by. */
export type DefinitionKind =
  | 'skillset'
  | 'agent'
  | 'variable'
  | 'response'
  | 'reason'
  | 'provider'
  | 'keyword group'
  | 'sender group';

/** Things by `nameKey`, in their own spelling. */
export type Definitions = { readonly [Kind in DefinitionKind]: Map<string, string> };

export interface BuildContext {
  readonly faults: Faults;
  readonly shaped: Shaped;
  readonly file: PartialCenter;
  readonly definitions: Definitions;
  /** Kinds of which an entry could not be read: a name that is not found may be that one's. */
  readonly incomplete: ReadonlySet<DefinitionKind>;
}

/** The key of the file that defines a kind of thing. */
const DEFINED_UNDER: { readonly [Kind in DefinitionKind]: string } = {
  skillset: 'skillsets',
  agent: 'agents',
  variable: 'variables',
  response: 'responses',
  reason: 'reasons',
  provider: 'providers',
  'keyword group': 'keyword_groups',
  'sender group': 'sender_groups',
};

/** Where a part stands. */
export function placeOf(context: BuildContext, path: string): Span {
  return context.shaped.places.get(path) ?? { start: 0, end: 0 };
}

/** Where a key stands; its map when it is not there. */
export function keyPlace(context: BuildContext, path: string): Span {
  return context.shaped.places.get(`${path}#key`) ?? placeOf(context, path.replace(/\/[^/]*$/, ''));
}

/** Is the key written in the file, right or wrong? */
export function isWritten(context: BuildContext, path: string): boolean {
  return context.shaped.places.has(`${path}#key`);
}

/** Reports a fault at the part that has a path. */
export function reportAt<Code extends DiagnosticCode>(
  context: BuildContext,
  code: Code,
  path: string,
  args: DiagnosticArgs<Code>,
  related: readonly RelatedPlace[] = [],
): void {
  report(context.faults, code, placeOf(context, path), args, related);
}

/** The entries of a list that are there, with their paths. */
export function entriesOf<Entry>(
  list: readonly (Entry | undefined)[] | undefined,
  path: string,
): readonly (readonly [Entry, string])[] {
  return (list ?? []).flatMap((entry, index) => (entry === undefined ? [] : [[entry, `${path}/${index}`] as const]));
}

/** What the system default rule gives, and the skillset of what nobody places (language §9). */
export const DEFAULT_SKILLSET = 'EM_Default_Skillset';

/** Whether the list of skillsets is there, could be read, and holds no default one: CCS5019. */
export function lacksDefaultSkillset(context: BuildContext): boolean {
  const { definitions, incomplete } = context;
  return (
    !definitions.skillset.has(nameKey(DEFAULT_SKILLSET)) &&
    isWritten(context, '/skillsets') &&
    !incomplete.has('skillset')
  );
}

/** Looks up what an entry names, in its own spelling. An unknown name is a fault, unless a definition could not be read. */
export function resolve(
  context: BuildContext,
  kind: DefinitionKind,
  name: string,
  path: string,
  place = placeOf(context, path),
): string | undefined {
  const known = context.definitions[kind];
  const found = known.get(nameKey(name));
  if (found !== undefined) return found;
  // That there is no default skillset is told by itself, wherever it is named.
  const isTold = kind === 'skillset' && nameKey(name) === nameKey(DEFAULT_SKILLSET) && lacksDefaultSkillset(context);
  if (!context.incomplete.has(kind) && !isTold) {
    report(context.faults, 'CCS5008', place, { what: kind, name, ...suggested(name, known.values()) });
  }
  return undefined;
}

/** The kinds of which an entry had a fault that leaves it out. */
export function incompleteKinds(shaped: Shaped): ReadonlySet<DefinitionKind> {
  const kinds = new Map(Object.entries(DEFINED_UNDER).map(([kind, key]) => [key, kind as DefinitionKind]));
  const incomplete = new Set<DefinitionKind>();
  for (const path of shaped.broken) {
    const kind = kinds.get(/^\/([a-z_]+)(\/\d+)?$/.exec(path)?.[1] ?? '');
    if (kind !== undefined) incomplete.add(kind);
  }
  // A key of the file that means nothing may be a list of definitions misspelt.
  if (shaped.puzzling.has(''))
    for (const [key, kind] of kinds) if (!shaped.places.has(`/${key}#key`)) incomplete.add(kind);
  return incomplete;
}

/** The one of `keys` that a map has; undefined, and a fault, when it has none or several. */
export function exactlyOne<Key extends string>(
  context: BuildContext,
  keys: readonly Key[],
  path: string,
  where: string,
): Key | undefined {
  const written = keys.filter((key) => isWritten(context, `${path}/${key}`));
  if (written.length === 1) return written[0];
  if (written.length > 1 || !context.shaped.puzzling.has(path)) {
    reportAt(context, 'CCS5011', path, { where, keys, found: written.length });
  }
  return undefined;
}
