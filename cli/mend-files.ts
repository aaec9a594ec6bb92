/** `ccmm validate --fix`: applies what mends are certain to the files of a part, or shows what that would change. */
import { type AppliedMend, type Diagnostic, mendTexts } from '../dsl/index.ts';
import type { CheckedFile, CheckedPart } from './check-paths.ts';
import { replaceFile } from './replace-file.ts';
import { unifiedDiff } from './unified-diff.ts';

/** What became of a part's files. */
export interface MendedPart {
  readonly applied: readonly AppliedMend[];
  /** What is left to say. */
  readonly diagnostics: readonly Diagnostic[];
  /** What changes, as a unified diff. */
  readonly diff: string;
  readonly files: readonly MendedFile[];
}

/** A file whose text changes. */
export interface MendedFile extends CheckedFile {
  readonly file: string;
  readonly after: string;
}

const byteOrderMark = '\uFEFF';

/** Mends the texts of a part; nothing is written. Files that are not UTF-8 are left alone: their bytes could not be kept. */
export function mendPart(
  part: CheckedPart,
  level: (diagnostics: readonly Diagnostic[]) => readonly Diagnostic[],
): MendedPart {
  const texts = new Map<string, string>();
  for (const [file, { bytes }] of part.files) {
    const text = textOf(bytes);
    if (text !== undefined) texts.set(file, text);
  }
  const { texts: after, applied, diagnostics } = mendTexts(texts, (tried) => level(part.check(tried)));
  const files = [...part.files].flatMap(([file, { path, bytes }]): readonly MendedFile[] => {
    const text = after.get(file);
    return text === undefined || text === texts.get(file) ? [] : [{ file, path, bytes, after: text }];
  });
  const diff = files.map((one) => unifiedDiff(one.file, one.file, texts.get(one.file) ?? '', one.after)).join('');
  return { applied, diagnostics, diff, files };
}

/** Writes what was mended, each file at once and with its byte-order mark where it had one. */
export async function writeMended({ files }: MendedPart): Promise<void> {
  for (const { path, bytes, after } of files) await replaceFile(path, hasMark(bytes) ? byteOrderMark + after : after);
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The text without its mark; `undefined` where it is not UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
