/** Another value of a variable that center.yaml defines, as a test or a simulation writes it. */
import type { Directory, DirectoryItem, VariableEntry } from '../../vm/index.ts';
import { constantReader } from '../index.ts';
import { readItems } from './build-variables.ts';
import type { Faults } from './faults.ts';
import type { Shaped } from './shape.ts';

/** The items of the value that stands at `path`; what is wrong with it is reported there, as in center.yaml. */
export function readVariable(
  faults: Faults,
  shaped: Shaped,
  directory: Directory,
  entry: VariableEntry,
  path: string,
  written: string | readonly string[],
): readonly DirectoryItem[] {
  const none = () => new Map<string, string>();
  const definitions = {
    skillset: none(),
    agent: none(),
    variable: none(),
    response: none(),
    reason: none(),
    provider: none(),
    'keyword group': none(),
    'sender group': none(),
  };
  const context = { faults, shaped, file: {}, definitions, incomplete: new Set<never>() };
  return readItems(context, constantReader(directory), entry, path, written);
}
