/** Diagnostics of center.yaml (CCS5xxx). */
import { limits } from '../limits.ts';
import { didYouMean, type NoArgs, row, writeMeant } from './row.ts';

export const centreDiagnostics = {
  CCS5001: row<NoArgs>({
    level: 'error',
    title: 'no center.yaml',
    message: () => 'there is no center.yaml',
    help: () => '`ccmm init` writes one',
    explanation:
      'A centre is a folder with a center.yaml and its scripts. Without that file nobody knows which skillsets, agents and variables there are. `ccmm init` writes a folder that works.',
  }),
  CCS5002: row<{ text: string }>({
    level: 'error',
    title: 'not YAML',
    message: (a) => `this is not YAML: ${a.text}`,
    explanation:
      'center.yaml is YAML 1.2: keys and values, with the depth of a key shown by blanks, never by tabs. Most often a quote or bracket is not closed, a colon is missing behind a key, or a line stands a blank too far left or right. Anchors, aliases and tags are not used, because a small file could become a huge one with them.',
  }),
  CCS5003: row<{ key: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'unknown key',
    message: (a) => `there is no key \`${a.key}\` here`,
    help: didYouMean,
    mend: writeMeant,
    explanation:
      'A key that means nothing is most likely misspelt, and what stands under it would silently not hold. So it is an error. The keys that may stand here are those of the published JSON Schema, which editors can use.',
  }),
  CCS5004: row<{ key: string; where: string }>({
    level: 'error',
    title: 'missing key',
    message: (a) => `${a.where} needs \`${a.key}\``,
    explanation:
      'Only `center` and `skillsets` are required of the file. Each entry has keys of its own that are: an agent its number and log-in, a variable its scope and type.',
  }),
  CCS5005: row<{ key: string; value: string; expected: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'bad value',
    message: (a) => `${a.value} is no value of \`${a.key}\`, expected ${a.expected}`,
    help: didYouMean,
    mend: writeMeant,
    explanation:
      'The value is none that this key can have. Durations are written with their unit (30s, 5m, 4h), switches as true or false, and names from a fixed choice as the message says.',
  }),
  CCS5006: row<{ name: string; is: string; was: string }>({
    level: 'error',
    title: 'duplicate name',
    message: (a) => `\`${a.name}\` is ${a.was} already, it cannot be ${a.is} too`,
    explanation:
      'In a script a bare name is the thing of that name, so skillsets, log-ins, variables, responses, reasons and providers all have different names, without regard to case. Suffixes such as `_sk`, `_gv` and `_cv` keep them apart.',
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
    explanation:
      'Scripts say this name, so it follows the rules of the language: a letter A to Z first, then letters, digits and `_`, at most thirty characters, and no word of the language.',
  }),
  CCS5008: row<{ what: string; name: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'unknown name',
    message: (a) => `there is no ${a.what} \`${a.name}\``,
    help: didYouMean,
    mend: writeMeant,
    explanation:
      'What one entry of center.yaml names, another one defines: an agent’s skillsets, the response and the skillset of a mailbox’s rule, a contact type’s default. Nothing has this name. Either it is misspelt, or its definition is missing.',
  }),
  CCS5009: row<{ path: string; reason: string }>({
    level: 'error',
    title: 'missing file',
    message: (a) => `\`${a.path}\` cannot be read: ${a.reason}`,
    explanation:
      'The file that is named here cannot be read. Names of files are relative to the folder of center.yaml, with `/` between their parts, on every system.',
  }),
  CCS5010: row<{ path: string }>({
    level: 'error',
    title: 'file outside the folder',
    message: (a) => `\`${a.path}\` lies outside the centre’s folder`,
    explanation:
      'A centre is whole in its folder, so that it can be copied, checked and activated anywhere. Files outside it, and links that lead out of it, are not read. Copy the file into the folder.',
  }),
  CCS5011: row<{ where: string; keys: readonly string[]; found: number }>({
    level: 'error',
    title: 'exactly one key',
    message: (a) =>
      `${a.where} has ${a.found === 0 ? 'none' : 'more than one'} of ${a.keys.map((key) => `\`${key}\``).join(', ')}, expected exactly one`,
    explanation:
      'These keys exclude one another: a response has its text here or in a file, a provider is reached over HTTP or in the process. Write exactly one of them.',
  }),
  CCS5012: row<{ name: string }>({
    level: 'error',
    title: 'too many call variables',
    message: (a) => `\`${a.name}\` is one call variable too many, a centre has at most ${limits.callVariables}`,
    explanation:
      'A centre defines at most fifty call variables: each contact carries all of them from script to script. Delete those that no script uses; `ccmm refs` with the name shows who does.',
  }),
  CCS5013: row<{ key: string }>({
    level: 'error',
    title: 'duplicate key',
    message: (a) => `the key \`${a.key}\` stands here a second time`,
    explanation:
      'In YAML a key that stands twice is one too many, and readers disagree which of the two holds. Put what stands under both of them under one.',
  }),
  CCS5014: row<{ key: string }>({
    level: 'error',
    title: 'secret in the file',
    message: (a) => `\`${a.key}\` is a secret and is not written here`,
    help: () => `write \`\${NAME}\` for an environment variable, or \`file:\` and a path`,
    explanation: `center.yaml is shared, sent about and kept in version control; a password in it would be, too. Write \`\${NAME}\` for an environment variable, or \`file:\` and the path of a file that only the centre reads.`,
  }),
  CCS5015: row<{ zone: string; suggestion: string | undefined; clear?: boolean }>({
    level: 'error',
    title: 'unknown time zone',
    message: (a) => `there is no time zone \`${a.zone}\``,
    help: (a) => didYouMean(a) ?? 'write an IANA name such as `Europe/Berlin`',
    mend: writeMeant,
    explanation:
      'Times in scripts are in the centre’s time zone, right over the changes to and from daylight saving. That needs a name of the IANA’s list, such as Europe/Berlin: abbreviations such as CET mean different things in different places and years.',
  }),
  CCS5016: row<{ what: string; found: number; most: number }>({
    level: 'error',
    title: 'too many',
    message: (a) => `${a.found} ${a.what}, at most ${a.most} can stand here`,
    explanation:
      'The language has a limit here. Put several words into one keyword group rather than many groups into a rule.',
  }),
  CCS5017: row<{ what: string; name: string }>({
    level: 'error',
    title: 'duplicate entry',
    message: (a) => `there is ${a.what} \`${a.name}\` already`,
    explanation:
      'Entries of a list are told apart by this value, without regard to case: with two of the same nobody knows which is meant. Change or delete one.',
  }),
  CCS5018: row<{ key: string; where: string; mend: string }>({
    level: 'error',
    title: 'key out of place',
    message: (a) => `${a.where} has no \`${a.key}\``,
    help: (a) => a.mend,
    explanation:
      'Which keys an entry has depends on its other keys: a global variable has a `value`, a call variable a `default`, and only a global one is a set.',
  }),
  CCS5019: row<NoArgs>({
    level: 'error',
    title: 'no default skillset',
    message: () => 'there is no skillset `EM_Default_Skillset`, which takes what neither a rule nor a script places',
    help: () => 'add `- { name: EM_Default_Skillset }` to `skillsets`',
    explanation:
      'EM_Default_Skillset takes every contact that neither a rule nor a script places: each mailbox ends with a rule that names it, and each contact type falls back on it. Without it mail would be lost, so it has to be there.',
  }),
};
