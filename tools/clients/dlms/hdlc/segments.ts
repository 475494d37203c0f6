// A message cut into information fields, with the numbers they are sent under and what of them has arrived.

export interface Segment {
  readonly ns: number;
  readonly bytes: Buffer;
  readonly hasMore: boolean;
}

const MODULUS = 8;

export class OutgoingSegments {
  readonly #parts: Buffer[];
  readonly #first: number;
  /** How many have arrived, and how many were sent at least once. */
  acknowledged = 0;
  #sent = 0;

  /** `first`: N(S) of the first one. */
  constructor(message: Buffer, most: number, first: number) {
    this.#first = first;
    const count = Math.ceil(message.length / most);
    this.#parts = Array.from({ length: count }, (_, i) => message.subarray(i * most, (i + 1) * most));
  }

  get isDone(): boolean {
    return this.acknowledged >= this.#parts.length;
  }

  get hasUnacknowledged(): boolean {
    return this.acknowledged < this.#sent;
  }

  /** N(S) of the frame behind those that were sent. */
  get next(): number {
    return (this.#first + this.#sent) % MODULUS;
  }

  /** Those to send now, from the first that has not arrived. */
  window(most: number): Segment[] {
    const parts = this.#parts.slice(this.acknowledged, this.acknowledged + most);
    this.#sent = Math.max(this.#sent, this.acknowledged + parts.length);
    return parts.map((bytes, i) => {
      const index = this.acknowledged + i;
      return { ns: (this.#first + index) % MODULUS, bytes, hasMore: index < this.#parts.length - 1 };
    });
  }

  /** All before `nr` have arrived; false where `nr` is none that was sent. */
  acknowledge(nr: number): boolean {
    const ahead = (nr - this.#first - this.acknowledged) % MODULUS;
    const count = (ahead + MODULUS) % MODULUS;
    if (count > this.#sent - this.acknowledged) return false;
    this.acknowledged += count;
    return true;
  }

  /** The rest is not wanted any more: an answer has come. */
  abandon(): void {
    this.#parts.length = this.#sent;
    this.acknowledged = this.#sent;
  }
}
