/**
 * The instruction set: one table. Code is an Int32Array; an instruction is its code word and one word per operand. Decoder,
 * verifier, linker and disassembler derive from the rows; machine.ts holds one `case` a row, tied to its code by `satisfies`.
 *
 * Terminology. *register*: a temporary of one of two files, ints and strings, written before it is read and never alive over a
 * suspension. *target*: the pc of an instruction. *copies*: in an operand of kind textOrCc, -1 stands for the addresses of CCADDRESS.
 *
 * INVARIANT: codes are append-only; a retired one stays listed.
 */
import { FUSED } from './fused-instructions.ts';
import type { QueueChoice, QueueKind } from './host.ts';
import type { InstructionRow } from './instruction-row.ts';

/** The instructions by name. */
export const INSTRUCTIONS = {
  INT: { code: 1, operands: { to: 'intTo', value: 'number' }, picture: 'to := value', doc: 'Loads a number.' },
  NAME: {
    code: 2,
    operands: { to: 'intTo', name: 'symbol' },
    picture: 'to := id of name',
    doc: 'Loads the id of a skillset, agent, provider, response or reason.',
  },
  CALL_INT: {
    code: 3,
    operands: { to: 'intTo', variable: 'callInt' },
    picture: 'to := variable',
    doc: 'Reads a call variable; its first use takes the default.',
  },
  GLOBAL_INT: {
    code: 4,
    operands: { to: 'intTo', variable: 'globalInt' },
    picture: 'to := variable',
    doc: 'Reads a global item variable out of the snapshot.',
  },
  ASK: {
    code: 5,
    reads: [{ operand: 'intrinsic' }],
    operands: { to: 'intTo', intrinsic: 'askInt' },
    picture: 'to := intrinsic',
    doc: 'Asks the host for an intrinsic without operands.',
  },
  ASK_OF: {
    code: 6,
    reads: [{ operand: 'intrinsic', of: 'ids' }],
    operands: { to: 'intTo', intrinsic: 'askOf', ids: 'ids', count: 'count' },
    picture: 'to := intrinsic(ids)',
    doc: 'Asks the host for an intrinsic of skillsets or of an agent; empty ids are left out, an empty agent is false.',
  },
  READ_LOGGED: {
    code: 7,
    reads: [{ name: 'LOGGED AGENT COUNT', of: 'skillset' }],
    operands: { to: 'intTo', skillset: 'cell' },
    picture: 'to := cell',
    doc: 'LOGGED AGENT COUNT of one skillset.',
  },
  READ_IDLE: {
    code: 8,
    reads: [{ name: 'IDLE AGENT COUNT', of: 'skillset' }],
    operands: { to: 'intTo', skillset: 'cell' },
    picture: 'to := cell',
    doc: 'IDLE AGENT COUNT of one skillset.',
  },
  READ_QUEUED: {
    code: 9,
    reads: [{ name: 'QUEUED COUNT', of: 'skillset' }],
    operands: { to: 'intTo', skillset: 'cell' },
    picture: 'to := cell',
    doc: 'QUEUED COUNT of one skillset.',
  },
  TEXT: { code: 10, operands: { to: 'textTo', value: 'string' }, picture: 'to := value', doc: 'Loads a string.' },
  CALL_TEXT: {
    code: 11,
    operands: { to: 'textTo', variable: 'callText' },
    picture: 'to := variable',
    doc: 'Reads a call variable that holds a string; its first use takes the default.',
  },
  GLOBAL_TEXT: {
    code: 12,
    operands: { to: 'textTo', variable: 'globalText' },
    picture: 'to := variable',
    doc: 'Reads a global item variable that holds a string.',
  },
  ASK_TEXT: {
    code: 13,
    reads: [{ operand: 'intrinsic' }],
    operands: { to: 'textTo', intrinsic: 'askText' },
    picture: 'to := intrinsic',
    doc: 'Asks the host for an intrinsic that is a string.',
  },
  ASK_DATA: {
    code: 14,
    reads: [{ key: 'key' }],
    operands: { to: 'textTo', key: 'string' },
    picture: 'to := CONTACT DATA key',
    doc: 'Asks the host for attached data.',
  },
  STORE: {
    code: 15,
    operands: { variable: 'callInt', from: 'int' },
    picture: 'variable := from',
    doc: 'ASSIGN to a call variable.',
  },
  STORE_TEXT: {
    code: 16,
    operands: { variable: 'callText', from: 'text' },
    picture: 'variable := from',
    doc: 'ASSIGN of a string, cut at 255 characters with an event.',
  },
  ADD_TO: {
    code: 17,
    operands: { variable: 'callInt', value: 'number' },
    picture: 'variable := variable + value',
    doc: 'ASSIGN x + n TO x in one step; overflow is a fault.',
  },
  NEGATE: { code: 20, operands: { to: 'intTo', a: 'int' }, picture: 'to := -a', doc: 'Overflow is a fault.' },
  ADD: { code: 21, operands: { to: 'intTo', a: 'int', b: 'int' }, picture: 'to := a + b', doc: 'Overflow is a fault.' },
  SUBTRACT: {
    code: 22,
    operands: { to: 'intTo', a: 'int', b: 'int' },
    picture: 'to := a - b',
    doc: 'Overflow is a fault.',
  },
  MULTIPLY: {
    code: 23,
    operands: { to: 'intTo', a: 'int', b: 'int' },
    picture: 'to := a * b',
    doc: 'Overflow is a fault.',
  },
  DIVIDE: {
    code: 24,
    operands: { to: 'intTo', a: 'int', b: 'int' },
    picture: 'to := a / b',
    doc: 'Truncates; overflow and division by zero are faults.',
  },
  ADD_NUMBER: {
    code: 25,
    operands: { to: 'intTo', a: 'int', value: 'number' },
    picture: 'to := a + value',
    doc: 'Overflow is a fault.',
  },
  JUMP: {
    code: 30,
    operands: { target: 'target' },
    picture: 'go to target',
    doc: 'EXECUTE section, and the way round what did not run.',
  },
  JEQUAL: {
    code: 31,
    operands: { a: 'int', b: 'int', target: 'target' },
    picture: 'if a = b go to target',
    doc: 'Compares two registers that cannot be empty, or for equality.',
  },
  JNOT_EQUAL: {
    code: 32,
    operands: { a: 'int', b: 'int', target: 'target' },
    picture: 'if a <> b go to target',
    doc: 'Compares two registers that cannot be empty, or for equality.',
  },
  JLESS: {
    code: 33,
    operands: { a: 'int', b: 'int', target: 'target' },
    picture: 'if a < b go to target',
    doc: 'Compares two registers that cannot be empty, or for equality.',
  },
  JAT_MOST: {
    code: 34,
    operands: { a: 'int', b: 'int', target: 'target' },
    picture: 'if a <= b go to target',
    doc: 'Compares two registers that cannot be empty, or for equality.',
  },
  JGREATER: {
    code: 35,
    operands: { a: 'int', b: 'int', target: 'target' },
    picture: 'if a > b go to target',
    doc: 'Compares two registers that cannot be empty, or for equality.',
  },
  JAT_LEAST: {
    code: 36,
    operands: { a: 'int', b: 'int', target: 'target' },
    picture: 'if a >= b go to target',
    doc: 'Compares two registers that cannot be empty, or for equality.',
  },
  JEQUAL_NUMBER: {
    code: 37,
    operands: { a: 'int', value: 'number', target: 'target' },
    picture: 'if a = value go to target',
    doc: 'Compares a register with a number.',
  },
  JNOT_EQUAL_NUMBER: {
    code: 38,
    operands: { a: 'int', value: 'number', target: 'target' },
    picture: 'if a <> value go to target',
    doc: 'Compares a register with a number.',
  },
  JLESS_NUMBER: {
    code: 39,
    operands: { a: 'int', value: 'number', target: 'target' },
    picture: 'if a < value go to target',
    doc: 'Compares a register with a number.',
  },
  JAT_MOST_NUMBER: {
    code: 40,
    operands: { a: 'int', value: 'number', target: 'target' },
    picture: 'if a <= value go to target',
    doc: 'Compares a register with a number.',
  },
  JGREATER_NUMBER: {
    code: 41,
    operands: { a: 'int', value: 'number', target: 'target' },
    picture: 'if a > value go to target',
    doc: 'Compares a register with a number.',
  },
  JAT_LEAST_NUMBER: {
    code: 42,
    operands: { a: 'int', value: 'number', target: 'target' },
    picture: 'if a >= value go to target',
    doc: 'Compares a register with a number.',
  },
  JNAME: {
    code: 43,
    operands: { a: 'int', name: 'symbol', target: 'target' },
    picture: 'if a = id of name go to target',
    doc: 'Compares with a name.',
  },
  JNOT_NAME: {
    code: 44,
    operands: { a: 'int', name: 'symbol', target: 'target' },
    picture: 'if a <> id of name go to target',
    doc: 'Compares with a name.',
  },
  JBETWEEN: {
    code: 45,
    operands: { a: 'int', low: 'number', high: 'number', target: 'target' },
    picture: 'if low <= a <= high go to target',
    doc: 'A constant range that does not wrap.',
  },
  JNOT_BETWEEN: {
    code: 46,
    operands: { a: 'int', low: 'number', high: 'number', target: 'target' },
    picture: 'unless low <= a <= high go to target',
    doc: 'A constant range that does not wrap.',
  },
  JIF: {
    code: 47,
    reads: [{ operand: 'intrinsic' }],
    operands: { intrinsic: 'askBoolean', target: 'target' },
    picture: 'if intrinsic go to target',
    doc: 'Asks a boolean without operands and tests it.',
  },
  JUNLESS: {
    code: 48,
    reads: [{ operand: 'intrinsic' }],
    operands: { intrinsic: 'askBoolean', target: 'target' },
    picture: 'unless intrinsic go to target',
    doc: 'Asks a boolean without operands and tests it.',
  },
  JOUT: {
    code: 49,
    reads: [{ name: 'OUT OF SERVICE', of: 'skillset' }],
    operands: { skillset: 'cell', target: 'target' },
    picture: 'if nobody is logged in go to target',
    doc: 'OUT OF SERVICE of one skillset.',
  },
  JSERVED: {
    code: 50,
    reads: [{ name: 'OUT OF SERVICE', of: 'skillset' }],
    operands: { skillset: 'cell', target: 'target' },
    picture: 'if somebody is logged in go to target',
    doc: 'NOT OUT OF SERVICE of one skillset.',
  },
  JSET: {
    code: 51,
    operands: { a: 'int', set: 'set', sense: 'flag', target: 'target' },
    picture: 'if (a in set) = sense go to target',
    doc: 'Membership in a constant set.',
  },
  JGLOBAL_SET: {
    code: 52,
    operands: { a: 'int', variable: 'globalSet', sense: 'flag', target: 'target' },
    picture: 'if (a in variable) = sense go to target',
    doc: 'Membership in a global set variable.',
  },
  JRANGE: {
    code: 53,
    operands: { a: 'int', low: 'int', high: 'int', sense: 'flag', target: 'target' },
    picture: 'if (low <= a <= high) = sense go to target',
    doc: 'A range of numbers known at run time.',
  },
  JWRAP: {
    code: 54,
    operands: { a: 'int', low: 'int', high: 'int', sense: 'flag', target: 'target' },
    picture: 'if (a in low .. high) = sense go to target',
    doc: 'A range of times, days or months known at run time; it wraps round, and empty ends or subjects are in none.',
  },
  JORDER: {
    code: 55,
    operands: { a: 'int', b: 'int', relation: 'relation', sense: 'flag', target: 'target' },
    picture: 'if (a relation b) = sense go to target',
    doc: 'An ordering of times: false of empty ones.',
  },
  JDATE: {
    code: 56,
    operands: { a: 'int', b: 'int', sense: 'flag', target: 'target' },
    picture: 'if (a = b) = sense go to target',
    doc: 'Equality of dates: one without year equals that day of every year.',
  },
  JDATE_ORDER: {
    code: 57,
    operands: { a: 'int', b: 'int', relation: 'relation', sense: 'flag', target: 'target' },
    picture: 'if (a relation b) = sense go to target',
    doc: 'An ordering of dates: false of empty ones; one without year is a fault.',
  },
  JDATE_SET: {
    code: 58,
    operands: { a: 'int', set: 'set', sense: 'flag', target: 'target' },
    picture: 'if (a in set) = sense go to target',
    doc: 'Membership of a date in a constant set.',
  },
  JDATE_GLOBAL_SET: {
    code: 59,
    operands: { a: 'int', variable: 'globalSet', sense: 'flag', target: 'target' },
    picture: 'if (a in variable) = sense go to target',
    doc: 'Membership of a date in a global set variable.',
  },
  JDATE_RANGE: {
    code: 60,
    operands: { a: 'int', low: 'int', high: 'int', sense: 'flag', target: 'target' },
    picture: 'if (a in low .. high) = sense go to target',
    doc: 'A range of dates known at run time.',
  },
  JTEXT: {
    code: 61,
    operands: { a: 'textOrCc', b: 'textOrCc', fold: 'flag', sense: 'flag', target: 'target' },
    picture: 'if (a = b) = sense go to target',
    doc: 'Equality of strings, without case where fold is 1; of copies, when one of them is equal.',
  },
  JTEXT_SET: {
    code: 62,
    operands: { a: 'textOrCc', set: 'set', fold: 'flag', sense: 'flag', target: 'target' },
    picture: 'if (a in set) = sense go to target',
    doc: 'Membership of a string or DN in a constant set.',
  },
  JTEXT_GLOBAL_SET: {
    code: 63,
    operands: { a: 'textOrCc', variable: 'globalTextSet', fold: 'flag', sense: 'flag', target: 'target' },
    picture: 'if (a in variable) = sense go to target',
    doc: 'Membership of a string or DN in a global set variable.',
  },
  JDN_RANGE: {
    code: 64,
    operands: { a: 'text', low: 'text', high: 'text', sense: 'flag', target: 'target' },
    picture: 'if (a in low .. high) = sense go to target',
    doc: 'A range of DNs known at run time.',
  },
  JCONTAINS: {
    code: 65,
    operands: { a: 'textOrCc', b: 'textOrCc', sense: 'flag', target: 'target' },
    picture: 'if (a CONTAINS b) = sense go to target',
    doc: 'Whole words of b in a (text.ts).',
  },
  JCONTAINS_SET: {
    code: 66,
    operands: { a: 'textOrCc', set: 'set', sense: 'flag', target: 'target' },
    picture: 'if (a CONTAINS one of set) = sense go to target',
    doc: 'Any string of a constant set.',
  },
  JCONTAINS_GLOBAL_SET: {
    code: 67,
    operands: { a: 'textOrCc', variable: 'globalTextSet', sense: 'flag', target: 'target' },
    picture: 'if (a CONTAINS one of variable) = sense go to target',
    doc: 'Any string of a global set variable.',
  },
  JMATCHES: {
    code: 68,
    operands: { a: 'textOrCc', b: 'textOrCc', sense: 'flag', target: 'target' },
    picture: 'if (a MATCHES b) = sense go to target',
    doc: 'The whole of a against the wildcard pattern b (text.ts).',
  },
  WAIT: {
    code: 80,
    operands: { seconds: 'int', wait: 'wait' },
    picture: 'suspend',
    doc: 'WAIT; 0 or less becomes 1 with an event.',
  },
  WAIT_NUMBER: {
    code: 81,
    operands: { seconds: 'positive', wait: 'wait' },
    picture: 'suspend',
    doc: 'WAIT of a constant.',
  },
  GET: {
    code: 82,
    operands: { provider: 'int', seconds: 'int', targets: 'targets', wait: 'wait' },
    picture: 'suspend',
    doc: 'GET RESPONSE; a time-out of 0 or less becomes 1 with an event.',
  },
  EXECUTE_SCRIPT: {
    code: 83,
    operands: { script: 'string' },
    picture: 'go on in script',
    doc: 'EXECUTE SCRIPT: the newest activation, fresh globals, no handler.',
  },
  QUIT: { code: 84, operands: {}, picture: 'stop', doc: 'QUIT.' },
  END: { code: 85, operands: {}, picture: 'stop', doc: 'End of text.' },
  DISCONNECT: { code: 86, operands: {}, picture: 'stop', doc: 'DISCONNECT.' },
  HANDLER: {
    code: 87,
    operands: { handler: 'handler' },
    picture: 'handler := handler',
    doc: 'EVENT HANDLER: holds until the contact leaves the script.',
  },
  RESUME: { code: 88, operands: {}, picture: 'stop', doc: 'End of an event body: the suspension stands.' },
  GONE: {
    code: 89,
    operands: { name: 'symbol' },
    picture: 'stop',
    doc: 'Stands in linked code only: the instruction here names something that is gone.',
  },
  QUEUE: {
    code: 90,
    operands: { queue: 'queueKind', choice: 'queueChoice', priority: 'int', ids: 'ids', count: 'count' },
    picture: '',
    doc: 'QUEUE TO; a priority outside 1..6 counts as the nearest, with an event.',
  },
  QUEUE_AT: {
    code: 91,
    operands: { queue: 'queueKind', choice: 'queueChoice', priority: 'priority', ids: 'ids', count: 'count' },
    picture: '',
    doc: 'QUEUE TO with a constant priority.',
  },
  CHANGE_PRIORITY: {
    code: 92,
    operands: { queue: 'queueKind', priority: 'int', ids: 'ids', count: 'count' },
    picture: '',
    doc: 'CHANGE PRIORITY IN.',
  },
  REMOVE: { code: 93, operands: { queue: 'queueKind', ids: 'ids', count: 'count' }, picture: '', doc: 'REMOVE FROM.' },
  ARGUMENT: {
    code: 94,
    operands: { from: 'int', type: 'intType' },
    picture: 'arguments += from',
    doc: 'One value for LOG or SEND.',
  },
  ARGUMENT_TEXT: {
    code: 95,
    operands: { from: 'text' },
    picture: 'arguments += from',
    doc: 'One string for LOG or SEND.',
  },
  LOG: { code: 96, operands: {}, picture: 'arguments := none', doc: 'LOG.' },
  SEND_INFO: { code: 97, operands: { provider: 'int' }, picture: 'arguments := none', doc: 'SEND INFO.' },
  SEND_REQUEST: { code: 98, operands: { provider: 'int' }, picture: 'arguments := none', doc: 'SEND REQUEST.' },
  GIVE_RESPONSE: {
    code: 99,
    operands: { response: 'int' },
    picture: '',
    doc: 'GIVE RESPONSE; an empty one does nothing.',
  },
  OFFER_RESPONSE: { code: 100, operands: { ids: 'ids', count: 'count' }, picture: '', doc: 'OFFER RESPONSE.' },
  ROUTE_CONTACT: { code: 101, operands: { address: 'text' }, picture: 'stop', doc: 'ROUTE CONTACT.' },
  CLOSE_CONTACT: { code: 102, operands: { reason: 'int' }, picture: 'stop', doc: 'CLOSE CONTACT; reason -1 for none.' },
  READ_SHARED: {
    code: 103,
    operands: { variable: 'callNumber' },
    picture: 'variable := shared value',
    doc: 'READVAR.',
  },
  SAVE_SHARED: {
    code: 104,
    operands: { variable: 'callNumber' },
    picture: 'shared value := variable',
    doc: 'SAVEVAR.',
  },
  VOICE: {
    code: 105,
    operands: { statement: 'voice', ends: 'flag' },
    picture: '',
    doc: "A voice-only statement: skipped with one event; where ends is 1 it ends a voice contact's run.",
  },
  VOICE_BLOCK: {
    code: 106,
    operands: { statement: 'voice', target: 'target' },
    picture: 'unless the contact is a voice contact go to target',
    doc: 'OPEN VOICE SESSION: an e-mail contact skips the whole block with one event.',
  },
  ...FUSED,
} as const satisfies Record<string, InstructionRow>;

export type InstructionName = keyof typeof INSTRUCTIONS;

/** The code of an instruction, as a literal type. */
export type Op<N extends InstructionName> = (typeof INSTRUCTIONS)[N]['code'];

/** The operands of an instruction, by name. */
export type Operands<N extends InstructionName> = keyof (typeof INSTRUCTIONS)[N]['operands'] & string;

/** Relations of an ordering, by the numbers of operand kind `relation`. */
export const RELATIONS = ['<', '<=', '>', '>='] as const;
export type Relation = (typeof RELATIONS)[number];

/** Queue kinds and choices by number. */
export const QUEUE_KINDS = ['skillset', 'agent', 'network'] as const satisfies readonly QueueKind[];
export const QUEUE_CHOICES = ['each', 'longest_idle', 'most_logged'] as const satisfies readonly QueueChoice[];

/** Voice-only statements by number. Append only. */
export const VOICE_STATEMENTS = [
  'GIVE RINGBACK',
  'GIVE SILENCE',
  'GIVE MUSIC',
  'GIVE RAN',
  'GIVE BUSY',
  'GIVE OVERFLOW',
  'GIVE IVR',
  'GIVE CONTROLLED BROADCAST ANNOUNCEMENT',
  'OPEN VOICE SESSION',
  'PLAY PROMPT',
  'COLLECT DIGITS',
  'ROUTE CALL',
  'QUEUE TO NACD',
  'REMOVE FROM NACD',
] as const;
export type VoiceStatement = (typeof VOICE_STATEMENTS)[number];
