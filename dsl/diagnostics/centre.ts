/** Diagnostics of center.yaml (CCS5xxx). */
import { limits } from '../limits.ts';
import { didYouMean, type NoArgs, row, writeMeant } from './row.ts';

export const centreDiagnostics = {
  CCS5001: row<NoArgs>({
    level: 'error',
    title: 'no center.yaml',
    message: () => 'there is no center.yaml',
    help: () => '`ccmm init` writes one',
    explanation: 'A centre is a folder with a center.yaml and its scripts.',
  }),
  CCS5002: row<{ text: string }>({
    level: 'error',
    title: 'not YAML',
    message: (a) => `this is not YAML: ${a.text}`,
    explanation: 'center.yaml is YAML 1.2.',
  }),
  CCS5003: row<{ key: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'unknown key',
    message: (a) => `there is no key \`${a.key}\` here`,
    help: didYouMean,
    mend: writeMeant,
    explanation: 'A key that means nothing is most likely misspelt.',
  }),
  CCS5004: row<{ key: string; where: string }>({
    level: 'error',
    title: 'missing key',
    message: (a) => `${a.where} needs \`${a.key}\``,
    explanation: 'Only `center` and `skillsets` are required of the file; each entry has keys of its own that are.',
  }),
  CCS5005: row<{ key: string; value: string; expected: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'bad value',
    message: (a) => `${a.value} is no value of \`${a.key}\`, expected ${a.expected}`,
    help: didYouMean,
    mend: writeMeant,
    explanation: 'The published JSON Schema names the values of every key.',
  }),
  CCS5006: row<{ name: string; is: string; was: string }>({
    level: 'error',
    title: 'duplicate name',
    message: (a) => `\`${a.name}\` is ${a.was} already, it cannot be ${a.is} too`,
    explanation:
      'Skillsets, log-ins, variables, responses, reasons and providers all have different names, without regard to case.',
  }),
  CCS5007: row<{ name: string; fault: 'shape' | 'length' | 'reserved' }>({
    level: 'error',
    title: 'not a name',
    message: (a) =>
      a.fault === 'reserved'
        ? `\`${a.name}\` is a reserved word`
        : a.fault === 'length'
          ? `\`${a.name}\` has ${a.name.length} characters, a name has at most ${limits.nameLength}`
          : `\`${a.name}\` is not a name`,
    help: (a) =>
      a.fault === 'shape' ? 'a name is a letter A to Z, then letters, digits and `_`' : 'choose another name',
    explanation: 'What a script can name is named by the rules of the language.',
  }),
  CCS5008: row<{ what: string; name: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'unknown name',
    message: (a) => `there is no ${a.what} \`${a.name}\``,
    help: didYouMean,
    mend: writeMeant,
    explanation: 'What center.yaml names it also defines.',
  }),
  CCS5009: row<{ path: string; reason: string }>({
    level: 'error',
    title: 'missing file',
    message: (a) => `\`${a.path}\` cannot be read: ${a.reason}`,
    explanation: 'Files are named relative to the folder of center.yaml.',
  }),
  CCS5010: row<{ path: string }>({
    level: 'error',
    title: 'file outside the folder',
    message: (a) => `\`${a.path}\` lies outside the centre’s folder`,
    explanation: 'A centre is whole in its folder, so that it can be copied and checked anywhere.',
  }),
  CCS5011: row<{ where: string; keys: readonly string[]; found: number }>({
    level: 'error',
    title: 'exactly one key',
    message: (a) =>
      `${a.where} has ${a.found === 0 ? 'none' : 'more than one'} of ${a.keys.map((key) => `\`${key}\``).join(', ')}, expected exactly one`,
    explanation: 'These keys exclude one another.',
  }),
  CCS5012: row<{ name: string }>({
    level: 'error',
    title: 'too many call variables',
    message: (a) => `\`${a.name}\` is one call variable too many, a centre has at most ${limits.callVariables}`,
    explanation: `A centre defines at most ${limits.callVariables} call variables.`,
  }),
  CCS5013: row<{ key: string }>({
    level: 'error',
    title: 'duplicate key',
    message: (a) => `the key \`${a.key}\` stands here a second time`,
    explanation: 'A key is written once.',
  }),
  CCS5014: row<{ key: string }>({
    level: 'error',
    title: 'secret in the file',
    message: (a) => `\`${a.key}\` is a secret and is not written here`,
    help: () => `write \`\${NAME}\` for an environment variable, or \`file:\` and a path`,
    explanation: 'center.yaml is shared and kept in version control; secrets are not.',
  }),
  CCS5015: row<{ zone: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'unknown time zone',
    message: (a) => `there is no time zone \`${a.zone}\``,
    help: (a) => didYouMean(a) ?? 'write an IANA name such as `Europe/Berlin`',
    mend: writeMeant,
    explanation: 'Times in scripts are in the centre’s time zone, an IANA name.',
  }),
  CCS5016: row<{ what: string; found: number; most: number }>({
    level: 'error',
    title: 'too many',
    message: (a) => `${a.found} ${a.what}, at most ${a.most} can stand here`,
    explanation: 'A limit of the centre.',
  }),
  CCS5017: row<{ what: string; name: string }>({
    level: 'error',
    title: 'duplicate entry',
    message: (a) => `there is ${a.what} \`${a.name}\` already`,
    explanation: 'Entries of a list are told apart by this value, without regard to case.',
  }),
  CCS5018: row<{ key: string; where: string; mend: string }>({
    level: 'error',
    title: 'key out of place',
    message: (a) => `${a.where} has no \`${a.key}\``,
    help: (a) => a.mend,
    explanation: 'Which keys an entry has depends on its other keys.',
  }),
  CCS5019: row<NoArgs>({
    level: 'error',
    title: 'no default skillset',
    message: () => 'there is no skillset `EM_Default_Skillset`, which takes what neither a rule nor a script places',
    help: () => 'add `- { name: EM_Default_Skillset }` to `skillsets`',
    explanation:
      'Each mailbox ends with a rule that names EM_Default_Skillset, and each contact type falls back on it.',
  }),
};
