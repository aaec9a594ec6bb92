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
    explanation:
      'What a script names is defined in center.yaml: skillsets, agents by log-in or number, variables, responses, reasons and providers. Nothing there has this name, so nobody knows what is meant. Either it is misspelt here, or its definition is missing, or it was deleted while scripts still use it: `ccmm refs` with the name shows all lines that do.',
  }),
  CCS2002: row<UnknownName & { script: string }>({
    level: 'error',
    title: 'unknown section',
    message: (a) => `\`${a.script}\` has no section \`${a.name}\``,
    help: didYouMean,
    mend: writeMeant,
    explanation:
      'EXECUTE goes on in a section of the same script, and this script has none of that name. A section of another script cannot be reached from here; EXECUTE SCRIPT starts another script at its beginning.',
  }),
  CCS2003: row<UnknownName>({
    level: 'error',
    title: 'unknown script',
    message: (a) => `there is no script \`${a.name}\``,
    help: didYouMean,
    mend: writeMeant,
    explanation:
      'EXECUTE SCRIPT starts another script of the set. A script is a `.ccs` file in the folder of center.yaml, and its name is the file’s without the ending. Files in folders below do not belong to the set.',
  }),
  CCS2004: row<{ name: string; is: string; needed: string }>({
    level: 'error',
    title: 'wrong kind of thing',
    message: (a) => `\`${a.name}\` is ${a.is}, expected ${a.needed}`,
    explanation:
      'Every name of a centre stands for one thing, whatever it is: a bare name is that thing. Here a thing of another kind is needed, as a skillset where somebody queues to a skillset, and an agent where somebody queues to an agent.',
  }),
  CCS2005: row<Omit<UnknownName, 'name'> & { value: string; what: 'contact type' | 'queue type' }>({
    level: 'error',
    title: 'unknown contact or queue type',
    message: (a) => `\`${a.value}\` is no ${a.what}`,
    help: didYouMean,
    mend: writeMeant,
    explanation:
      'Contact types and queue types are fixed words: Voice, EMail, OutBound, Web_Communications, Scheduled_Callback, Fax, SMS, VoiceMail, WhiteMail, Video and Other; AGENT, AGENTPULL, REPLYMAIL, SKILLSET and RESCHEDULED. A bare word beside one of these intrinsics is taken for one of them, and this is none.',
  }),
  CCS2006: row<{ name: string }>({
    level: 'error',
    title: 'duplicate section',
    message: (a) => `the section \`${a.name}\` stands here a second time`,
    explanation:
      'EXECUTE finds a section by its name, without regard to case, so a name marks one place in a script. Rename one of the two; `ccmm refs` shows which lines go there.',
  }),
  CCS2007: row<{ name: string; fault: 'shape' | 'length' | 'reserved' }>({
    level: 'error',
    title: 'script name',
    message: (a) => `\`${a.name}\` cannot be a script’s name${a.fault === 'reserved' ? ': it is a reserved word' : ''}`,
    help: () => 'a script is called by its file: a letter, then letters, digits and `_`, at most 30 characters',
    explanation:
      'A script is called by its file: the name without `.ccs` follows the rules for names, so that EXECUTE SCRIPT can say it. A letter comes first, then letters, digits and `_`, at most thirty characters, and no reserved word.',
  }),
  CCS2008: row<{ name: string }>({
    level: 'error',
    title: 'duplicate script',
    message: (a) => `there are two scripts \`${a.name}\``,
    help: () => 'names are without case: rename one of the files',
    explanation:
      'Names are without case, so two files whose names differ only in capitals are one name for two scripts. Some disks would not even keep them apart. Rename one.',
  }),
  CCS2009: row<NoArgs>({
    level: 'error',
    title: 'no Master_Script',
    message: () => 'there is no Master_Script',
    help: () => 'every contact starts in `Master_Script.ccs`',
    explanation:
      'Every contact starts in Master_Script, which hands it on to others. A set without it has no beginning. Write a file `Master_Script.ccs` beside center.yaml.',
  }),
  CCS2010: row<NoArgs>({
    level: 'error',
    title: 'two Master_Scripts',
    message: () => 'there are two files for Master_Script',
    explanation:
      'Every contact starts in Master_Script, so there is exactly one. Names are without case: `Master_Script.ccs` and `master_script.ccs` are the same name. Delete or rename one.',
  }),
  CCS2011: row<UnknownName>({
    level: 'error',
    title: 'unknown event',
    message: (a) => `there is no event \`${a.name}\``,
    help: (a) => didYouMean(a) ?? 'the events are NOT_QUEUED, RETURNED_TO_QUEUE and POSTPONED_RETURN',
    mend: writeMeant,
    explanation:
      'An EVENT HANDLER knows three events: NOT_QUEUED when a contact loses its last queue, RETURNED_TO_QUEUE when an agent did not take it, and POSTPONED_RETURN when its postponement ends.',
  }),
  CCS2012: row<{ name: string }>({
    level: 'error',
    title: 'duplicate event',
    message: (a) => `the event \`${a.name}\` stands here a second time`,
    explanation: 'When the event comes, one body runs. Put what both do into one.',
  }),
};
