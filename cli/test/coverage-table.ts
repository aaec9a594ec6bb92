/** `--coverage` on a terminal: a row a script, with the lines and ways that no test reached. */
import { missingIn, type ScriptCoverage, type Share, sharesOf } from '../../testing/index.ts';
import { colour, print } from '../outcome.ts';

/** Characters of the lists of what is missing. */
const MISSING_SHOWN = 60;

export function printCoverage(scripts: readonly ScriptCoverage[]): void {
  const rows = [
    ...scripts.map((script) => ({ name: script.script, ...sharesOf([script]), missing: missingIn(script) })),
    { name: 'all scripts', ...sharesOf(scripts), missing: { lines: '', branches: '' } },
  ];
  const width = Math.max(...rows.map(({ name }) => name.length));
  print();
  print(colour('bold', `${'coverage'.padEnd(width)}   lines  branches   lines not run; branches not taken`));
  for (const { name, lines, branches, missing } of rows) {
    const list = [missing.lines, missing.branches].filter((part) => part !== '').join('; ');
    print(
      `${name.padEnd(width)}  ${cell(lines)}   ${cell(branches)}   ${colour('dim', list.length > MISSING_SHOWN ? `${list.slice(0, MISSING_SHOWN)}…` : list)}`.trimEnd(),
    );
  }
}

function cell(share: Share): string {
  const text = `${share.percent.toFixed(share.percent === 100 ? 0 : 1)}%`.padStart(6);
  return colour(share.percent >= 90 ? 'green' : share.percent >= 60 ? 'yellow' : 'red', text);
}
