/** Values of variables as a test writes them, in the place of those of center.yaml. */
import { type Faults, readVariable } from '../../compiler/centre/index.ts';
import { sourceText } from '../../dsl/index.ts';
import {
  type Directory,
  type DirectoryItem,
  encodeDefault,
  formatValue,
  type NameKind,
  type Value,
  type VariableEntry,
} from '../../vm/index.ts';

export type WrittenVariables = Readonly<Record<string, string | readonly string[]>>;

/** The directory with these values: of globals, and as defaults of call variables. What they say was checked. */
export function directoryWith(directory: Directory, written: WrittenVariables): Directory {
  const byKey = new Map(Object.entries(written).map(([name, value]) => [name.toLowerCase(), value]));
  const variables = directory.variables.map((entry) => {
    const value = byKey.get(entry.name.toLowerCase());
    return value === undefined
      ? entry
      : { ...entry, items: itemsOf(directory, entry, value), hasDefault: entry.scope === 'call' };
  });
  return { ...directory, variables };
}

function itemsOf(
  directory: Directory,
  entry: VariableEntry,
  written: string | readonly string[],
): readonly DirectoryItem[] {
  const text = typeof written === 'string' ? written : written.join(', ');
  const faults: Faults = { source: sourceText('', text), diagnostics: [] };
  const shaped = { value: written, places: new Map(), broken: new Set<string>(), puzzling: new Set<string>() };
  return readVariable(faults, shaped, directory, entry, '', written);
}

/** A written value as people read it: `8:00` as `08:00`, an agent by the log-in. */
export function valueWords(
  directory: Directory,
  entry: VariableEntry,
  written: string,
  idOf: (kind: NameKind, name: string) => number,
  nameOf: (kind: NameKind, id: number) => string,
): string {
  const value: Value = encodeDefault({ ...entry, items: itemsOf(directory, entry, written) }, idOf);
  return formatValue(entry.type, value, nameOf);
}
