/** Numbers of 32 bits one after the other, in room that stays when the list is emptied: for what is written anew for each of thousands of scripts. */
export class WordList {
  length = 0;
  private words = new Int32Array(64);

  push(word: number): void {
    const at = this.length++;
    if (at === this.words.length) this.grow();
    this.words[at] = word;
  }

  at(index: number): number {
    return this.words[index]!;
  }

  set(index: number, word: number): void {
    this.words[index] = word;
  }

  /** Writes all of them into an array; answers where they end there. */
  copyTo(array: Int32Array, from: number): number {
    const { words, length } = this;
    for (let index = 0; index < length; index++) array[from + index] = words[index]!;
    return from + length;
  }

  private grow(): void {
    const more = new Int32Array(this.words.length * 2);
    more.set(this.words);
    this.words = more;
  }
}
