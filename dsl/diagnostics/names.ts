/** Diagnostics of names and resolution (CCS2xxx). */
import { didYouMean, type NoArgs, row, writeMeant } from './row.ts';

/** A name that means nothing, and the one it may have meant. */
export interface UnknownName {
  readonly name: string;
  readonly suggestion: string | undefined;
  /** Whether it is certain that it was meant. */
  readonly clear?: boolean;
}

export const nameDiagnostics = {
  CCS2001: row<UnknownName & { what: string }>({
    level: 'error',
    title: 'unknown name',
    message: (a) => `there is no ${a.what} \`${a.name}\``,
    help: didYouMean,
    mend: writeMeant,
    explanation: 'Skillsets, agents, variables, responses, reasons and providers are defined in center.yaml.',
  }),
  CCS2002: row<UnknownName & { script: string }>({
    level: 'error',
    title: 'unknown section',
    message: (a) => `\`${a.script}\` has no section \`${a.name}\``,
    help: didYouMean,
    mend: writeMeant,
    explanation: 'EXECUTE names a section of the same script; EXECUTE SCRIPT names another script.',
  }),
  CCS2003: row<UnknownName>({
    level: 'error',
    title: 'unknown script',
    message: (a) => `there is no script \`${a.name}\``,
    help: didYouMean,
    mend: writeMeant,
    explanation: 'A script is a `.ccs` file in the folder of center.yaml, called by its base name.',
  }),
  CCS2004: row<{ name: string; is: string; needed: string }>({
    level: 'error',
    title: 'wrong kind of thing',
    message: (a) => `\`${a.name}\` is ${a.is}, expected ${a.needed}`,
    explanation: 'Every name of a centre stands for one thing, and a bare name is that thing.',
  }),
  CCS2005: row<{ value: string; what: 'contact type' | 'queue type'; suggestion: string | undefined; clear?: boolean }>(
    {
      level: 'error',
      title: 'unknown contact or queue type',
      message: (a) => `\`${a.value}\` is no ${a.what}`,
      help: didYouMean,
      mend: writeMeant,
      explanation: 'Contact types and queue types are fixed words.',
    },
  ),
  CCS2006: row<{ name: string }>({
    level: 'error',
    title: 'duplicate section',
    message: (a) => `the section \`${a.name}\` stands here a second time`,
    explanation: 'A section’s name is unique in its script, without regard to case.',
  }),
  CCS2007: row<{ name: string; fault: 'shape' | 'length' | 'reserved' }>({
    level: 'error',
    title: 'script name',
    message: (a) => `\`${a.name}\` cannot be a script’s name${a.fault === 'reserved' ? ': it is a reserved word' : ''}`,
    help: () => 'a script is called by its file: a letter, then letters, digits and `_`, at most 30 characters',
    explanation: 'The base name of the file is the script’s name and follows the rules for names.',
  }),
  CCS2008: row<{ name: string }>({
    level: 'error',
    title: 'duplicate script',
    message: (a) => `there are two scripts \`${a.name}\``,
    help: () => 'names are without case: rename one of the files',
    explanation: 'A script’s name is unique in its set, without regard to case.',
  }),
  CCS2009: row<NoArgs>({
    level: 'error',
    title: 'no Master_Script',
    message: () => 'there is no Master_Script',
    help: () => 'every contact starts in `Master_Script.ccs`',
    explanation: 'A script set has exactly one Master_Script.',
  }),
  CCS2010: row<NoArgs>({
    level: 'error',
    title: 'two Master_Scripts',
    message: () => 'there are two files for Master_Script',
    explanation: 'A script set has exactly one Master_Script; names are without case.',
  }),
  CCS2011: row<UnknownName>({
    level: 'error',
    title: 'unknown event',
    message: (a) => `there is no event \`${a.name}\``,
    help: (a) => didYouMean(a) ?? 'the events are NOT_QUEUED, RETURNED_TO_QUEUE and POSTPONED_RETURN',
    mend: writeMeant,
    explanation: 'An EVENT HANDLER knows NOT_QUEUED, RETURNED_TO_QUEUE and POSTPONED_RETURN.',
  }),
  CCS2012: row<{ name: string }>({
    level: 'error',
    title: 'duplicate event',
    message: (a) => `the event \`${a.name}\` stands here a second time`,
    explanation: 'An EVENT HANDLER has one body for an event.',
  }),
};
