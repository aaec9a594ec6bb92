/** The names that center.yaml defines: what scripts can use is all different without regard to case (language §5). */
import { nameKey, type Span } from '../../dsl/index.ts';
import { type BuildContext, entriesOf, placeOf, reportAt } from './build-context.ts';
import { relatedPlace } from './faults.ts';

interface Definition {
  readonly kind: 'skillset' | 'agent' | 'variable' | 'response' | 'reason' | 'provider';
  /** How it is called in a message. */
  readonly word: string;
  readonly name: string;
  readonly path: string;
}

/** Fills `context.definitions`; gives the place of every name that scripts can use. */
export function collectDefinitions(context: BuildContext): ReadonlyMap<string, Span> {
  const { file, definitions } = context;
  const named = new Map<string, Definition>();
  const places = new Map<string, Span>();
  for (const definition of scriptNames(context)) {
    const key = nameKey(definition.name);
    const first = named.get(key);
    if (first === undefined) {
      named.set(key, definition);
      places.set(key, placeOf(context, definition.path));
      definitions[definition.kind].set(key, definition.name);
      continue;
    }
    const related = [relatedPlace(context.faults, placeOf(context, first.path), 'it is defined here first')];
    if (first.kind === definition.kind) {
      reportAt(context, 'CCS5017', definition.path, { what: definition.word, name: definition.name }, related);
    } else {
      reportAt(
        context,
        'CCS5006',
        definition.path,
        { name: definition.name, is: definition.word, was: first.word },
        related,
      );
    }
  }
  collectUnique(
    context,
    entriesOf(file.keyword_groups, '/keyword_groups'),
    'name',
    'a keyword group',
    definitions['keyword group'],
  );
  collectUnique(
    context,
    entriesOf(file.sender_groups, '/sender_groups'),
    'name',
    'a sender group',
    definitions['sender group'],
  );
  collectUnique(context, entriesOf(file.agents, '/agents'), 'id', 'an agent', new Map());
  collectUnique(context, entriesOf(file.mailboxes, '/mailboxes'), 'name', 'a mailbox', new Map());
  collectUnique(context, entriesOf(file.mailboxes, '/mailboxes'), 'address', 'a mailbox', new Map());
  return places;
}

function scriptNames(context: BuildContext): readonly Definition[] {
  const { file } = context;
  const named = (
    kind: Definition['kind'],
    word: string,
    list: readonly ({ readonly name: string } | undefined)[] | undefined,
  ) => entriesOf(list, `/${kind}s`).map(([entry, path]) => ({ kind, word, name: entry.name, path: `${path}/name` }));
  return [
    ...named('skillset', 'a skillset', file.skillsets),
    ...entriesOf(file.agents, '/agents').map(([entry, path]) => ({
      kind: 'agent' as const,
      word: 'an agent',
      name: entry.login,
      path: `${path}/login`,
    })),
    ...named('variable', 'a variable', file.variables),
    ...named('response', 'a response', file.responses),
    ...named('reason', 'a reason', file.reasons),
    ...named('provider', 'a provider', file.providers),
  ];
}

/** Entries of one list that are told apart by a key of their own. */
function collectUnique<Key extends string>(
  context: BuildContext,
  entries: readonly (readonly [{ readonly [K in Key]: string }, string])[],
  key: Key,
  what: string,
  seen: Map<string, string>,
): void {
  const paths = new Map<string, string>();
  for (const [entry, path] of entries) {
    const value = entry[key];
    const first = paths.get(nameKey(value));
    if (first === undefined) {
      paths.set(nameKey(value), `${path}/${key}`);
      seen.set(nameKey(value), value);
    } else {
      const related = [relatedPlace(context.faults, placeOf(context, first), 'it stands here first')];
      reportAt(context, 'CCS5017', `${path}/${key}`, { what, name: value }, related);
    }
  }
}
