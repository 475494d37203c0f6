// A receiver on a wire, by its levels: characters of so many bits behind a falling edge, those without a stop bit dropped.
import type { Pin, Scheduler } from '../registers/peripheral.ts';

/** Duration of a bit in cycles of virtual time, and bits between start and stop. */
export interface WireRate {
  readonly bitCycles: number;
  readonly bits: number;
}

export class PinReceiver {
  readonly #pin: Pin;
  readonly #scheduler: Scheduler;
  readonly #rate: () => WireRate;
  readonly #onCharacter: (bits: number) => void;
  /** When the character on the wire ends: a reset of the chip drops the events that would tell. */
  #freeAt = -Infinity;

  /** `rate`: asked at each start bit; `onCharacter`: called in the middle of the stop bit. */
  constructor(pin: Pin, scheduler: Scheduler, rate: () => WireRate, onCharacter: (bits: number) => void) {
    this.#pin = pin;
    this.#scheduler = scheduler;
    this.#rate = rate;
    this.#onCharacter = onCharacter;
    pin.watch((level) => {
      if (!level && scheduler.now >= this.#freeAt) this.#begin();
    });
  }

  #begin(): void {
    const { bitCycles, bits } = this.#rate();
    if (!Number.isFinite(bitCycles)) return;
    const start = this.#scheduler.now;
    let data = 0;
    const middle = (bit: number) => start + (bit + 1.5) * bitCycles;
    for (let bit = 0; bit < bits; bit++)
      this.#scheduler.at(middle(bit), () => void (data |= Number(this.#pin.level) << bit));
    this.#freeAt = middle(bits);
    this.#scheduler.at(this.#freeAt, () => {
      if (this.#pin.level) this.#onCharacter(data);
    });
  }
}
