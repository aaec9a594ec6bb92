/** language.md, executed: every example does what its fence says. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Diagnostic,
  diagnosticCodes,
  intrinsicNames,
  positionAt,
  reservedWords,
  statementKinds,
  statements,
} from '../dsl/index.ts';
import { compileWhole } from './compile-text.ts';
import {
  type CompiledExample,
  centreExample,
  type Example,
  pageText,
  readPage,
  scriptExample,
} from './language-page.ts';
import { runCase } from './run-case.ts';
import { readRunFile } from './run-file.ts';

const page = pageText('./language.md');
const sections = readPage(page);

const SECTIONS = [
  'Text and words',
  'Scripts and sections',
  'Statements',
  'Expressions',
  'Variables',
  'Intrinsics',
  'What the validator says',
  'The centre’s configuration',
  'From mailbox to script',
  'Which agent gets it',
];

/** Levels that each fence of scripts looks at, and whether codes stand in it. */
const LOOKED_AT: Readonly<Record<string, { readonly levels: readonly string[]; readonly coded: boolean }>> = {
  '': { levels: ['error', 'warning', 'note'], coded: false },
  part: { levels: ['error'], coded: false },
  error: { levels: ['error'], coded: true },
  warning: { levels: ['error', 'warning'], coded: true },
  note: { levels: ['error', 'warning', 'note'], coded: true },
};

/** Executes an example. Throws where it does not do what its fence says, and where the fence says nothing. */
function execute(example: Example): void {
  const [kind, claim = '', ...codes] = example.fence;
  if (kind === 'text' && claim === '') return;
  if (kind === 'ebnf' && claim === '') {
    for (const rule of example.text.split(/(?<= ;)\n/)) expect(pageText('./grammar.md')).toContain(`\n${rule}\n`);
    return;
  }
  if (kind === 'run' && claim === '') {
    const file = readRunFile(example.text);
    const outcome = runCase(file);
    expect(outcome.expect).toEqual(file.expect);
    if (file.contacts !== undefined) expect(outcome.contacts).toEqual(file.contacts);
    return;
  }
  const looked = kind === 'ccs' || (kind === 'yaml' && ['', 'error'].includes(claim)) ? LOOKED_AT[claim] : undefined;
  if (looked === undefined || looked.coded !== codes.length > 0)
    throw new Error(`a fence \`${example.fence.join(' ')}\` says nothing (line ${example.line})`);
  const read = kind === 'ccs' ? scriptExample(example.text) : centreExample(example.text);
  const isLookedAt = ({ code, level }: Diagnostic) =>
    // An example of a few lines does not use the variables of its centre.
    (kind === 'ccs' ? looked.levels.includes(level) : level === 'error') &&
    (code !== 'CCS2103' || codes.includes(code));
  const found = findingsOf(read, isLookedAt);
  const expected = read.expected.map((one) => ({ ...one, message: expect.stringMatching(one.message) }));
  expect(found).toEqual(expected);
  expect(found.map(({ code }) => code)).toEqual(codes);
}

function findingsOf(read: CompiledExample, isLookedAt: (one: Diagnostic) => boolean) {
  const { diagnostics } = compileWhole(read.scripts, read.centre);
  return diagnostics.filter(isLookedAt).map(({ code, place, message }) => {
    const { fileName } = place.source;
    const line = positionAt(place.source, place.span.start).line + (read.begins[fileName] ?? 0);
    return { code, file: fileName === 'center.yaml' ? fileName : '', line, message };
  });
}

describe('the specification', () => {
  it('has the ten sections, each with examples', () => {
    expect(sections.map(({ number, title }) => `${number} ${title}`)).toEqual(
      SECTIONS.map((title, index) => `${index + 1} ${title}`),
    );
    for (const { title, examples } of sections) expect(examples.length, title).toBeGreaterThan(2);
  });

  it('names every statement, every intrinsic and every word that is listed', () => {
    const text = page.replace(/\s+/g, ' ');
    const missing = [
      ...statementKinds.flatMap((kind) => [statements[kind].name]),
      ...intrinsicNames,
      ...[...reservedWords].filter((word) => word.length > 1),
    ].filter((phrase) => !new RegExp(`\\b${phrase}\\b`, 'i').test(text));
    expect(missing).toEqual([]);
  });

  it('names codes that there are, and links to what is there', () => {
    const codes = [...page.matchAll(/CCS\d{4}/g)].map(([code]) => code);
    expect(codes.filter((code) => !(diagnosticCodes as readonly string[]).includes(code))).toEqual([]);
    const targets = [...page.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(new URL(target, import.meta.url)))).toEqual([]);
  });

  it.each([
    ['ccs whatever', 'WAIT 2'],
    ['run part', ''],
    ['yaml part', ''],
    ['ccs error', 'WAIT 0 /*! CCS3005 "0" */'],
    ['', 'WAIT 2'],
  ])('knows no fence `%s`', (fence, text) => {
    expect(() => execute({ fence: fence.split(' '), line: 1, text })).toThrow('says nothing');
  });

  it.each([
    ['ccs', 'WAIT 2'],
    ['ccs part', 'WAIT 0'],
    ['ccs error CCS3005', 'WAIT 1'],
    ['ccs error CCS3006', 'WAIT 0 /*! CCS3005 "0" */'],
    ['ccs error CCS3005', '\nWAIT 0\n/*! CCS3005 "0" */'],
    ['ccs warning CCS4101', 'WAIT 1 QUIT /*! CCS4103 "never" */'],
    ['yaml', 'centre: { name: A }'],
    ['ebnf', 'script = "SCRIPT" ;'],
    [
      'run',
      'Nothing.\n-- Master_Script.ccs --\nLOG 1\n-- timeline --\n10:00:00 mail\n-- expect log --\n10:00:00 #1 log 2',
    ],
  ])('does not take `%s` for what it is not', (fence, text) => {
    expect(() => execute({ fence: fence.split(' '), line: 1, text })).toThrow();
  });
});

for (const { number, title, examples } of sections)
  describe(`${number}. ${title}`, () => {
    it.each(examples.map((one) => [one.line, one.fence.join(' '), one] as const))('line %d: %s', (_line, _fence, one) =>
      execute(one),
    );
  });
