/**
 * Scenarios whose scripts come from text. This one file of the floor imports upwards, so only tests import it, and the floor's
 * own project leaves it out.
 */
import { compileSet } from '../../../compiler/index.ts';
import { sourceText } from '../../../dsl/index.ts';
import { type Directory, encodeProgram } from '../../../vm/index.ts';
import { smallDirectory } from './directory.ts';
import { Scenario } from './scenario.ts';

const images = new Map<string, Uint8Array>();

/** The image of a script set, compiled once. Throws with the diagnostics when it has an error. */
export function compileImage(directory: Directory, scripts: Readonly<Record<string, string>>): Uint8Array {
  const key = JSON.stringify([directory, scripts]);
  const known = images.get(key);
  if (known !== undefined) return known;
  const texts = Object.entries(scripts).map(([name, source]) => ({ file: `${name}.ccs`, source }));
  const positions = { source: sourceText('center.yaml', ''), names: new Map() };
  const { program, diagnostics } = compileSet(directory, positions, texts);
  if (program === undefined) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
  const image = encodeProgram(program);
  images.set(key, image);
  return image;
}

/** A centre that runs these scripts; a single text is Master_Script. */
export function scenario(
  scripts: string | Readonly<Record<string, string>>,
  changed: Partial<Directory> = {},
): Scenario {
  const made = new Scenario();
  activateScripts(made, scripts, changed);
  return made;
}

/** Activates other scripts, or another directory, in a running scenario. */
export function activateScripts(
  made: Scenario,
  scripts: string | Readonly<Record<string, string>>,
  changed: Partial<Directory> = {},
): void {
  const directory = smallDirectory(changed);
  const set = typeof scripts === 'string' ? { Master_Script: scripts } : scripts;
  const answer = made.activate(compileImage(directory, set), directory);
  if (!answer.ok) throw new Error(answer.message);
}

/** The standard script of language §9: to the agent where one is meant, else to the contact's skillset, again and again. */
export const STANDARD_SCRIPT = `
IF (QUEUETYPE = AGENT) OR (QUEUETYPE = AGENTPULL) OR (QUEUETYPE = REPLYMAIL) OR (QUEUETYPE = RESCHEDULED) THEN
  IF LOGGED AGENT AGENTID THEN
    QUEUE TO AGENT AGENTID WITH PRIORITY CONTACT PRIORITY
    WAIT 2
  END IF
END IF
SECTION Again
IF NOT QUEUED THEN
  IF NOT OUT OF SERVICE CONTACT SKILLSET THEN
    QUEUE TO SKILLSET CONTACT SKILLSET WITH PRIORITY CONTACT PRIORITY
  END IF
END IF
WAIT 30
EXECUTE Again
`;

/** One branch for each part of the core that a script can reach. */
export const BUSY_SET = {
  Master_Script: `
IF QUEUETYPE <> SKILLSET THEN
  EXECUTE SCRIPT Standard
END IF
IF SUBJECT = "Subject 1" THEN
  EXECUTE SCRIPT Asks
END IF
IF SUBJECT = "Subject 2" THEN
  EXECUTE SCRIPT Hops
END IF
EXECUTE SCRIPT Standard
`,
  Standard: STANDARD_SCRIPT,
  Asks: `
EVENT HANDLER
  EVENT NOT_QUEUED: LOG "lost"
  EVENT RETURNED_TO_QUEUE: EXECUTE Returned
END HANDLER
READVAR wild_cv
  wild_cv ASSIGNED wild_cv + 1
SAVEVAR
SEND REQUEST crm FROMADDRESS, wild_cv
QUEUE TO SKILLSET LONGEST IDLE AGENT EM_Sales, EM_Billing WITH PRIORITY 4
GET RESPONSE crm answer_cv TIMEOUT 5
LOG answer_cv, EXPECTED WAIT TIME EM_Billing, SERVICE LEVEL EM_Billing, AVERAGE SPEED ANSWER EM_Billing
SECTION Later
WAIT 20
IF POSITION IN QUEUE EM_Billing < 2 THEN
  CHANGE PRIORITY IN SKILLSET EM_Billing TO PRIORITY 1
ELSE
  REMOVE FROM SKILLSET EM_Sales
END IF
tries_cv ASSIGNED tries_cv + 1
IF tries_cv < limit_gv THEN
  EXECUTE Later
END IF
QUIT
SECTION Returned
GIVE RESPONSE late_response
QUEUE TO AGENT ana, bo
WAIT 10
EXECUTE Later
`,
  Hops: `
QUEUE TO SKILLSET MOST LOGGED AGENTS EM_Billing, EM_Sales WITH PRIORITY CONTACT PRIORITY
OFFER RESPONSE ack_response, late_response
WAIT 40
IF FROMADDRESS = "boss@big.example" THEN
  ROUTE CONTACT "boss@outside.example"
END IF
IF NOT QUEUED THEN
  tries_cv ASSIGNED tries_cv + 1
  IF tries_cv > 2 THEN
    CLOSE CONTACT WITH REASON Spam
  END IF
  DISCONNECT
END IF
WAIT 300
`,
};
