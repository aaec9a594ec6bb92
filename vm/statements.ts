/** Statements that are rare in a run: each does its part and says how many words it is long. */
import { CONTACT_TYPES } from './directory.ts';
import type { Host, LinkedProgram } from './host.ts';
import { INSTRUCTIONS, type Op, QUEUE_CHOICES, QUEUE_KINDS, VOICE_STATEMENTS } from './instructions.ts';
import { INTRINSICS } from './intrinsics.ts';
import { type MachineSlab, storeInt } from './machine-slab.ts';
import { readInt, readText } from './machine-state.ts';
import { WORDS } from './memory.ts';
import { argumentOf, idsOf, priorityOf } from './operands.ts';
import { programError } from './program.ts';
import { RECORD, RECORD_WORDS } from './record.ts';
import { gatherArgument, INTS, TEXTS, takeArguments } from './registers.ts';
import { EMPTY } from './values.ts';

const CONTACT_TYPE = INTRINSICS['CONTACT TYPE'].number;
const VOICE_CONTACT = CONTACT_TYPES.indexOf('Voice');

/** Does the statement at `pc`; answers its length in words. */
export function perform(slab: MachineSlab, record: number, program: LinkedProgram, pc: number, host: Host): number {
  const { code } = program;
  switch (code[pc]) {
    case 90 satisfies Op<'QUEUE'>: {
      const ids = idsOf(program, code[pc + 4]!, code[pc + 5]!);
      const priority = priorityOf(INTS[code[pc + 3]!]!, host, pc);
      if (ids.length > 0) host.queue(QUEUE_KINDS[code[pc + 1]!]!, ids, priority, QUEUE_CHOICES[code[pc + 2]!]!);
      return 6;
    }
    case 92 satisfies Op<'CHANGE_PRIORITY'>: {
      const ids = idsOf(program, code[pc + 3]!, code[pc + 4]!);
      const priority = priorityOf(INTS[code[pc + 2]!]!, host, pc);
      if (ids.length > 0) host.changePriority(QUEUE_KINDS[code[pc + 1]!]!, ids, priority);
      return 5;
    }
    case 93 satisfies Op<'REMOVE'>: {
      const ids = idsOf(program, code[pc + 2]!, code[pc + 3]!);
      if (ids.length > 0) host.remove(QUEUE_KINDS[code[pc + 1]!]!, ids);
      return 4;
    }
    case 94 satisfies Op<'ARGUMENT'>:
      gatherArgument(argumentOf(INTS[code[pc + 1]!]!, code[pc + 2]!, host));
      return 3;
    case 95 satisfies Op<'ARGUMENT_TEXT'>:
      gatherArgument(TEXTS[code[pc + 1]!]!);
      return 2;
    case 96 satisfies Op<'LOG'>:
      host.log(takeArguments());
      return 1;
    case 97 satisfies Op<'SEND_INFO'>: {
      const values = takeArguments();
      if (INTS[code[pc + 1]!] !== EMPTY) host.sendInfo(INTS[code[pc + 1]!]!, values);
      return 2;
    }
    case 98 satisfies Op<'SEND_REQUEST'>: {
      const values = takeArguments();
      if (INTS[code[pc + 1]!] !== EMPTY) host.sendRequest(INTS[code[pc + 1]!]!, values);
      return 2;
    }
    case 99 satisfies Op<'GIVE_RESPONSE'>:
      if (INTS[code[pc + 1]!] !== EMPTY) host.giveResponse(INTS[code[pc + 1]!]!);
      return 2;
    case 103 satisfies Op<'READ_SHARED'>:
      storeInt(slab, record, code[pc + 1]!, host.readShared(code[pc + 1]!) | 0);
      return 2;
    case 104 satisfies Op<'SAVE_SHARED'>:
      host.writeShared(code[pc + 1]!, readInt(slab, record, code[pc + 1]!, host));
      return 2;
    default:
      throw programError('BAD_CODE', `no statement ${code[pc]} at ${pc}`);
  }
}

/** The string that CALL_TEXT or GLOBAL_TEXT reads. */
export function variableText(slab: MachineSlab, record: number, pc: number, host: Host): string {
  const { code } = slab.programOf(record);
  if (code[pc] === INSTRUCTIONS.CALL_TEXT.code) return readText(slab, record, code[pc + 2]!, host);
  return host.globals(WORDS[record * RECORD_WORDS + RECORD.globals]!).strings[code[pc + 2]!] ?? '';
}

/** The answer that ASK_TEXT or ASK_DATA reads. */
export function askText({ code, strings }: LinkedProgram, pc: number, host: Host): string {
  if (code[pc] === INSTRUCTIONS.ASK_TEXT.code) return host.askString(code[pc + 2]!);
  return host.contactData(strings[code[pc + 2]!]!);
}

/** Whether the contact is a voice contact: none of them comes to this centre, but a program may ask. */
export function isVoice(host: Host): boolean {
  return host.askInt(CONTACT_TYPE) === VOICE_CONTACT;
}

/** The event of a voice-only statement that an e-mail contact meets. */
export function skipVoice({ code }: LinkedProgram, pc: number, host: Host): void {
  host.event('voice_only', pc, VOICE_STATEMENTS[code[pc + 1]!]!);
}
