/** rules.md: the table of rules with what shows each of them. */
import { type Chunk, caseFiles, chunksOf } from './chunks.ts';
import { type Rule, rules, sections } from './rules.ts';

/** Case files that show a rule: those of its codes, then those that it names. */
export function caseFilesOf({ codes = [], cases = [] }: Rule): readonly string[] {
  const byCode = codes.flatMap((code) => caseFiles.filter((file) => /CCS\d{4}/.exec(file)?.[0] === code));
  return [...byCode, ...cases.map((name) => (name.includes('/') ? `${name}.ccs` : `form/${name}.ccs`))];
}

const chunks = new Map<string, readonly Chunk[]>();

/** Chunks of a case file of which nothing is said, and chunks of which something is. */
export function countsOf(file: string): { readonly accepting: number; readonly rejecting: number } {
  const known = chunks.get(file) ?? chunksOf(file);
  chunks.set(file, known);
  const accepting = known.filter(({ expected }) => expected.length === 0).length;
  return { accepting, rejecting: known.length - accepting };
}

function shownBy(rule: Rule): string {
  const cases = caseFilesOf(rule).map((file) => {
    const { accepting, rejecting } = countsOf(file);
    const name = file.replace(/^.*\//, '').replace(/\.\w+$/, '');
    return `[${name}](cases/${file}) ${accepting} ✓ ${rejecting} ✗`;
  });
  const runs = (rule.runs ?? []).map((name) => `[${name}](cases/run/${name}.run)`);
  const tests = (rule.tests ?? []).map((path) => `[${path.replace(/^.*\//, '')}](../${path})`);
  return [
    cases.join(', '),
    runs.length === 0 ? '' : `runs ${runs.join(', ')}`,
    tests.length === 0 ? '' : `tests ${tests.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** The text of rules.md. */
export function rulesPage(): string {
  const parts = Object.entries(sections).map(([section, title]) => {
    const rows = rules
      .filter(({ number }) => number.split('.')[0] === section)
      .map((rule) => `| ${rule.number} | ${rule.kind} | ${rule.rule.replaceAll('|', '\\|')} | ${shownBy(rule)} |`);
    return [`## ${section}. ${title}`, '', '| | | rule | shown by |', '|---|---|---|---|', ...rows, ''].join('\n');
  });
  const head = [
    '# The rules of the language',
    '',
    `${rules.length} rules. This page is made by \`npm run spec\` from [rules.ts](rules.ts); how to read it stands in [README.md](README.md).`,
    'Behind a case file stand its chunks that get no diagnostic (✓) and those that get one (✗).',
    '',
  ];
  return [...head, ...parts].join('\n');
}
