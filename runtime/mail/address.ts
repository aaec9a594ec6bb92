/** What counts as an e-mail address that mail can be sent to and headers can hold. */

/**
 * `local@domain`, at most 320 characters, without blanks, control characters, brackets, commas, quotes or a second @. Quoted local
 * parts (RFC 5321 §4.1.2) are not taken: nobody has them, and they carry injections.
 */
export function isAddress(text: string): boolean {
  return (
    text.length <= 320 &&
    /^[^\s@<>(),;:"[\]\\\u0000-\u001f\u007f-\u009f]{1,64}@[^\s@<>(),;:"[\]\\\u0000-\u001f\u007f-\u009f]{1,255}$/u.test(
      text,
    )
  );
}
