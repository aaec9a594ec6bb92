/** Variables and their values, which are written as in a script (language §8). */
import { limits, parseValue, type TypeName } from '../../dsl/index.ts';
import type { DirectoryItem, VariableEntry } from '../../vm/index.ts';
import { type ConstantReader, constantReader, type Nameable } from '../index.ts';
import { type BuildContext, entriesOf, isWritten, keyPlace, placeOf, reportAt } from './build-context.ts';
import { report } from './faults.ts';
import type { CenterFile } from './schema.ts';

type WrittenVariable = NonNullable<CenterFile['variables']>[number];

/** The variables in the order of the file. */
export function buildVariables(context: BuildContext, names: Nameable): readonly VariableEntry[] {
  const reader = constantReader(names);
  const entries = entriesOf(context.file.variables, '/variables');
  checkCount(context, entries);
  return entries.map(([entry, path]) => buildVariable(context, reader, entry, path));
}

/** The 51st call variable is a fault; it is said once. */
function checkCount(context: BuildContext, entries: readonly (readonly [WrittenVariable, string])[]): void {
  const over = entries.filter(([entry]) => entry.scope === 'call')[limits.callVariables];
  if (over !== undefined) reportAt(context, 'CCS5012', `${over[1]}/name`, { name: over[0].name });
}

function buildVariable(
  context: BuildContext,
  reader: ConstantReader,
  entry: WrittenVariable,
  path: string,
): VariableEntry {
  const isCall = entry.scope === 'call';
  const key = isCall ? 'default' : 'value';
  const other = isCall ? 'value' : 'default';
  const where = `the ${entry.scope} variable \`${entry.name}\``;
  if (isWritten(context, `${path}/${other}`)) {
    report(context.faults, 'CCS5018', keyPlace(context, `${path}/${other}`), {
      key: other,
      where,
      mend: `write \`${key}\``,
    });
  } else if (!isCall && !isWritten(context, `${path}/value`)) {
    report(context.faults, 'CCS5004', placeOf(context, `${path}/name`), { key: 'value', where });
  }
  if (isCall && entry.class === 'set') {
    reportAt(context, 'CCS5018', `${path}/class`, {
      key: 'class: set',
      where,
      mend: 'a call variable has one value; leave `class` out',
    });
  }
  const written = entry[key];
  return {
    name: entry.name,
    scope: entry.scope,
    class: isCall ? 'item' : (entry.class ?? 'item'),
    type: entry.type,
    items: written === undefined ? [] : readItems(context, reader, entry, `${path}/${key}`, written),
    hasDefault: isCall && written !== undefined,
  };
}

/** The items of a value: one for class item, none where the value is empty. */
export function readItems(
  context: BuildContext,
  reader: ConstantReader,
  entry: Pick<WrittenVariable, 'class' | 'scope' | 'type'>,
  path: string,
  written: string | readonly (string | undefined)[],
): readonly DirectoryItem[] {
  const isSet = entry.class === 'set' && entry.scope === 'global';
  if (typeof written !== 'string') {
    if (isSet) return entriesOf(written, path).flatMap(([text, at]) => readText(context, reader, entry.type, text, at));
    return refuse(context, path, 'a list', 'a single value');
  }
  if (isSet && entry.type === 'string')
    return refuse(context, path, `\`${written}\``, 'a YAML list, as every set of strings is');
  const items = readText(context, reader, entry.type, written, path);
  if (isSet || (items.length <= 1 && items[0]?.kind !== 'range')) return items;
  return refuse(context, path, `\`${written}\``, 'a single value (or `class: set`)');
}

function refuse(context: BuildContext, path: string, value: string, expected: string): readonly DirectoryItem[] {
  const key = path.slice(path.lastIndexOf('/') + 1);
  reportAt(context, 'CCS5005', path, { key, value, expected, suggestion: undefined });
  return [];
}

/** One written value: a string as it stands, the other types as in a script. */
function readText(
  context: BuildContext,
  reader: ConstantReader,
  type: TypeName,
  text: string,
  path: string,
): readonly DirectoryItem[] {
  if (type === 'string') {
    if ([...text].length > limits.stringInVariable) {
      return refuse(context, path, 'this', `a string of at most ${limits.stringInVariable} characters`);
    }
    return [{ kind: 'string', value: text }];
  }
  if (text.trim() === '') return [];
  const { source, diagnostics } = context.faults;
  const parsed = parseValue(text, { source, span: placeOf(context, path) });
  if (parsed.diagnostics.length > 0) {
    diagnostics.push(...parsed.diagnostics);
    return [];
  }
  const read = reader.read(source, parsed.items, type);
  // An unknown name may be that of a definition that could not be read.
  diagnostics.push(...read.diagnostics.filter((found) => found.code !== 'CCS2001' || context.incomplete.size === 0));
  return read.items ?? [];
}
