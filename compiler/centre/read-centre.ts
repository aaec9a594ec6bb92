/** center.yaml to a directory: text in, data and diagnostics out, nothing else touched. */
import type { Node } from 'yaml';
import { compareDiagnostics, type Diagnostic, sourceText } from '../../dsl/index.ts';
import type { Directory } from '../../vm/index.ts';
import type { CentrePositions } from '../index.ts';
import { buildDirectory } from './build.ts';
import type { Faults } from './faults.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { readYaml } from './read-yaml.ts';
import type { ReadFile } from './response-text.ts';
import { CenterFile } from './schema.ts';
import { readShape } from './shape.ts';

/** What reading needs besides the text. */
export interface ReadCentreOptions {
  /** The name shown to people. */
  readonly fileName: string;
  /**
   * Text of a file in the centre's folder. The path is relative, has no `..`, and `/` between its parts; whoever reads must not follow links
   * that lead out of the folder.
   */
  readonly files: ReadFile;
}

/** A directory as far as a faulty file gives it: for checking scripts, never for running them. */
export interface Draft {
  readonly directory: Directory;
  /** What scripts can name is all there: a name that is not found is wrong in the script. */
  readonly hasAllNames: boolean;
  /** No name stands for two things. */
  readonly namesAreDistinct: boolean;
}

/** What was read. */
export interface ReadCentre {
  /** Only when there is no error. */
  readonly directory: Directory | undefined;
  /** Whenever the file is YAML. */
  readonly draft: Draft | undefined;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the names are defined, as far as they could be read. */
  readonly positions: CentrePositions;
}

/** Reads a center.yaml. The same text gives the same directory. */
export function readCentre(text: string, { fileName, files }: ReadCentreOptions): ReadCentre {
  const source = sourceText(fileName, text.replace(/^\uFEFF/, ''));
  const plain = readPlainYaml(source.text);
  const read = plain === undefined ? undefined : readRoot(plain, { source, diagnostics: [] }, files);
  // Whatever is wrong is told with the places that the yaml package gives.
  if (read?.diagnostics.length === 0) return read;
  const faults: Faults = { source, diagnostics: [] };
  const root = readYaml(faults);
  if (root === undefined)
    return {
      directory: undefined,
      draft: undefined,
      diagnostics: faults.diagnostics,
      positions: { source: faults.source, names: new Map() },
    };
  return readRoot(root, faults, files);
}

function readRoot(root: Node | null, faults: Faults, files: ReadFile): ReadCentre {
  const shaped = readShape(root, CenterFile, faults);
  const { directory, names, hasAllNames } = buildDirectory(faults, shaped, files);
  const namesAreDistinct = faults.diagnostics.every(({ code }) => code !== 'CCS5006' && code !== 'CCS5017');
  return {
    directory: faults.diagnostics.length === 0 ? directory : undefined,
    draft: { directory, hasAllNames, namesAreDistinct },
    diagnostics: faults.diagnostics.sort(compareDiagnostics),
    positions: { source: faults.source, names },
  };
}
