import { colour } from './outcome.ts';

/** A unified diff with its lines coloured, where standard output is a terminal. */
export function colouredDiff(diff: string): string {
  if (!process.stdout.isTTY) return diff;
  return diff
    .split('\n')
    .map((line) => {
      if (/^(---|\+\+\+) /.test(line)) return colour('bold', line);
      if (line.startsWith('@@')) return colour('cyan', line);
      if (line.startsWith('-')) return colour('red', line);
      return line.startsWith('+') ? colour('green', line) : line;
    })
    .join('\n');
}
