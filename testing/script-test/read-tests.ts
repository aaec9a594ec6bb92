/**
 * A file of script tests to tests that can run: its shape by the schema, then everything it names against the centre, each fault at
 * its place. What a fault touches is not run.
 */
import { type Faults, readShape, readYaml, type Shaped } from '../../compiler/centre/index.ts';
import {
  compareDiagnostics,
  type Diagnostic,
  type Place,
  positionAt,
  type SourceText,
  sourceText,
} from '../../dsl/index.ts';
import type { Directory, Program } from '../../vm/index.ts';
import { checkFile } from './check-tests.ts';
import { type ScriptTest, ScriptTestFile, type Setting } from './schema.ts';

/** A test that can run. */
export interface ReadTest {
  readonly name: string;
  readonly source: SourceText;
  /** Path of the test in its file, `/tests/3`. */
  readonly path: string;
  /** Its own keys, with those of the defaults. */
  readonly test: ScriptTest;
  /** Where a part of the file stands, by its path. */
  readonly placeOf: (path: string) => Place;
}

/** What a file gave. */
export interface ReadTests {
  readonly source: SourceText;
  /** Empty when there is a fault. */
  readonly tests: readonly ReadTest[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A centre as far as tests name things of it. */
export interface NamedCentre {
  readonly directory: Directory;
  readonly program: Program;
  /** Whether a file that a test names is there; a sentence when it is not. */
  readonly fileFault: (path: string) => string | undefined;
}

/** Reads the text of a file. */
export function readTests(fileName: string, text: string, centre: NamedCentre): ReadTests {
  const source = sourceText(fileName, text.replace(/^\uFEFF/, ''));
  const faults: Faults = { source, diagnostics: [], file: 'a file of script tests' };
  const root = readYaml(faults);
  if (root === undefined) return { source, tests: [], diagnostics: faults.diagnostics };
  const shaped = readShape(root, ScriptTestFile, faults);
  const file = shaped.value as ScriptTestFile | undefined;
  if (faults.diagnostics.length === 0 && file !== undefined) checkFile(faults, shaped, file, centre);
  if (faults.diagnostics.length > 0 || file === undefined)
    return { source, tests: [], diagnostics: faults.diagnostics.sort(compareDiagnostics) };
  const placeOf = (path: string): Place => ({ source, span: spanOf(shaped, path) });
  const tests = file.tests.map((test, index) => ({
    name: test.name,
    source,
    path: `/tests/${index}`,
    test: withDefaults(test, file.defaults ?? {}),
    placeOf,
  }));
  return { source, tests, diagnostics: [] };
}

/** A key with its value; the part itself in a list. */
function spanOf(shaped: Shaped, path: string) {
  const value = shaped.places.get(path);
  const key = shaped.places.get(`${path}#key`);
  if (key !== undefined && value !== undefined) return { start: key.start, end: value.end };
  return key ?? value ?? { start: 0, end: 0 };
}

/** `file:line:column` of a place. */
export function placeWords({ source, span }: Place): string {
  const { line, column } = positionAt(source, span.start);
  return `${source.fileName}:${line}:${column}`;
}

/** Maps are taken together key by key; anything else of the test takes the place of the default. */
function withDefaults(test: ScriptTest, defaults: Setting): ScriptTest {
  const merged: Record<string, unknown> = { ...test };
  for (const [key, value] of Object.entries(defaults)) merged[key] = together(value, merged[key]);
  return merged as unknown as ScriptTest;
}

function together(byDefault: unknown, own: unknown): unknown {
  if (own === undefined) return byDefault;
  return isMap(byDefault) && isMap(own) ? { ...byDefault, ...own } : own;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
