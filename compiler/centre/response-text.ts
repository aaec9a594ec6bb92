/** Texts of responses that stand in files of their own, inside the centre's folder. */
import { type BuildContext, reportAt } from './build-context.ts';

/** Gives a file's text by its path from the folder of center.yaml, `/` between its parts; undefined when it cannot be read. */
export type ReadFile = (relativePath: string) => string | undefined;

/** Characters of a response, at most: a mail that somebody reads. */
const TEXT_MAX = 1_000_000;

/** The text of a file, or a fault. */
export function readText(context: BuildContext, written: string, path: string, readFile: ReadFile): string | undefined {
  const inside = insidePath(written);
  if (inside === undefined) {
    reportAt(context, 'CCS5010', path, { path: written });
    return undefined;
  }
  const text = readFile(inside);
  const reason =
    text === undefined
      ? 'there is no such file'
      : text.length > TEXT_MAX
        ? `it has more than ${TEXT_MAX} characters`
        : undefined;
  if (reason === undefined && text !== undefined)
    return text
      .replace(/^\uFEFF/, '')
      .replaceAll('\0', '\uFFFD')
      .toWellFormed();
  reportAt(context, 'CCS5009', path, { path: written, reason: reason ?? 'there is no such file' });
  return undefined;
}

/** A path without `.` and `..`; undefined when it leaves the folder, whatever the system calls a folder. */
export function insidePath(written: string): string | undefined {
  if (/^[/\\~]|^[A-Za-z]:|\\/.test(written)) return undefined;
  const parts: string[] = [];
  for (const part of written.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.length === 0 ? undefined : parts.join('/');
}
