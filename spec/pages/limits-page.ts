import { LIMITS } from '../../runtime/mail/index.ts';
import { type LimitCase, limitTable } from '../limit-cases.ts';
import { table } from './table.ts';

/** limits.md, from the tables of limits and what shows those of the language. */
export function limitsPage(): string {
  const language = limitTable.map(({ limit, value, what, beyond = 1, cases }) => [
    `\`${limit}\``,
    `${value}`,
    what,
    cases.map((one) => shown(one, value, value + beyond)).join('\n'),
  ]);
  const mail = Object.entries(LIMITS).map(([name, { value, reason }]) => [`\`${name}\``, `${value}`, reason]);
  return `# Limits

Made by \`npm run spec\` from the tables [dsl/limits.ts](../dsl/limits.ts), [limit-cases.ts](limit-cases.ts) and [runtime/mail/limits.ts](../runtime/mail/limits.ts). Beyond a limit of the language the compiler says an error; a mail beyond
one is quarantined with its bytes, cut where that loses nothing, or refused to its sender.

## Language

Each is shown from both sides, by the same text made for the limit, which passes, and for one beyond it, which does not; \`npm run check\` runs them all. What
is shown here is the text at the limit, and what is said of the one beyond; \`{{20 × text}}\` is text twenty times.

${table(['limit', 'value', 'what it bounds', 'shown by'], language)}

## Mail

${table(['limit', 'value', 'reason'], mail)}
`;
}

/** The longest text that a cell shows. */
const SHOWN = 100;

function shown(one: LimitCase, value: number, over: number): string {
  switch (one.kind) {
    case 'script':
    case 'yaml': {
      const text = repetitionsCounted(one.text(value).replace(/\s*\n\s*/g, ' '));
      return `${text.length > SHOWN ? `${one.kind === 'yaml' ? 'a center.yaml' : 'a script'} with so many` : `\`${text}\``} (${over}: ${one.code})`;
    }
    case 'run': {
      const script = /-- Master_Script\.ccs --\n([\s\S]*?)\n-- /.exec(one.text(value))?.[1] ?? '';
      return `a run of \`${script.replaceAll('\n', ' ')}\``;
    }
    case 'long':
      return `${one.what} (${over}: ${one.code})`;
    case 'suggestion':
      return `\`${one.text(value)}\` for \`limit_gv\``;
  }
}

/** `aaaa…` as it is written in cases. */
function repetitionsCounted(text: string): string {
  return text.replace(/(?<!\w)(a{4,})(?=[.,\s])/g, (all) => `{{${all.length} × a}}`);
}
