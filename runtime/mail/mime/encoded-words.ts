/**
 * Encoded words of RFC 2047 in header fields that the parser leaves as they are. A word that cannot be decoded stays as written; neighbours
 * of one character set are decoded together, because programs cut characters in two.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let decoded = '';
  let end = 0;
  let pending: { readonly charset: string; readonly bytes: Buffer[] } | undefined;
  const flush = () => {
    if (pending !== undefined) decoded += decode(pending.charset, Buffer.concat(pending.bytes));
    pending = undefined;
  };
  for (const found of text.matchAll(/=\?([\w.:-]{1,40})(?:\*[\w-]{0,40})?\?([QB])\?([^?\s]{0,2000})\?=/gi)) {
    const between = text.slice(end, found.index);
    // Blanks between two encoded words are not part of the text (RFC 2047 §6.2).
    if (pending === undefined || between.trim() !== '') {
      flush();
      decoded += between;
    }
    const charset = (found[1] ?? '').toLowerCase();
    const bytes = found[2]?.toUpperCase() === 'B' ? Buffer.from(found[3] ?? '', 'base64') : fromQ(found[3] ?? '');
    if (pending !== undefined && pending.charset !== charset) flush();
    pending ??= { charset, bytes: [] };
    pending.bytes.push(bytes);
    end = found.index + found[0].length;
  }
  flush();
  return decoded + text.slice(end);
}

function fromQ(text: string): Buffer {
  const plain = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

function decode(charset: string, bytes: Buffer): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
