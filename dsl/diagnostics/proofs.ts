/**
 * What the proofs say (language §7): warnings and notes, which never keep a script from being activated.
 * Numbers: names CCS21xx, types and ranges CCS31xx, flow CCS41xx.
 */
import { type NoArgs, row } from './row.ts';

/** A path's contacts, as `a contact`, `an EMail contact`, `a Fax or SMS contact`. */
export interface WhoseDefault {
  readonly who: string;
  /** Their default skillset; several with "` or `" between them. */
  readonly skillset: string;
}

export const proofDiagnostics = {
  CCS2101: row<{ name: string }>({
    level: 'warning',
    title: 'unused section',
    message: (a) => `the section \`${a.name}\` is never reached`,
    help: (a) => `write EXECUTE \`${a.name}\` where it is meant to run, or delete it`,
    explanation:
      'Control gets to a section by an EXECUTE that can be reached, or by running on into it over its SECTION line. Nothing does so here.',
  }),
  CCS2102: row<{ name: string }>({
    level: 'warning',
    title: 'unused script',
    message: (a) => `the script \`${a.name}\` processes nothing: Master_Script never gets to it`,
    help: (a) => `write EXECUTE SCRIPT \`${a.name}\` where it is meant to run, or delete the file`,
    explanation:
      'Every contact starts in Master_Script. A script that no EXECUTE SCRIPT on a way from there names has no contacts.',
  }),
  CCS2103: row<{ name: string; scope: 'global' | 'call' }>({
    level: 'note',
    title: 'unused variable',
    message: (a) => `no script uses the ${a.scope} variable \`${a.name}\``,
    explanation: 'A variable that no script names can be deleted from center.yaml.',
  }),
  CCS2104: row<{ name: string }>({
    level: 'warning',
    title: 'skillset of nobody',
    message: (a) => `no agent holds the skillset \`${a.name}\`, so nobody ever takes what is queued there`,
    help: (a) => `give an agent the skillset \`${a.name}\` in center.yaml`,
    explanation: 'A skillset that no agent of center.yaml holds is always out of service; standby agents count.',
  }),
  CCS3101: row<{ condition: string; always: boolean; whole: boolean }>({
    level: 'warning',
    title: 'constant condition',
    message: (a) => `${a.whole ? 'this condition' : `\`${a.condition}\``} is always ${a.always}`,
    help: (a) => (a.always ? 'delete the test, or mend it' : 'mend the test, or delete what never runs'),
    explanation:
      'The literals and the ranges of types decide it: counts are 0 or more, priorities 1 to 6, percentages 0 to 100, days of a month 1 to 31.',
  }),
  CCS3102: row<{ value: string; other: string }>({
    level: 'warning',
    title: 'overlapping VALUEs',
    message: (a) => `\`${a.value}\` has values in common with \`${a.other}\` before it, which runs for them`,
    help: () => 'let each value stand in one VALUE',
    explanation: 'The first VALUE that matches runs, alone. What a later one has in common with it never gets there.',
  }),
  CCS3103: row<{ value: string; subject: string }>({
    level: 'warning',
    title: 'VALUE that never matches',
    message: (a) => `\`${a.value}\` never matches: \`${a.subject}\` has no such value`,
    explanation: 'The value lies outside the range of what it is compared with.',
  }),
  CCS3104: row<{ grouping: string }>({
    level: 'warning',
    title: 'AND beside OR',
    message: (a) => `AND binds closer than OR, so this means \`${a.grouping}\``,
    help: () => 'put parentheses around what belongs together',
    explanation: 'AND and OR beside one another without parentheses are read differently by different people.',
  }),
  CCS3105: row<{ range: string }>({
    level: 'note',
    title: 'range that wraps',
    message: (a) => `\`${a.range}\` wraps round: it runs on past the end to the beginning`,
    explanation:
      'A range of times, days, months or dates without a year may end before it begins; `22:00 .. 6:00` is the night.',
  }),
  CCS4101: row<WhoseDefault>({
    level: 'warning',
    title: 'path to the default skillset',
    message: (a) =>
      `here ${a.who} can end that was never queued, closed, forwarded or disconnected; it falls to \`${a.skillset}\``,
    help: () => 'queue or close the contact on every way to this place',
    explanation:
      'A contact whose script ends while it is in no queue goes to its type’s default skillset. A QUEUE counts whether or not its skillset is in service; GIVE RESPONSE alone does not.',
  }),
  CCS4102: row<{ who: string }>({
    level: 'warning',
    title: 'endless waiting',
    message: (a) => `${a.who} waits round and round here: nothing queues, closes, forwards or disconnects it any more`,
    help: () => 'put a QUEUE into the loop, or a way out of it',
    explanation:
      'From this loop no QUEUE, CLOSE, ROUTE or DISCONNECT can be reached, and contacts come to it that no queue was asked for.',
  }),
  CCS4103: row<NoArgs>({
    level: 'warning',
    title: 'unreachable code',
    message: () => 'this is never reached',
    help: () => 'delete it, or move it before what ends the way',
    explanation:
      'EXECUTE, EXECUTE SCRIPT, QUIT, DISCONNECT, CLOSE CONTACT and ROUTE CONTACT never go on to what follows them.',
  }),
  CCS4104: row<{ skillsets: string; several: boolean }>({
    level: 'warning',
    title: 'QUEUE that nothing re-checks',
    message: (a) =>
      `if \`${a.skillsets}\` ${a.several ? 'are' : 'is'} out of service, the contact is not queued here, and no test of QUEUED follows on every way`,
    help: () => 'queue under IF NOT OUT OF SERVICE, or test NOT QUEUED after it and queue again',
    explanation:
      'A skillset to which nobody is logged in takes nothing: the script goes on and the contact waits nowhere. A script that neither asks before nor looks after loses it from sight.',
  }),
  CCS4105: row<{ name: string }>({
    level: 'warning',
    title: 'read before assigned',
    message: (a) => `\`${a.name}\` is read here, and on some way nothing was assigned to it before`,
    help: () => 'give it a `default:` in center.yaml, or assign to it on every way',
    explanation:
      'A call variable without a default in center.yaml is 0, `""` or empty until a script assigns to it. GET RESPONSE may time out, so it is no certain assignment.',
  }),
  CCS4106: row<{ statement: string; more: number }>({
    level: 'warning',
    title: 'voice only',
    message: (a) =>
      `an EMail contact can get here and skips ${a.statement}${a.more === 0 ? '' : ` and the ${a.more} voice statement${a.more === 1 ? '' : 's'} after it`}`,
    help: () => 'put it under IF CONTACT TYPE = Voice THEN',
    explanation: 'The statement means something to a telephone call only; an e-mail contact skips it with an event.',
  }),
  CCS4107: row<{ statement: string }>({
    level: 'warning',
    title: 'first command',
    message: (a) => `${a.statement} can be the first command of a Voice contact here, where it may not stand`,
    help: () => 'queue the call or give it a treatment before, or test CONTACT TYPE',
    explanation:
      'WAIT, QUIT, GIVE SILENCE, REMOVE, CHANGE PRIORITY and READVAR may not be the first command that a voice contact executes; SECTION, IF, WHERE, EXECUTE and EVENT HANDLER do not count as commands.',
  }),
  CCS4108: row<{ branch: string }>({
    level: 'warning',
    title: 'empty branch',
    message: (a) => `${a.branch} holds no statement`,
    help: (a) => (a.branch === 'ELSE' ? 'delete the ELSE' : 'write what is to be done, or turn the test round'),
    explanation: 'A branch without statements is most often a line that was forgotten.',
  }),
  CCS4109: row<{ skillset: string }>({
    level: 'note',
    title: 'QUIT of a contact that is not queued',
    message: (a) => `an EMail contact can QUIT here without being queued; it goes to \`${a.skillset}\``,
    explanation: 'QUIT leaves a contact in its queues; one that is in none goes to its type’s default skillset.',
  }),
  CCS4110: row<{ name: string }>({
    level: 'note',
    title: 'response to automatic mail',
    message: (a) => `automatic mail can get here; \`${a.name}\` is not sent to it`,
    help: () => 'IF NOT AUTO SUBMITTED THEN … END IF says so in the script',
    explanation:
      'No automatic response goes to automatic mail, so that two machines never answer each other without end.',
  }),
};
