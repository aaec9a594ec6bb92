/** Values of variables as a test writes them, in the place of those of center.yaml. */
import { type Faults, readVariable } from '../../compiler/centre/index.ts';
import { sourceText } from '../../dsl/index.ts';
import {
  type Directory,
  type DirectoryItem,
  encodeDefault,
  type NameKind,
  type Value,
  type VariableEntry,
} from '../../vm/index.ts';

type Written = string | number | boolean;
export type WrittenVariables = Readonly<Record<string, Written | readonly Written[]>>;

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
  given: Written | readonly Written[],
): readonly DirectoryItem[] {
  const written = Array.isArray(given) ? given.map(String) : String(given);
  const text = typeof written === 'string' ? written : written.join(', ');
  const faults: Faults = { source: sourceText('', text), diagnostics: [] };
  const shaped = { value: written, places: new Map(), broken: new Set<string>(), puzzling: new Set<string>() };
  return readVariable(faults, shaped, directory, entry, '', written);
}

/** The value of a variable that is no set, as the machine has it. */
export function writtenValue(
  directory: Directory,
  entry: VariableEntry,
  written: Written,
  idOf: (kind: NameKind, name: string) => number,
): Value {
  return encodeDefault({ ...entry, items: itemsOf(directory, entry, written) }, idOf);
}
