// Harmonics that somebody at the page puts on the inputs of a meter, in place of what the run feeds.
import { SynthesisError } from '../signals/waves/errors.ts';
import { HarmonicSource, type Tone } from '../signals/waves/harmonic.ts';
import { SERVICE_TRAITS } from '../signals/waves/services.ts';
import { sineTones, type SineOptions } from '../signals/waves/sine.ts';
import type { SampleSource } from '../signals/waves/source.ts';
import { SwitchedSource } from '../signals/waves/switched.ts';
import { TappedSource } from '../signals/waves/tapped.ts';
import { harmonicsOf } from '../web/harmonic-words.ts';
import type { Disturbance } from '../web/told-waves.ts';
import type { Fed, Onto } from '../web/told.ts';

/** Two cycles at 50 Hz are seen as a scope shows them. */
const SEEN_ms = 40;
/** What was fed is kept for so long: a meter tells of an event a second or two behind it. */
const KEPT_ms = 5000;

/** Voltage as a part of what it is, and for how long. */
const DISTURBED: Readonly<Record<Disturbance, { factor: number; lasts_s: number }>> = {
  dip: { factor: 0.6, lasts_s: 0.2 },
  swell: { factor: 1.2, lasts_s: 0.2 },
  interruption: { factor: 0, lasts_s: 0.3 },
};

const ontoOf = ({ input }: Tone): Onto => (input.startsWith('V') ? 'voltages' : 'currents');

/** The same wave in each phase: its harmonics stand to the fundamental as they are written. */
const withHarmonics = (tone: Tone, text: string): Tone[] => [
  tone,
  ...harmonicsOf(text).map(({ order, percent, angle_deg }) => ({
    ...{ input: tone.input, order, rms: (tone.rms * percent) / 100 },
    phase_deg: order * tone.phase_deg + angle_deg,
  })),
];

/** A source of which the page sees the latest samples, and over which harmonics can be laid. */
export class HandFedSource extends TappedSource {
  readonly #switched: SwitchedSource;
  readonly #own: SampleSource;
  readonly #load: SineOptions;
  #fed: Fed = { voltages: '', currents: '', failure: null };

  /** `load`: what the harmonics stand on, while there are any. */
  constructor(own: SampleSource, load: SineOptions) {
    const switched = new SwitchedSource(own);
    super(switched, Math.ceil((own.rate_mHz * KEPT_ms) / 1e6));
    this.#switched = switched;
    this.#own = own;
    this.#load = load;
  }

  get fed(): Fed {
    return this.#fed;
  }

  /** Two cycles. */
  seen(): Int32Array {
    return this.recent(Math.ceil((this.rate_mHz * SEEN_ms) / 1e6));
  }

  /** All voltages go down or up for a while, over the load that the options of the run describe. */
  disturb(disturbance: Disturbance): void {
    const { factor, lasts_s } = DISTURBED[disturbance];
    const sets = Math.round((lasts_s * this.rate_mHz) / 1000);
    this.#switched.switchFor(this.#sourceOf(this.#fed, factor), sets);
  }

  /** From the next sample on; without any the run's own source goes on. What cannot be sampled is told as a failure. */
  feed(onto: Onto, harmonics: string): void {
    const wanted = { ...this.#fed, [onto]: harmonics.trim(), failure: null };
    try {
      const isOwn = wanted.voltages === '' && wanted.currents === '';
      this.#switched.switchTo(isOwn ? this.#own : this.#sourceOf(wanted));
      this.#fed = wanted;
    } catch (error) {
      if (!(error instanceof SynthesisError)) throw error;
      this.#fed = { ...this.#fed, failure: error.message };
    }
  }

  /** `factor`: of the voltages. */
  #sourceOf(fed: Fed, factor = 1): SampleSource {
    const { service, rate_mHz, hz = SERVICE_TRAITS[service].nominal_Hz } = this.#load;
    const load = { ...this.#load, volts: factor * this.#load.volts };
    const tones = sineTones(load).flatMap((tone) => withHarmonics(tone, fed[ontoOf(tone)]));
    const description = `by hand ${service}: voltages ${fed.voltages || 'sine'}, currents ${fed.currents || 'sine'}`;
    return new HarmonicSource({ service, tones, hz, rate_mHz, description });
  }
}
