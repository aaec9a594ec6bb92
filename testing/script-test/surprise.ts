/** What a test found otherwise than its author thought. Internal: a run throws it, whoever runs tests makes a failure of it. */
export class Surprise extends Error {
  readonly code = 'surprise';
  /** What was to be, in the words of the file. */
  readonly expected: string;
  /** What is so instead. */
  readonly found: string;
  /** The key that it is about, from the step. */
  readonly key: string;

  constructor(key: string, expected: string, found: string) {
    super(`expected ${expected}, found ${found}`);
    this.key = key;
    this.expected = expected;
    this.found = found;
  }
}
