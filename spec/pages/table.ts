/** Markdown tables. */

/** A table of a page; cells may hold anything. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}

/** A text as code, in a cell. */
export function code(text: string): string {
  return text
    .split('\n')
    .map((line) => `\`${line}\``)
    .join('\n');
}
