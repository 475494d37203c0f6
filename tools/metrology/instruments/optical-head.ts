// A scanning head before the LED of a meter: which of its pulses it sees and when, by distance and by the light around it.
import { mixSeed, uniform, within } from '../../signals/afe/random.ts';

/** As published (TP-17): distance, uncertainty of an edge, shortest pulse, most pulses in a second. */
export const HEAD = { least_mm: 10, most_mm: 100, edge_us: 1, shortest_ms: 0.2, most_Hz: 3000 } as const;

/**
 * Not published. Levels are parts of what the LED gives at 10 mm. The threshold leaves half of what is left at 100 mm; the
 * filter passes what stays above it a little less than the shortest pulse; the amplifier has one time constant; lamps on the
 * mains add a ripple of 100 Hz by their lux, and so much steady light blinds the diode.
 */
export const ASSUMED = {
  threshold: 0.005,
  passes_us: 190,
  amplifier_us: 5,
  ripplePerLux: 4e-6,
  ripple_Hz: 100,
  blind_lux: 50_000,
} as const;

/** Where the head hangs. */
export interface Light {
  readonly distance_mm: number;
  /** Of lamps, which flicker with the mains. */
  readonly lamps_lux: number;
  /** Of the day, which does not. */
  readonly day_lux: number;
}

export const DARK: Light = { distance_mm: 20, lamps_lux: 0, day_lux: 0 };

/** One pulse of an LED, s. */
export interface Flash {
  readonly on_s: number;
  readonly off_s: number;
}

/** Below this distance the diode sees no more of the LED. */
const levelAt = (distance_mm: number): number => (HEAD.least_mm / Math.max(distance_mm, HEAD.least_mm)) ** 2;

export class OpticalHead {
  readonly #light: Light;
  readonly #next: () => number;
  readonly #level: number;
  readonly #ripple: number;
  /** When it reported last, s. */
  #last_s = -Infinity;

  constructor(light: Light, seed: number) {
    this.#light = light;
    this.#next = uniform(mixSeed(seed, 0x68656164));
    this.#level = levelAt(light.distance_mm);
    this.#ripple = light.lamps_lux * ASSUMED.ripplePerLux;
  }

  /** Instants at which it reports a pulse within a time: those of the LED, and of lamps that are brighter. In order. */
  sees(flashes: readonly Flash[], from_s: number, to_s: number): number[] {
    if (this.#light.day_lux >= ASSUMED.blind_lux) return [];
    const seen = [
      ...flashes.flatMap((flash) => this.#edgeOf(flash) ?? []),
      ...this.#flicker(from_s, to_s),
    ].sort((a, b) => a - b);
    return seen.filter((at_s) => {
      const apart = at_s - this.#last_s >= 1 / HEAD.most_Hz;
      if (apart) this.#last_s = at_s;
      return apart;
    });
  }

  /** When the amplified light of a flash crosses the threshold, if it stays above long enough. */
  #edgeOf({ on_s, off_s }: Flash): number | undefined {
    const least = ASSUMED.threshold - this.#ripple * Math.sin(2 * Math.PI * ASSUMED.ripple_Hz * on_s);
    const lit_us = (off_s - on_s) * 1e6;
    const reached = this.#level * (1 - Math.exp(-lit_us / ASSUMED.amplifier_us));
    if (least <= 0 || reached <= least) return undefined;
    const rise_us = -ASSUMED.amplifier_us * Math.log(1 - least / this.#level);
    const fall_us = ASSUMED.amplifier_us * Math.log(reached / least);
    if (lit_us - rise_us + fall_us < ASSUMED.passes_us) return undefined;
    return on_s + (rise_us + within(this.#next, HEAD.edge_us)) * 1e-6;
  }

  /** Lamps that outshine the threshold are pulses to it, a hundred a second. */
  #flicker(from_s: number, to_s: number): number[] {
    if (this.#ripple <= ASSUMED.threshold) return [];
    const rise_s = Math.asin(ASSUMED.threshold / this.#ripple) / (2 * Math.PI * ASSUMED.ripple_Hz);
    const first = Math.ceil((from_s - rise_s) * ASSUMED.ripple_Hz);
    const count = Math.max(0, Math.ceil((to_s - rise_s) * ASSUMED.ripple_Hz) - first);
    return Array.from({ length: count }, (_, n) => (first + n) / ASSUMED.ripple_Hz + rise_s);
  }
}
