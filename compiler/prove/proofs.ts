/**
 * The proofs, one row each: what is proven, by which codes it speaks, and whether that is exact.
 *
 * `decided`: told exactly when it is so under the reading that the sentence gives. `approximated`: the sentence says to which side it errs.
 */
import type { DiagnosticCode } from '../../dsl/index.ts';
import { proveAutomaticResponses } from './automatic-responses.ts';
import type { FlowContext } from './context.ts';
import { proveFirstCommands, proveQuits } from './first-command.ts';
import { proveSkillsetsHeld } from './held-skillsets.ts';
import { provePaths } from './paths.ts';
import { proveAssigned } from './unassigned.ts';
import { proveQueuesRechecked } from './unchecked-queue.ts';
import { proveReachability } from './unreachable.ts';
import { proveVariablesUsed } from './unused-variables.ts';
import { proveVoiceOnly } from './voice-only.ts';

/** One proof. */
export interface Proof {
  /** What is proven. */
  readonly title: string;
  readonly codes: readonly [DiagnosticCode, ...DiagnosticCode[]];
  readonly precision: 'decided' | 'approximated';
  /** Under which reading it is decided, or to which side the approximation errs. */
  readonly reading: string;
  /** Looks at a whole set; absent where a walk over each script by itself does it (script-walk.ts), or the checks before all proofs. */
  readonly prove?: (context: FlowContext) => void;
}

/** The proofs, in the order in which they are made. */
export const proofs: readonly Proof[] = [
  {
    title: 'no way round without a suspension',
    codes: ['CCS4005'],
    precision: 'decided',
    reading:
      'Every condition goes both ways; only WAIT and GET RESPONSE suspend; a jump out of an event’s body does not close a way round.',
  },
  {
    title: 'every way takes care of the contact',
    codes: ['CCS4101', 'CCS4102'],
    precision: 'decided',
    reading:
      'For each contact type with CONTACT TYPE known, and QUEUED known to be false of a contact that was never queued; every other condition goes both ways.',
    prove: provePaths,
  },
  {
    title: 'every section, script and statement is reached',
    codes: ['CCS2101', 'CCS2102', 'CCS4103'],
    precision: 'decided',
    reading:
      'Every condition goes both ways, CONTACT TYPE too. Sections and statements are reached from their script’s entry, scripts from Master_Script.',
    prove: proveReachability,
  },
  {
    title: 'every QUEUE TO SKILLSET is guarded or re-checked',
    codes: ['CCS4104'],
    precision: 'approximated',
    reading:
      'Towards silence: a loop that can be left counts as left, and a guard holds from its branch on to the QUEUE, whatever time passes between.',
    prove: proveQueuesRechecked,
  },
  {
    title: 'call variables are assigned before they are read',
    codes: ['CCS4105'],
    precision: 'decided',
    reading:
      'With CONTACT TYPE known; every other condition goes both ways; GET RESPONSE is no certain assignment; events come at every suspension of their script.',
    prove: proveAssigned,
  },
  {
    title: 'e-mail skips no statement',
    codes: ['CCS4106'],
    precision: 'decided',
    reading:
      'With CONTACT TYPE known, and the facts of a call known to be false of e-mail; every other condition goes both ways.',
    prove: proveVoiceOnly,
  },
  {
    title: 'the first command of a call may stand there',
    codes: ['CCS4107'],
    precision: 'decided',
    reading:
      'With CONTACT TYPE known and QUEUED false; every other condition goes both ways. A centre with mailboxes that names voice neither in center.yaml nor in a script takes no calls.',
    prove: proveFirstCommands,
  },
  {
    title: 'no QUIT of a contact that is not queued',
    codes: ['CCS4109'],
    precision: 'approximated',
    reading:
      'Towards silence: after a QUEUE only a test of QUEUED tells that the contact waits nowhere, REMOVE does not.',
    prove: proveQuits,
  },
  {
    title: 'no automatic response to automatic mail',
    codes: ['CCS4110'],
    precision: 'decided',
    reading: 'With CONTACT TYPE and AUTO SUBMITTED known; every other condition goes both ways.',
    prove: proveAutomaticResponses,
  },
  {
    title: 'every skillset has an agent',
    codes: ['CCS2104'],
    precision: 'approximated',
    reading: 'Towards silence: only skillsets that QUEUE names, not what variables or CONTACT SKILLSET hold.',
    prove: proveSkillsetsHeld,
  },
  {
    title: 'every variable is used',
    codes: ['CCS2103'],
    precision: 'decided',
    reading: 'Some script names it.',
    prove: proveVariablesUsed,
  },
  {
    title: 'no condition is constant',
    codes: ['CCS3101'],
    precision: 'approximated',
    reading:
      'Towards silence: comparisons of one number, time, day, month, date, contact or queue type with constants, and AND, OR, NOT over the same one; no arithmetic, no text.',
  },
  {
    title: 'VALUEs have nothing in common and can match',
    codes: ['CCS3102', 'CCS3103'],
    precision: 'approximated',
    reading:
      'Towards silence: what global variables hold is not looked at. A date with a year is compared with one without by day and month.',
  },
  {
    title: 'AND and OR are grouped',
    codes: ['CCS3104'],
    precision: 'decided',
    reading: 'An AND without parentheses is an operand of an OR.',
  },
  { title: 'no range wraps', codes: ['CCS3105'], precision: 'decided', reading: 'Both ends are constants.' },
  {
    title: 'no branch is empty',
    codes: ['CCS4108'],
    precision: 'decided',
    reading: 'It holds no statement; a comment is none.',
  },
];
