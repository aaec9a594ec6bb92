/**
 * Instructions that do several things in one step: read, compare and jump; a statement with its constants. What they do, a few of the
 * other instructions could do too; that there are few steps is what makes a decision fast, so the compiler prefers these.
 *
 * Every relation with a number is a range: `x > 5` is 6 .. the greatest integer, `x <> 5` is outside 5 .. 5. So one pair of
 * instructions for each place that a value can come from is enough.
 */
import type { InstructionRow } from './instruction-row.ts';

export const FUSED = {
  READ_FACT: {
    code: 107,
    operands: { to: 'intTo', intrinsic: 'askFact' },
    picture: 'to := fact',
    reads: [{ operand: 'intrinsic' }],
    doc: 'Loads what does not change while a script runs: the centre’s time, the contact’s type, priority, age.',
  },
  JFACT_IN: {
    code: 108,
    operands: { intrinsic: 'askFact', low: 'number', high: 'number', target: 'target' },
    picture: 'if low <= fact <= high go to target',
    reads: [{ operand: 'intrinsic' }],
    doc: 'Loads a fact and tests it; low above high holds of nothing.',
  },
  JFACT_OUT: {
    code: 109,
    operands: { intrinsic: 'askFact', low: 'number', high: 'number', target: 'target' },
    picture: 'unless low <= fact <= high go to target',
    reads: [{ operand: 'intrinsic' }],
    doc: 'The other sense of JFACT_IN.',
  },
  JFACT_MASK: {
    code: 110,
    operands: { intrinsic: 'askFact', mask: 'number', sense: 'flag', target: 'target' },
    picture: 'if (fact in mask) = sense go to target',
    reads: [{ operand: 'intrinsic' }],
    doc: 'Membership in a set of numbers 0 .. 31, bit n of the mask for n: days, months, priorities, types.',
  },
  SWITCH: {
    code: 111,
    operands: { intrinsic: 'askFact', low: 'number', cases: 'cases' },
    picture: 'go where the jump of fact - low goes, else where the last one goes',
    reads: [{ operand: 'intrinsic' }],
    doc: 'WHERE of a fact with small constants: `cases` JUMPs stand behind it and one more for all other values; it takes the jump itself, in one step.',
  },
  JCELL_IN: {
    code: 112,
    operands: { intrinsic: 'askCell', skillset: 'cell', low: 'number', high: 'number', target: 'target' },
    picture: 'if low <= cell <= high go to target',
    reads: [{ operand: 'intrinsic', of: 'skillset' }],
    doc: 'Loads a skillset’s cell and tests it.',
  },
  JCELL_OUT: {
    code: 113,
    operands: { intrinsic: 'askCell', skillset: 'cell', low: 'number', high: 'number', target: 'target' },
    picture: 'unless low <= cell <= high go to target',
    reads: [{ operand: 'intrinsic', of: 'skillset' }],
    doc: 'The other sense of JCELL_IN.',
  },
  JCELLS: {
    code: 114,
    operands: {
      intrinsic: 'askCell',
      skillset: 'cell',
      factor: 'number',
      second: 'askCell',
      other: 'cell',
      relation: 'relation',
      target: 'target',
    },
    picture: 'if cell relation factor * other cell go to target',
    reads: [
      { operand: 'intrinsic', of: 'skillset' },
      { operand: 'second', of: 'other' },
    ],
    doc: 'Compares two cells, the second times a number: (QUEUED COUNT a) > (3 * LOGGED AGENT COUNT a); overflow is a fault.',
  },
  JASK_IN: {
    code: 115,
    operands: { intrinsic: 'askOf', ids: 'ids', count: 'none', low: 'number', high: 'number', target: 'target' },
    picture: 'if low <= intrinsic(ids) <= high go to target',
    reads: [{ operand: 'intrinsic', of: 'ids' }],
    doc: 'ASK_OF and a test of the answer.',
  },
  JASK_OUT: {
    code: 116,
    operands: { intrinsic: 'askOf', ids: 'ids', count: 'none', low: 'number', high: 'number', target: 'target' },
    picture: 'unless low <= intrinsic(ids) <= high go to target',
    reads: [{ operand: 'intrinsic', of: 'ids' }],
    doc: 'The other sense of JASK_IN.',
  },
  JCALL_IN: {
    code: 117,
    operands: { variable: 'callInt', low: 'number', high: 'number', target: 'target' },
    picture: 'if low <= variable <= high go to target',
    doc: 'Reads a call variable, as CALL_INT does, and tests it.',
  },
  JCALL_OUT: {
    code: 118,
    operands: { variable: 'callInt', low: 'number', high: 'number', target: 'target' },
    picture: 'unless low <= variable <= high go to target',
    doc: 'The other sense of JCALL_IN.',
  },
  STORE_NUMBER: {
    code: 119,
    operands: { variable: 'callInt', value: 'number' },
    picture: 'variable := value',
    doc: 'ASSIGN of a constant.',
  },
  CHANGE_PRIORITY_TO: {
    code: 120,
    operands: { queue: 'queueKind', priority: 'priority', ids: 'ids', count: 'count' },
    picture: '',
    doc: 'CHANGE PRIORITY IN with a constant priority.',
  },
  GIVE_RESPONSE_NAMED: {
    code: 121,
    operands: { response: 'response' },
    picture: '',
    doc: 'GIVE RESPONSE of a name.',
  },
} as const satisfies Record<string, InstructionRow>;
