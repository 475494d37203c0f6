// Tells what a byte outside a 7E1 port is: the eight bits on the wire, or a character whose parity a driver would add.

/**
 * `wire`: the eight bits on the wire, parity in bit 7. `characters`: a plain character; the line adds and takes off the
 * parity, for programs that leave it to a driver. `detected`: as the last `/` from outside had it.
 */
export const PRESENTATIONS = ['detected', 'wire', 'characters'] as const;
export type Presentation = (typeof PRESENTATIONS)[number];

/** `/` begins a sign-on of IEC 62056-21 and stands nowhere else in what a reader sends; it has five ones. */
const PLAIN_START = 0x2f;
const START_WITH_PARITY = 0xaf;

export class Presenter {
  readonly #presentation: Presentation;
  #isWire: boolean;

  constructor(presentation: Presentation = 'wire') {
    this.#presentation = presentation;
    this.#isWire = presentation !== 'characters';
  }

  /** True while a byte outside is what is on the wire. */
  get isWire(): boolean {
    return this.#isWire;
  }

  /** Takes note of a byte that comes from outside, before it is sent on. */
  hear(byte: number): void {
    if (this.#presentation !== 'detected') return;
    if (byte === PLAIN_START) this.#isWire = false;
    if (byte === START_WITH_PARITY) this.#isWire = true;
  }

  /** Whoever was outside has gone: the next one may do otherwise. */
  forget(): void {
    if (this.#presentation === 'detected') this.#isWire = true;
  }
}
