// A list of doubles that grows while a file is read whose number of samples nobody stated.

export class Growing {
  #values = new Float64Array(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Float64Array(2 * this.#length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  /** What was pushed, without a copy. */
  done(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
