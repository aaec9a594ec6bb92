/** Bytes to text: strict UTF-8 with the offset of every byte that is none (language §1). */

import { limits } from './limits.ts';

/** A byte that is not UTF-8; several in a row count as one. */
export interface DecodingFault {
  /** Offset in the bytes, a byte-order mark included. */
  readonly byteOffset: number;
  readonly byte: number;
  /** Where U+FFFD stands for it in the text. */
  readonly textOffset: number;
}

/** Text without its byte-order mark, and what was not UTF-8 in it (of a hopeless file the first findings only). */
export interface DecodedText {
  readonly text: string;
  readonly faults: readonly DecodingFault[];
}

const chunkUnits = 8192;
const replacement = 0xfffd;
/** As many arguments as a call may safely have. */
const asciiBytes = 16_384;
const beyondAscii = /[\x80-\xff]/;

/** Decodes UTF-8. Overlong forms, surrogates and code points above U+10FFFF are faults. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  return asciiOf(bytes) ?? decodeUnits(bytes);
}

/** A short text of ASCII, as most scripts are: found by calls of the platform, without a step of ours for each byte. */
function asciiOf(bytes: Uint8Array): DecodedText | undefined {
  if (bytes.length > asciiBytes) return undefined;
  const text = String.fromCharCode.apply(undefined, bytes as unknown as number[]);
  return beyondAscii.test(text) ? undefined : { text, faults: [] };
}

function decodeUnits(bytes: Uint8Array): DecodedText {
  const units = new Uint16Array(chunkUnits);
  const parts: string[] = [];
  const faults: DecodingFault[] = [];
  let filled = 0;
  let flushed = 0;
  let faultyUpTo = -1;
  let at = startsWithMark(bytes) ? 3 : 0;
  while (at < bytes.length) {
    if (filled > chunkUnits - 2) {
      parts.push(textOf(units, filled));
      flushed += filled;
      filled = 0;
    }
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      units[filled] = first;
      filled += 1;
      at += 1;
      continue;
    }
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      if (faultyUpTo !== at) {
        if (faults.length <= limits.findingsInFile)
          faults.push({ byteOffset: at, byte: first, textOffset: flushed + filled });
        units[filled] = replacement;
        filled += 1;
      }
      at += 1;
      faultyUpTo = at;
      continue;
    }
    const point = codePoint(bytes, at, length);
    if (point > 0xffff) {
      units[filled] = 0xd800 + ((point - 0x10000) >> 10);
      units[filled + 1] = 0xdc00 + ((point - 0x10000) & 0x3ff);
      filled += 2;
    } else {
      units[filled] = point;
      filled += 1;
    }
    at += length;
  }
  parts.push(textOf(units, filled));
  return { text: parts.join(''), faults };
}

/** How many bytes a text has as UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A pair of surrogates is two units and four bytes, so each adds one.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function textOf(units: Uint16Array, count: number): string {
  // `apply` takes a typed array as it is; spreading would go through its iterator, five times slower.
  return String.fromCharCode.apply(undefined, units.subarray(0, count) as unknown as number[]);
}

/** The length of the well-formed sequence at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (length === 0) return 0;
  for (let index = 1; index < length; index += 1) {
    if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1] ?? 0;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  let point = (bytes[at] ?? 0) & (length === 2 ? 0x1f : length === 3 ? 0x0f : 0x07);
  for (let index = 1; index < length; index += 1) point = (point << 6) | ((bytes[at + index] ?? 0) & 0x3f);
  return point;
}
