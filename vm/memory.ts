/**
 * The memory of all machines of a process, one array for each purpose, and never another one: compiled code then has their addresses and
 * bounds as constants. With an array for each slab and each program, looked at again after every call, a decision takes a fifth longer
 * (bench/README.md).
 *
 * What is reserved is address space: a page is memory from its first use on. The buffers are shared ones, because the engine does not count
 * those as garbage that may be waiting, and nothing can take them away.
 */

/** Machines that may be in a process at once: contacts whose script runs or waits. */
export const RECORDS_MAX = 1 << 22;
const WORDS_OF_RECORDS = RECORDS_MAX * 16;
/** Words of code that programs may have in all while they run, and so one program: a million lines of script are some eight million. */
export const CODE_WORDS_MAX = 1 << 24;
/** Room for a run of the greatest budget: three entries at most for each step, and its marks. */
export const TRACE_WORDS_MAX = 1 << 20;

const RECORDS = /* @__PURE__ */ reserve(WORDS_OF_RECORDS);
/** Records of machines (record.ts). */
export const WORDS: Int32Array = /* @__PURE__ */ new Int32Array(RECORDS);
/** The same bytes as halves of words. */
export const TAGS: Uint16Array = /* @__PURE__ */ new Uint16Array(RECORDS);
/** Code of the programs that run (code-memory.ts). */
export const CODE: Int32Array = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ reserve(CODE_WORDS_MAX));
/** What the present activation wrote of its way (trace.ts). */
export const TRACE_WORDS: Int32Array = /* @__PURE__ */ new Int32Array(/* @__PURE__ */ reserve(TRACE_WORDS_MAX));

/** Marked as pure where it is called, so that a bundle that runs no machine reserves nothing. */
function reserve(words: number): SharedArrayBuffer {
  return new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT);
}
