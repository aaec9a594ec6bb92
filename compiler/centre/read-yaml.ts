/** YAML text to nodes, with its hazards: size, depth, several documents, broken syntax. Duplicate keys, aliases and tags are the walker's (shape.ts). */
import { type Node, parseDocument, type YAMLError } from 'yaml';
import { type Faults, fileWords, report } from './faults.ts';
import { yamlFault } from './yaml-fault.ts';

/** Characters of a center.yaml, at most: a thousand rules for each of fifty mailboxes fit in. */
const TEXT_MAX = 8_000_000;

/** The top node; null for an empty file, undefined when the text is not YAML, which was reported. */
export function readYaml(faults: Faults): Node | null | undefined {
  const { text } = faults.source;
  if (text.length > TEXT_MAX) return refuse(faults, 0, `it has more than ${TEXT_MAX} characters`);
  const nul = text.indexOf('\0');
  if (nul >= 0) return refuse(faults, nul, 'it holds a NUL character');
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      strict: true,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    });
    const error = document.errors[0] ?? document.warnings[0];
    if (error !== undefined) return refuseFor(faults, error);
    return document.contents as Node | null;
  } catch (error) {
    // The parser recurses: its stack is what bounds the depth.
    if (error instanceof RangeError) return refuse(faults, 0, 'lists and maps nest too deep');
    throw error;
  }
}

/** Faults of form are told at what its author got wrong, where that can be seen; the parser notices them later. */
function refuseFor(faults: Faults, error: YAMLError): undefined {
  const isNamed = ['TAB_AS_INDENT', 'MULTIPLE_DOCS', 'TAG_RESOLVE_FAILED', 'BAD_ALIAS', 'ALIAS_PROPS'].includes(
    error.code,
  );
  const fault = isNamed ? undefined : yamlFault(faults.source.text, error.pos[0]);
  if (fault !== undefined) return refuse(faults, fault.start, fault.text, fault.end);
  return refuse(faults, error.pos[0], wordsOf(error, fileWords(faults)), error.pos[1]);
}

function refuse(faults: Faults, start: number, text: string, end = start + 1): undefined {
  const last = faults.source.text.length;
  report(faults, 'CCS5002', { start: Math.min(start, last), end: Math.min(Math.max(end, start), last) }, { text });
  return undefined;
}

/** What the parser found, in our words where they are clearer. Its own never quote the text. */
function wordsOf(error: YAMLError, file: string): string {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'lines are indented with blanks, not tabs';
    case 'BAD_INDENT':
      return 'the indentation fits nothing above it';
    case 'MULTIPLE_DOCS':
      return 'there is a second document (`---`); one is all there is';
    case 'TAG_RESOLVE_FAILED':
      return `tags (!) have no place in ${file}`;
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
      return `anchors (&), aliases (*) and tags (!) have no place in ${file}`;
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return 'a quote, a bracket, a comma or the `:` after a key is missing';
    default:
      return 'something stands where YAML has no place for it; is a quote, bracket or colon missing?';
  }
}
