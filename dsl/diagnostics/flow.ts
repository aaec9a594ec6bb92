/** Diagnostics of flow and placement (CCS4xxx). */
import { type NoArgs, row } from './row.ts';

export const flowDiagnostics = {
  CCS4001: row<{ statement: string }>({
    level: 'error',
    title: 'not inside READVAR',
    message: (a) => `${a.statement} cannot stand between READVAR and SAVEVAR`,
    help: () => 'only ASSIGN, IF, WHERE and LOG stand there',
    explanation: 'What stands between READVAR and SAVEVAR runs in one go, for all contacts one after the other.',
  }),
  CCS4002: row<{ statement: string }>({
    level: 'error',
    title: 'not inside EVENT HANDLER',
    message: (a) => `${a.statement} cannot stand in an EVENT HANDLER`,
    explanation:
      'An event’s body runs while the script is suspended: it holds nothing that suspends, and no EVENT HANDLER.',
  }),
  CCS4003: row<NoArgs>({
    level: 'error',
    title: 'EVENT HANDLER not first',
    message: () => 'EVENT HANDLER must be the first statement of its script',
    explanation: 'It holds for the whole script, so it stands at its head.',
  }),
  CCS4004: row<NoArgs>({
    level: 'error',
    title: 'second EVENT HANDLER',
    message: () => 'a second EVENT HANDLER',
    explanation: 'A script has at most one EVENT HANDLER.',
  }),
  CCS4005: row<{ target: string }>({
    level: 'error',
    title: 'loop without a wait',
    message: (a) => `this EXECUTE goes round to \`${a.target}\` for ever without a WAIT or GET RESPONSE`,
    help: () => 'put a WAIT on every way round',
    explanation:
      'Only WAIT and GET RESPONSE let other contacts run. Conditions are not weighed: a counted loop needs a WAIT too.',
  }),
  CCS4006: row<{ statement: string }>({
    level: 'error',
    title: 'no other sites',
    message: (a) => `${a.statement} needs other sites, and center.yaml configures none`,
    explanation: 'A network skillset is shared with other sites.',
  }),
  CCS4007: row<{ readvar: string; savevar: string }>({
    level: 'error',
    title: 'SAVEVAR of another variable',
    message: (a) => `SAVEVAR \`${a.savevar}\` ends READVAR \`${a.readvar}\``,
    help: (a) => `write SAVEVAR \`${a.readvar}\`, or SAVEVAR alone`,
    explanation: 'SAVEVAR stores the variable that READVAR read.',
  }),
};
