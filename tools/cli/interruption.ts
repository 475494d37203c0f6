// How a run is ended from outside: by Ctrl-C, SIGTERM or a terminal that was closed, whatever its cores do meanwhile.
import type { Meter } from '../meter/meter.ts';

const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
type Ending = keyof typeof SIGNALS;
const ENDINGS = Object.keys(SIGNALS) as Ending[];

/** A metering core that stands still so long while the run is to end loses its power, ms. */
const PATIENCE_ms = 2000;

/** The first signal ends the run as if its time were over, so that it is reported and closed; the second at once. */
export class Interruption {
  #requested = false;
  #impatience: NodeJS.Timeout | undefined;
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
    for (const signal of ENDINGS) process.on(signal, this.#request);
  }

  get requested(): boolean {
    return this.#requested;
  }

  release(): void {
    for (const signal of ENDINGS) process.off(signal, this.#request);
    clearInterval(this.#impatience);
  }

  readonly #request = (signal: Ending): void => {
    if (this.#requested) process.exit(128 + SIGNALS[signal]);
    this.#requested = true;
    let seen_us = this.#meter.conductor.now_us;
    this.#impatience = setInterval(() => {
      if (this.#meter.conductor.now_us === seen_us) this.#meter.metering.core?.kill?.();
      seen_us = this.#meter.conductor.now_us;
    }, PATIENCE_ms);
  };
}
