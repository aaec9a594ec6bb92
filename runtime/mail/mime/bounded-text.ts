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
  // Blanks at the ends and runs of control characters go first, so more is looked at than is kept; how much more is bounded too.
  const line = boundedText(text, 4 * characters)
    .replace(/[\u0001-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
    .trim();
  return boundedText(line, characters).trimEnd();
}

function endsInPair(text: string, length: number): boolean {
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
