/** Diagnostics of flow and placement (CCS4xxx). */
import { type NoArgs, row } from './row.ts';

export const flowDiagnostics = {
  CCS4001: row<{ statement: string }>({
    level: 'error',
    title: 'not inside READVAR',
    message: (a) => `${a.statement} cannot stand between READVAR and SAVEVAR`,
    help: () => 'only ASSIGN, IF, WHERE and LOG stand there',
    explanation:
      'What stands between READVAR and SAVEVAR runs in one go for all contacts, one after the other, so that no count is lost. Nothing there may wait, queue or go elsewhere: only ASSIGN, IF, WHERE and LOG stand there. Do the rest after SAVEVAR.',
  }),
  CCS4002: row<{ statement: string }>({
    level: 'error',
    title: 'not inside EVENT HANDLER',
    message: (a) => `${a.statement} cannot stand in an EVENT HANDLER`,
    explanation:
      'An event’s body runs while the script is suspended at another place, and goes back there. So it holds nothing that suspends, which would be a second place to wait at, and no EVENT HANDLER of its own. It may queue, assign, log, and go elsewhere with EXECUTE.',
  }),
  CCS4003: row<NoArgs>({
    level: 'error',
    title: 'EVENT HANDLER not first',
    message: () => 'EVENT HANDLER must be the first statement of its script',
    explanation:
      'An EVENT HANDLER holds for the whole script, from the first moment to the last. It stands at the head, so that nobody takes it for something that begins to hold where it stands.',
  }),
  CCS4004: row<NoArgs>({
    level: 'error',
    title: 'second EVENT HANDLER',
    message: () => 'a second EVENT HANDLER',
    explanation:
      'A script has at most one EVENT HANDLER, with one body for each event. Put the events of both into the first.',
  }),
  CCS4005: row<{ target: string }>({
    level: 'error',
    title: 'loop without a wait',
    message: (a) => `this EXECUTE goes round to \`${a.target}\` for ever without a WAIT or GET RESPONSE`,
    help: () => 'put a WAIT on every way round',
    explanation:
      'Only WAIT and GET RESPONSE let time pass and other contacts run. On this way round there is none, so a contact would go round without end, many thousand times in a second, until its step budget is used up. Conditions are not weighed: a loop that counts to five needs a WAIT, too.',
  }),
  CCS4006: row<{ statement: string }>({
    level: 'error',
    title: 'no other sites',
    message: (a) => `${a.statement} needs other sites, and center.yaml configures none`,
    explanation:
      'A network skillset is shared with other sites, and center.yaml names none. Queue to the skillset itself.',
  }),
  CCS4007: row<{ readvar: string; savevar: string }>({
    level: 'error',
    title: 'SAVEVAR of another variable',
    message: (a) => `SAVEVAR \`${a.savevar}\` ends READVAR \`${a.readvar}\``,
    help: (a) => `write SAVEVAR \`${a.readvar}\`, or SAVEVAR alone`,
    explanation:
      'SAVEVAR stores the variable that READVAR read; another one would be a counter that was never read. The name behind SAVEVAR only repeats it and may be left out.',
  }),
};
