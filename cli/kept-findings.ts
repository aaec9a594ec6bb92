/** Findings as they are kept in files: places by the number of their file. */
import type { Diagnostic, Place, SourceText } from '../dsl/index.ts';

/** A place: the number of its file in `files`, and its span. */
type KeptPlace = readonly [file: number, start: number, end: number];

export interface KeptFinding extends Omit<Diagnostic, 'place' | 'related' | 'mend'> {
  readonly place: KeptPlace;
  readonly related: readonly { readonly place: KeptPlace; readonly message: string }[];
  readonly mend?: {
    readonly title: string;
    readonly edits: readonly { readonly place: KeptPlace; readonly text: string }[];
  };
}

/** Findings that stand in these files, by their names in findings. */
export interface KeptFindings {
  readonly files: readonly string[];
  readonly findings: readonly KeptFinding[];
}

/** Findings as they can be written. */
export function packed(diagnostics: readonly Diagnostic[]): KeptFindings {
  const numbers = new Map<string, number>();
  const place = ({ source: { fileName }, span }: Place): KeptPlace => {
    let number = numbers.get(fileName);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(fileName, number);
    }
    return [number, span.start, span.end];
  };
  const findings = diagnostics.map(
    ({ mend, ...finding }): KeptFinding => ({
      ...finding,
      place: place(finding.place),
      related: finding.related.map((one) => ({ message: one.message, place: place(one.place) })),
      ...(mend === undefined
        ? {}
        : {
            mend: {
              title: mend.title,
              edits: mend.edits.map((edit) => ({ text: edit.text, place: place(edit.place) })),
            },
          }),
    }),
  );
  return { files: [...numbers.keys()], findings };
}

/** The findings again; `sourceOf` gives the text of a file. */
export function restored(
  { files, findings }: KeptFindings,
  sourceOf: (file: string) => SourceText,
): readonly Diagnostic[] {
  const sources = files.map(sourceOf);
  const place = ([file, start, end]: KeptPlace): Place => ({ source: sources[file]!, span: { start, end } });
  return findings.map(({ mend, ...finding }) => ({
    ...finding,
    help: finding.help,
    place: place(finding.place),
    related: finding.related.map((one) => ({ message: one.message, place: place(one.place) })),
    mend:
      mend === undefined
        ? undefined
        : { title: mend.title, edits: mend.edits.map((edit) => ({ text: edit.text, place: place(edit.place) })) },
  }));
}
