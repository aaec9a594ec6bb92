/** Compiles scripts against the centre of the cases (cases/center.yaml), for tests that ask what is said about them. */
import { readFileSync } from 'node:fs';
import { type CompiledCentre, compileCentre, type ReadCentre, readCentre } from '../compiler/centre/index.ts';
import { compileSet } from '../compiler/index.ts';
import { type Diagnostic, positionAt } from '../dsl/index.ts';

/** The text of cases/center.yaml. */
export const CASES_CENTRE = readFileSync(new URL('./cases/center.yaml', import.meta.url), 'utf8');

/** The same centre without the extensions. */
export const STRICT_CENTRE = CASES_CENTRE.replace('dialect: ccmm', 'dialect: ccm6');

const centres = new Map<string, ReadCentre>([CASES_CENTRE, STRICT_CENTRE].map((text) => [text, read(text)]));

function read(text: string): ReadCentre {
  return readCentre(text, { fileName: 'center.yaml', files: () => undefined });
}

/** Compiles scripts given by file name; what is said of them but warnings and notes. */
export function compileTexts(
  scripts: Readonly<Record<string, string | Uint8Array>>,
  centre = CASES_CENTRE,
): Pick<CompiledCentre, 'program' | 'diagnostics'> {
  const { program, diagnostics } = compileWhole(scripts, centre);
  return { program, diagnostics: diagnostics.filter(({ level }) => level === 'error') };
}

/** The same with warnings and notes. The two centres above are read once. */
export function compileWhole(
  scripts: Readonly<Record<string, string | Uint8Array>>,
  centre = CASES_CENTRE,
): Pick<CompiledCentre, 'program' | 'diagnostics'> {
  const texts = Object.entries(scripts).map(([file, source]) => ({ file, source }));
  const known = centres.get(centre);
  if (known?.directory !== undefined) return compileSet(known.directory, known.positions, texts);
  return compileCentre({ centre: { file: 'center.yaml', text: centre }, scripts: texts, read: () => undefined });
}

/** `CODE file:line:column message | help | related lines`. */
export function describeFinding({ code, place, message, help, related }: Diagnostic): string {
  const { line, column } = positionAt(place.source, place.span.start);
  const lines = related.map((one) => positionAt(one.place.source, one.place.span.start).line).join();
  const where = `${place.source.fileName.replace('.ccs', '')}:${line}:${column}`;
  return [`${code} ${where} ${message}`, ...(help === undefined ? [] : [help]), ...(lines === '' ? [] : [lines])].join(
    ' | ',
  );
}
