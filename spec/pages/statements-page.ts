import { statementKinds, statements } from '../../dsl/index.ts';
import { code, table } from './table.ts';

/** statements.md, from the table of statements. */
export function statementsPage(): string {
  const rows = statementKinds.map((kind) => {
    const { name, form, help, example, channel, ext, block, suspends } = statements[kind];
    const marks = [
      ...(channel === 'voice' ? ['calls only'] : []),
      ...(ext === true ? ['extension'] : []),
      ...(suspends === true ? ['suspends'] : []),
      ...(block === true ? ['block'] : []),
    ];
    return [name, code(form.replaceAll(' · ', '\n')), help, code(example), marks.join(', ')];
  });
  return `# Statements

${statementKinds.length} statements, made from the table [statements.ts](../dsl/statements.ts) by \`npm run spec\`; what they mean stands in [language.md](language.md) §3.
*calls only*: an e-mail contact skips it with an event. *suspends*: the run may stop here and go on later; no other statement does. *block*: holds
statements up to its own end. *extension*: an error under \`dialect: ccm6\`.

${table(['statement', 'form', 'what it does', 'example', ''], rows)}
`;
}
