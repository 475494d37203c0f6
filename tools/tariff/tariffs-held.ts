// Tariffs one after the other: which of them held at a time, each from the time that it took over.
import { rateAt } from './tariff.ts';
import type { TariffFile } from './toml.ts';

/** A tariff and when it took over; without a time it held from the beginning. */
export interface HeldTariff {
  readonly file: TariffFile;
  readonly from?: Takeover;
}

/** Seconds since 1970; in local time, the UTC of a clock that shows the same. */
export interface Takeover {
  readonly at_s: number;
  readonly isUtc: boolean;
}

export class TariffsHeld {
  readonly #tariffs: readonly HeldTariff[];
  /** Index of the one that holds, -1 before the first. One that took over goes on, whatever a clock shows then. */
  #holds = -1;

  /** In the order in which they took over. */
  constructor(tariffs: readonly HeldTariff[]) {
    this.#tariffs = tariffs;
  }

  /** Rate at a time, asked for in the order of the records; undefined where no tariff has one. */
  rateAt(local_s: number, utc_s: number): number | undefined {
    for (let next = this.#tariffs[this.#holds + 1]; next; next = this.#tariffs[this.#holds + 1]) {
      if (next.from && next.from.at_s > (next.from.isUtc ? utc_s : local_s)) break;
      this.#holds++;
    }
    const file = this.#tariffs[this.#holds]?.file;
    return file && rateAt(file.tariff, file.special, local_s);
  }
}
