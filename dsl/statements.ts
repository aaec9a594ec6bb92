/**
 * The statements (language §3): one row for each kind of statement. Tokens, recovery, hover texts and the spec's
 * table derive from these rows; the grammar itself is `grammar.ts`.
 */
import type { StatementKind } from './ast.ts';

/** One kind of statement. */
export interface StatementRow {
  /** How it is called in messages. */
  readonly name: string;
  /** The phrases that begin it, in capitals; of ASSIGNED the word that marks it, after the variable's name. */
  readonly phrases: readonly [string, ...string[]];
  /** `voice`: means something to a voice contact only; an e-mail contact skips it with an event. */
  readonly channel: 'any' | 'voice';
  /** A ccmm extension: an error under `dialect: ccm6`. */
  readonly ext?: true;
  /** The run may stop here and go on later (language §3, loops). */
  readonly suspends?: true;
  /** Holds statements up to its own end. */
  readonly block?: true;
  readonly form: string;
  readonly help: string;
  readonly example: string;
}

/** The table of statements. */
export const statements: Readonly<Record<StatementKind, StatementRow>> = {
  assign: {
    name: 'ASSIGN',
    phrases: ['ASSIGN', 'ASSIGNED'],
    channel: 'any',
    form: 'ASSIGN value TO call_variable · call_variable ASSIGNED value',
    help: 'stores a value in a call variable',
    example: 'ASSIGN tries_cv + 1 TO tries_cv\ntries_cv ASSIGNED 0',
  },
  if: {
    name: 'IF',
    phrases: ['IF'],
    channel: 'any',
    block: true,
    form: 'IF condition THEN … [ELSE …] END IF',
    help: 'runs one branch or the other; an IF inside ELSE has its own END IF',
    example: 'IF NOT QUEUED THEN QUIT ELSE WAIT 2 END IF',
  },
  where: {
    name: 'WHERE',
    phrases: ['WHERE'],
    channel: 'any',
    block: true,
    form: 'WHERE value EQUALS VALUE v, …: … [DEFAULT: …] END WHERE',
    help: 'runs the first VALUE that matches, else DEFAULT',
    example: 'WHERE DAY OF WEEK EQUALS VALUE Monday .. Friday: WAIT 2 DEFAULT: QUIT END WHERE',
  },
  execute: {
    name: 'EXECUTE',
    phrases: ['EXECUTE'],
    channel: 'any',
    form: 'EXECUTE section',
    help: 'jumps to a section of this script and never returns',
    example: 'EXECUTE night',
  },
  'execute-script': {
    name: 'EXECUTE SCRIPT',
    phrases: ['EXECUTE SCRIPT'],
    channel: 'any',
    form: 'EXECUTE SCRIPT script',
    help: 'jumps to the start of another script, which sees the global variables afresh',
    example: 'EXECUTE SCRIPT sales',
  },
  'queue-to-skillset': {
    name: 'QUEUE TO SKILLSET',
    phrases: ['QUEUE TO SKILLSET'],
    channel: 'any',
    form: 'QUEUE TO SKILLSET [LONGEST IDLE AGENT | MOST LOGGED AGENTS] skillset, … [WITH PRIORITY p]',
    help: 'queues the contact to up to 20 skillsets; the first free agent takes it',
    example: 'QUEUE TO SKILLSET LONGEST IDLE AGENT sales_sk, help_sk WITH PRIORITY 3',
  },
  'queue-to-agent': {
    name: 'QUEUE TO AGENT',
    phrases: ['QUEUE TO AGENT'],
    channel: 'any',
    form: 'QUEUE TO AGENT agent, … [WITH PRIORITY p]',
    help: 'queues the contact to up to 20 agents; one who is not logged in is passed over',
    example: 'QUEUE TO AGENT 4711, ana WITH PRIORITY 1',
  },
  'queue-to-network-skillset': {
    name: 'QUEUE TO NETWORK SKILLSET',
    phrases: ['QUEUE TO NETWORK SKILLSET'],
    channel: 'any',
    form: 'QUEUE TO NETWORK SKILLSET [LONGEST IDLE AGENT | MOST LOGGED AGENTS] skillset, … [WITH PRIORITY p]',
    help: 'queues the contact at the other sites that share the skillsets',
    example: 'QUEUE TO NETWORK SKILLSET sales_sk',
  },
  'change-priority': {
    name: 'CHANGE PRIORITY',
    phrases: ['CHANGE PRIORITY IN SKILLSET', 'CHANGE PRIORITY IN AGENT', 'CHANGE PRIORITY IN NETWORK SKILLSET'],
    channel: 'any',
    form: 'CHANGE PRIORITY IN (SKILLSET skillset, … | AGENT agent, … | NETWORK SKILLSET skillset, …) TO [PRIORITY] p',
    help: 'changes the priority where the contact waits; its place then follows its age',
    example: 'CHANGE PRIORITY IN SKILLSET sales_sk TO PRIORITY 1',
  },
  remove: {
    name: 'REMOVE',
    phrases: ['REMOVE FROM SKILLSET', 'REMOVE FROM AGENT', 'REMOVE FROM NETWORK SKILLSET'],
    channel: 'any',
    form: 'REMOVE FROM (SKILLSET skillset, … | AGENT agent, … | NETWORK SKILLSET skillset, …)',
    help: 'takes the contact out of these queues only',
    example: 'REMOVE FROM AGENT 4711',
  },
  wait: {
    name: 'WAIT',
    phrases: ['WAIT'],
    channel: 'any',
    suspends: true,
    form: 'WAIT value',
    help: 'goes on after that many seconds',
    example: 'WAIT 30',
  },
  quit: {
    name: 'QUIT',
    phrases: ['QUIT'],
    channel: 'any',
    form: 'QUIT',
    help: 'ends the run; the contact stays in its queues, or goes to its default skillset',
    example: 'QUIT',
  },
  disconnect: {
    name: 'DISCONNECT',
    phrases: ['DISCONNECT'],
    channel: 'any',
    form: 'DISCONNECT',
    help: 'drops a voice contact; an e-mail contact is submitted to Master_Script again after 60 seconds',
    example: 'DISCONNECT',
  },
  log: {
    name: 'LOG',
    phrases: ['LOG'],
    channel: 'any',
    form: 'LOG value, …',
    help: 'writes the values into the contact’s history',
    example: 'LOG "waiting", QUEUED COUNT sales_sk, (QUEUED COUNT sales_sk, help_sk)',
  },
  'send-info': {
    name: 'SEND INFO',
    phrases: ['SEND INFO'],
    channel: 'any',
    form: 'SEND INFO provider value, …',
    help: 'sends up to 10 values to a provider, without an answer',
    example: 'SEND INFO crm CUSTOMERID, AGE OF CONTACT',
  },
  'send-request': {
    name: 'SEND REQUEST',
    phrases: ['SEND REQUEST'],
    channel: 'any',
    form: 'SEND REQUEST provider value, …',
    help: 'asks a provider; GET RESPONSE waits for its answer',
    example: 'SEND REQUEST crm CUSTOMERID',
  },
  'get-response': {
    name: 'GET RESPONSE',
    phrases: ['GET RESPONSE'],
    channel: 'any',
    suspends: true,
    form: 'GET RESPONSE provider call_variable, … [TIMEOUT value]',
    help: 'waits for a provider’s answer; on time-out the variables keep their values',
    example: 'GET RESPONSE crm plan_cv, level_cv TIMEOUT 5',
  },
  readvar: {
    name: 'READVAR',
    phrases: ['READVAR'],
    channel: 'any',
    block: true,
    form: 'READVAR call_variable … SAVEVAR [call_variable]',
    help: 'reads, changes and stores a variable that all contacts share, in one go',
    example: 'READVAR turn_cv ASSIGN turn_cv + 1 TO turn_cv SAVEVAR turn_cv',
  },
  'event-handler': {
    name: 'EVENT HANDLER',
    phrases: ['EVENT HANDLER'],
    channel: 'any',
    block: true,
    form: 'EVENT HANDLER EVENT name: … END HANDLER',
    help: 'says what happens when the contact loses its queue or comes back to it',
    example: 'EVENT HANDLER EVENT NOT_QUEUED: EXECUTE again EVENT RETURNED_TO_QUEUE: LOG "back" END HANDLER',
  },
  'give-ringback': {
    name: 'GIVE RINGBACK',
    phrases: ['GIVE RINGBACK'],
    channel: 'voice',
    form: 'GIVE RINGBACK',
    help: 'lets the caller hear ringing',
    example: 'GIVE RINGBACK',
  },
  'give-silence': {
    name: 'GIVE SILENCE',
    phrases: ['GIVE SILENCE'],
    channel: 'voice',
    form: 'GIVE SILENCE',
    help: 'lets the caller hear nothing',
    example: 'GIVE SILENCE',
  },
  'give-music': {
    name: 'GIVE MUSIC',
    phrases: ['GIVE MUSIC'],
    channel: 'voice',
    form: 'GIVE MUSIC music',
    help: 'lets the caller hear music',
    example: 'GIVE MUSIC soft_gv',
  },
  'give-ran': {
    name: 'GIVE RAN',
    phrases: ['GIVE RAN'],
    channel: 'voice',
    form: 'GIVE RAN announcement',
    help: 'plays a recorded announcement',
    example: 'GIVE RAN 21',
  },
  'give-busy': {
    name: 'GIVE BUSY',
    phrases: ['GIVE BUSY', 'GIVE BUSY CONTROLLED'],
    channel: 'voice',
    form: 'GIVE BUSY [CONTROLLED]',
    help: 'gives the busy tone',
    example: 'GIVE BUSY CONTROLLED',
  },
  'give-overflow': {
    name: 'GIVE OVERFLOW',
    phrases: ['GIVE OVERFLOW', 'GIVE OVERFLOW CONTROLLED'],
    channel: 'voice',
    form: 'GIVE OVERFLOW [CONTROLLED]',
    help: 'gives the overflow tone',
    example: 'GIVE OVERFLOW',
  },
  'give-ivr': {
    name: 'GIVE IVR',
    phrases: ['GIVE IVR', 'GIVE IVR INTERRUPTIBLE'],
    channel: 'voice',
    form: 'GIVE IVR [INTERRUPTIBLE] dn [WITH TREATMENT treatment] [WITH PRIORITY p]',
    help: 'hands the call to a voice response unit',
    example: 'GIVE IVR INTERRUPTIBLE 3500 WITH TREATMENT 12 WITH PRIORITY 2',
  },
  'give-broadcast': {
    name: 'GIVE CONTROLLED BROADCAST ANNOUNCEMENT',
    phrases: ['GIVE CONTROLLED BROADCAST ANNOUNCEMENT'],
    channel: 'voice',
    form: 'GIVE CONTROLLED BROADCAST ANNOUNCEMENT dn PLAY PROMPT prompt',
    help: 'plays one announcement to all who wait',
    example: 'GIVE CONTROLLED BROADCAST ANNOUNCEMENT 3500 PLAY PROMPT 7',
  },
  'open-voice-session': {
    name: 'OPEN VOICE SESSION',
    phrases: ['OPEN VOICE SESSION'],
    channel: 'voice',
    block: true,
    form: 'OPEN VOICE SESSION [dn] … END VOICE SESSION',
    help: 'plays prompts and collects digits',
    example: 'OPEN VOICE SESSION 3500 PLAY PROMPT 7 END VOICE SESSION',
  },
  'play-prompt': {
    name: 'PLAY PROMPT',
    phrases: ['PLAY PROMPT'],
    channel: 'voice',
    form: 'PLAY PROMPT prompt, …',
    help: 'plays prompts one after the other',
    example: 'PLAY PROMPT welcome_gv, 7',
  },
  'collect-digits': {
    name: 'COLLECT',
    phrases: ['COLLECT'],
    channel: 'voice',
    form: 'COLLECT n DIGITS INTO call_variable [INTERDIGIT TIMER value]',
    help: 'reads digits that the caller dials',
    example: 'COLLECT 4 DIGITS INTO code_cv INTERDIGIT TIMER 3',
  },
  'route-call': {
    name: 'ROUTE CALL',
    phrases: ['ROUTE CALL'],
    channel: 'voice',
    form: 'ROUTE CALL dn [CONTROLLED]',
    help: 'sends the call to a number',
    example: 'ROUTE CALL 4805 CONTROLLED',
  },
  'route-call-default': {
    name: 'ROUTE CALL DEFAULT DN',
    phrases: ['ROUTE CALL DEFAULT DN'],
    channel: 'voice',
    form: 'ROUTE CALL DEFAULT DN',
    help: 'sends the call to the default number',
    example: 'ROUTE CALL DEFAULT DN',
  },
  'queue-to-nacd': {
    name: 'QUEUE TO NACD',
    phrases: ['QUEUE TO NACD'],
    channel: 'voice',
    form: 'QUEUE TO NACD dn [WITH PRIORITY p]',
    help: 'queues the call at another switch',
    example: 'QUEUE TO NACD 5000 WITH PRIORITY 4',
  },
  'remove-from-nacd': {
    name: 'REMOVE FROM NACD',
    phrases: ['REMOVE FROM NACD'],
    channel: 'voice',
    form: 'REMOVE FROM NACD dn',
    help: 'takes the call out of another switch’s queue',
    example: 'REMOVE FROM NACD 5000',
  },
  'give-response': {
    name: 'GIVE RESPONSE',
    phrases: ['GIVE RESPONSE'],
    channel: 'any',
    ext: true,
    form: 'GIVE RESPONSE response',
    help: 'sends the automatic response to the customer; the contact stays',
    example: 'GIVE RESPONSE ack_response',
  },
  'route-contact': {
    name: 'ROUTE CONTACT',
    phrases: ['ROUTE CONTACT'],
    channel: 'any',
    ext: true,
    form: 'ROUTE CONTACT address',
    help: 'forwards the contact outside the centre and closes it',
    example: 'ROUTE CONTACT "legal@example.com"',
  },
  'close-contact': {
    name: 'CLOSE CONTACT',
    phrases: ['CLOSE CONTACT'],
    channel: 'any',
    ext: true,
    form: 'CLOSE CONTACT [WITH REASON reason]',
    help: 'closes the contact',
    example: 'CLOSE CONTACT WITH REASON Resolved',
  },
  'offer-response': {
    name: 'OFFER RESPONSE',
    phrases: ['OFFER RESPONSE'],
    channel: 'any',
    ext: true,
    form: 'OFFER RESPONSE response, …',
    help: 'suggests prepared responses to the agent who gets the contact',
    example: 'OFFER RESPONSE refund_response, ack_response',
  },
};

/** The kinds of statements in the order of the table. */
export const statementKinds = Object.keys(statements) as readonly StatementKind[];
