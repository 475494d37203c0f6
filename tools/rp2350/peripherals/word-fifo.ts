// A hardware FIFO of fixed depth, without allocation.

export class WordFifo {
  length = 0;
  private head = 0;
  private readonly words: Uint32Array;

  constructor(readonly depth: number) {
    this.words = new Uint32Array(depth);
  }

  /** False, and nothing stored, when full. */
  push(word: number): boolean {
    if (this.length === this.depth) return false;
    this.words[(this.head + this.length) % this.depth] = word;
    this.length++;
    return true;
  }

  /** The oldest word; 0 when empty. */
  pop(): number {
    if (this.length === 0) return 0;
    const word = this.words[this.head];
    this.head = (this.head + 1) % this.depth;
    this.length--;
    return word;
  }

  clear(): void {
    this.length = 0;
    this.head = 0;
  }
}
