/**
 * The bytes of a program.
 *
 *   magic      "ccb" and a zero byte
 *   format     varint, FORMAT
 *   hash       32 bytes, SHA-256 of the body
 *   length     varint, bytes of the body
 *   body       compiler; code; strings; symbols; sets; lists; scripts; wait points; handlers; fault ranges; branches; spans
 *
 * Numbers are varints, tables start with their count, pcs and lines are distances to the one before. The same program gives the
 * same bytes. A format is never changed: FORMAT is raised, and images of another are refused.
 */

import { ByteReader, ByteWriter } from './bytes.ts';
import { NAME_KINDS } from './directory.ts';
import { LineTable } from './line-table.ts';
import {
  ARM_KINDS,
  type Branch,
  type FaultRange,
  type Program,
  type ProgramBody,
  type ProgramScript,
  type ProgramSet,
  type ProgramSymbol,
  programError,
  type Span,
} from './program.ts';
import { sha256 } from './sha256.ts';
import { VALUE_TYPES } from './values.ts';
import { checkSize, verify } from './verify.ts';

/** Raise it with every change of the layout or of what an instruction means. */
export const FORMAT = 2;

const MAGIC = [0x63, 0x63, 0x62, 0x00];
const HASH_BYTES = 32;

/**
 * A body with its hash, which is worked out when it is first asked for: whoever only validates never does. Throws a ProgramError TOO_LARGE.
 */
export function sealProgram(body: ProgramBody): Program {
  checkSize(body.code);
  let hash: string | undefined;
  return {
    ...body,
    get hash() {
      hash ??= sha256(encodeBody(body));
      return hash;
    },
  };
}

/** A program's bytes. */
export function encodeProgram(program: Program): Uint8Array {
  const body = encodeBody(program);
  const out = new ByteWriter();
  for (const byte of MAGIC) out.byte(byte);
  out.unsigned(FORMAT);
  const hash = sha256(body);
  for (let i = 0; i < HASH_BYTES; i++) out.byte(Number.parseInt(hash.slice(i * 2, i * 2 + 2), 16));
  out.unsigned(body.length);
  out.bytes(body);
  return out.take();
}

/** The program in these bytes, verified. Throws a ProgramError, and nothing else, when there is none that can be run. */
export function decodeProgram(bytes: Uint8Array): Program {
  if (MAGIC.some((byte, i) => bytes[i] !== byte))
    throw programError('NOT_A_PROGRAM', 'the first bytes are not those of one');
  const header = new ByteReader(bytes.subarray(MAGIC.length), (what) => programError('TRUNCATED', what));
  const format = header.unsigned();
  if (format > FORMAT) throw programError('NEWER_FORMAT', `format ${format}, this release reads ${FORMAT}`);
  if (format < FORMAT) throw programError('OLDER_FORMAT', `format ${format}, this release reads ${FORMAT}`);
  let hash = '';
  for (let i = 0; i < HASH_BYTES; i++) hash += header.byte().toString(16).padStart(2, '0');
  const length = header.unsigned();
  const body = header.rest();
  if (body.length < length) throw programError('TRUNCATED', `${body.length} of ${length} bytes`);
  if (body.length > length) throw programError('MALFORMED', `${body.length - length} bytes after its end`);
  if (sha256(body) !== hash) throw programError('HASH_MISMATCH', `it says ${hash.slice(0, 12)}`);
  const program: Program = { ...decodeBody(body), hash };
  verify(program);
  return program;
}

function encodeBody(program: ProgramBody): Uint8Array {
  const out = new ByteWriter();
  out.text(program.compiler);
  out.unsigned(program.code.length);
  for (const word of program.code) out.signed(word);
  out.list(program.strings, (text) => out.text(text));
  out.list(program.symbols, (symbol) => {
    out.unsigned(NAME_KINDS.indexOf(symbol.kind));
    out.text(symbol.name);
    if (symbol.kind !== 'variable') return;
    out.unsigned((symbol.scope === 'call' ? 1 : 0) | (symbol.class === 'set' ? 2 : 0));
    out.unsigned(VALUE_TYPES.indexOf(symbol.type));
  });
  out.list(program.sets, (set) => {
    out.list(set.ranges, (end) => out.signed(end));
    out.list(set.strings, (text) => out.text(text));
    out.list(set.dnRanges, (range) => {
      out.text(range.low);
      out.text(range.high);
    });
    out.list(set.symbols, (symbol) => out.unsigned(symbol));
  });
  out.list(program.lists, (list) => out.list(list, (symbol) => out.unsigned(symbol)));
  out.list(program.scripts, (script) => {
    out.text(script.name);
    out.unsigned(script.pc);
    out.list(script.sections, (section) => {
      out.text(section.name);
      out.unsigned(section.pc);
    });
  });
  out.list(program.waitPoints, (point) => {
    out.text(point.name);
    out.unsigned(point.pc);
  });
  out.list(program.handlers, (handler) => out.list(handler.pcs, (pc) => out.signed(pc)));
  out.list(program.faults, (range) => {
    out.unsigned(range.from);
    out.unsigned(range.to);
    out.unsigned(range.target);
  });
  encodeBranches(out, program.branches);
  encodeSpans(out, program.spans);
  return out.take();
}

function encodeBranches(out: ByteWriter, branches: readonly Branch[]): void {
  let pc = 0;
  out.list(branches, (branch) => {
    out.unsigned((branch.pc - pc) * 2 + (branch.kind === 'where' ? 1 : 0));
    pc = branch.pc;
    out.list(branch.arms, (arm) => {
      out.unsigned(ARM_KINDS.indexOf(arm.kind));
      out.unsigned(arm.pc - branch.pc);
    });
  });
}

function encodeSpans(out: ByteWriter, spans: LineTable): void {
  let [pc, line] = [0, 0];
  out.list([...spans], (span) => {
    out.unsigned((span.pc - pc) * 2 + (span.statement ? 1 : 0));
    out.unsigned(span.script);
    out.signed(span.line - line);
    out.unsigned(span.column);
    out.signed(span.endLine - span.line);
    out.unsigned(span.endColumn);
    pc = span.pc;
    line = span.line;
  });
}

function decodeBody(body: Uint8Array): ProgramBody {
  const input = new ByteReader(body, (what) => programError('MALFORMED', what));
  const of = <T>(words: readonly T[], what: string): T => {
    const word = words[input.unsigned()];
    if (word === undefined) throw programError('MALFORMED', `unknown ${what}`);
    return word;
  };
  const compiler = input.text();
  const code = Int32Array.from(input.list(() => input.signed()));
  const strings = input.list(() => input.text());
  const symbols = input.list((): ProgramSymbol => {
    const kind = of(NAME_KINDS, 'kind of name');
    const name = input.text();
    if (kind !== 'variable') return { kind, name };
    const flags = input.unsigned();
    const type = of(VALUE_TYPES, 'type');
    return { kind, name, scope: flags & 1 ? 'call' : 'global', class: flags & 2 ? 'set' : 'item', type };
  });
  const sets = input.list(
    (): ProgramSet => ({
      ranges: input.list(() => input.signed()),
      strings: input.list(() => input.text()),
      dnRanges: input.list(() => ({ low: input.text(), high: input.text() })),
      symbols: input.list(() => input.unsigned()),
    }),
  );
  const lists = input.list(() => input.list(() => input.unsigned()));
  const named = () => ({ name: input.text(), pc: input.unsigned() });
  const scripts = input.list((): ProgramScript => ({ ...named(), sections: input.list(named) }));
  const waitPoints = input.list(named);
  const handlers = input.list(() => ({ pcs: input.list(() => input.signed()) }));
  const faults = input.list(
    (): FaultRange => ({ from: input.unsigned(), to: input.unsigned(), target: input.unsigned() }),
  );
  let branchPc = 0;
  const branches = input.list((): Branch => {
    const mark = input.unsigned();
    branchPc += mark >>> 1;
    const pc = branchPc;
    const arms = input.list(() => ({ kind: of(ARM_KINDS, 'kind of branch'), pc: pc + input.unsigned() }));
    return { pc, kind: (mark & 1) === 1 ? 'where' : 'if', arms };
  });
  const spans = decodeSpans(input);
  if (!input.atEnd()) throw programError('MALFORMED', 'bytes after its tables');
  return { compiler, code, strings, symbols, sets, lists, scripts, waitPoints, handlers, faults, branches, spans };
}

function decodeSpans(input: ByteReader): LineTable {
  let [pc, line] = [0, 0];
  const spans = input.list((): Span => {
    const mark = input.unsigned();
    pc += mark >>> 1;
    const script = input.unsigned();
    line += input.signed();
    const column = input.unsigned();
    const endLine = line + input.signed();
    return { pc, script, line, column, endLine, endColumn: input.unsigned(), statement: (mark & 1) === 1 };
  });
  return LineTable.of(spans);
}
