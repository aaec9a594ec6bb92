/** A path as it is typed in a shell: in quotes where it holds blanks or other characters that a shell reads otherwise. */
export function shellWord(path: string): string {
  return /^[\p{L}\p{M}\p{N}_@%+=:,./-]+$/u.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
