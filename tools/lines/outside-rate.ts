// The rate of whoever is outside a serial port: set exactly, seen on a terminal, or none of its own.

/** A UART samples the stop bit of a ten-bit frame half a bit from its edge: 5 % is all it can bear. */
const RATE_TOLERANCE = 0.05;

export const sameRate = (sender: number, receiver: number): boolean =>
  Math.abs(sender - receiver) <= RATE_TOLERANCE * receiver;

export class OutsideRate {
  #baud: number | undefined;
  #before: number | undefined;

  constructor(baud?: number) {
    this.#baud = baud;
  }

  /** Undefined while the outside follows whatever rate the meter uses. */
  get baud(): number | undefined {
    return this.#baud;
  }

  set(baud: number | undefined): void {
    this.#baud = baud;
    this.#before = undefined;
  }

  /**
   * Takes over a rate seen on a terminal. A terminal drains at once, so a client may set its new rate before its
   * last bytes were fetched: until the next bytes come, these may still have been meant at the rate before.
   */
  observe(baud: number | undefined): void {
    if (baud === this.#baud) return;
    this.#before = this.#baud;
    this.#baud = baud;
  }

  /** The rate of bytes that come now, towards a meter at this rate. */
  ofBytesFor(meterBaud: number): number {
    const candidates = [this.#baud, this.#before];
    const follows = candidates.some((baud) => baud !== undefined && sameRate(baud, meterBaud));
    this.#before = undefined;
    return this.#baud === undefined || follows ? meterBaud : this.#baud;
  }
}
