import { type IntrinsicArgument, intrinsicNames, intrinsics, typeWords } from '../../dsl/index.ts';
import { INTRINSICS } from '../../vm/index.ts';
import { code, table } from './table.ts';

const ARGUMENTS: Readonly<Record<IntrinsicArgument, string>> = {
  none: '',
  skillsets: ' sk, …',
  agent: ' a',
  key: ' "key"',
};

/** intrinsics.md, from the language's table and the machine's. */
export function intrinsicsPage(): string {
  const rows = intrinsicNames.map((name) => {
    const { type, argument, list = '', meaning, example, ext, voice } = intrinsics[name];
    const marks = [...(voice === true ? ['call'] : []), ...(ext === true ? ['extension'] : [])];
    const what = list === '' ? meaning : `${meaning}; of a list: ${list}`;
    return [`${name}${ARGUMENTS[argument]}`, type, what, code(example), marks.join(', '), `${INTRINSICS[name].number}`];
  });
  return `# Intrinsics

${intrinsicNames.length} intrinsics, made from the tables [dsl/intrinsics.ts](../dsl/intrinsics.ts) and [vm/intrinsics.ts](../vm/intrinsics.ts) by \`npm run spec\`; their rules stand
in [language.md](language.md) §6. *sk* is a skillset, *a* an agent. *call*: a fact of a telephone call; of an e-mail contact ${typeWords.dn} is empty, a number 0,
the rest false. *extension*: an error under \`dialect: ccm6\`. The number is the one in images and traces; it never changes.

${table(['intrinsic', 'type', 'what it is', 'example', '', 'number'], rows)}
`;
}
