/**
 * Text of a mail, made fit for every column and page while still in the child: NUL and lone surrogates become U+FFFD, and it is cut
 * without splitting a pair. The core has the same rule (runtime/center/clean.ts); the child does not load the core.
 */
export function boundedText(text: string, characters: number): string {
  const cut =
    text.length > characters ? text.slice(0, endsInPair(text, characters) ? characters - 1 : characters) : text;
  return cut.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** One line: control characters and line breaks become blanks, ends trimmed. */
export function boundedLine(text: string, characters: number): string {
  return boundedText(text.length > 4 * characters ? text.slice(0, 4 * characters) : text, 4 * characters)
    .replace(/[\u0001-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, characters)
    .toWellFormed();
}

function endsInPair(text: string, length: number): boolean {
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
