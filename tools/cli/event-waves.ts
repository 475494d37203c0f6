// Waveforms around the dips, swells and interruptions that a meter tells of, as they were fed to its front end.
import type { Meter } from '../meter/meter.ts';
import type { MeterEvent } from '../records/events.ts';
import { markingsOf } from '../records/markings.ts';
import { COUNT_MAX, countsPerUnit, INPUTS, SET_WORDS } from '../signals/waves/afe-scale.ts';
import { ELEMENTS } from '../signals/waves/source.ts';
import type { Telling } from '../web/site.ts';
import {
  DISTURBANCES,
  WAVE_PLACES,
  type ToldWave,
  type WaveChannel,
  type WaveRecord,
} from '../web/told-waves.ts';
import type { HandFedSource } from './hand-fed.ts';

/** Before an event, behind its end, and how much of it at most, s. */
const [BEFORE_s, BEHIND_s, MOST_s] = [0.2, 0.2, 0.8];
/** Events that begin within this are one: of several phases, or a dip on the way to an interruption. */
const TOGETHER_s = 0.1;
/** Virtual time between two looks at the events. */
const EACH_s = 0.1;
const FIRST_CURRENT = 3;
const NEUTRAL = 6;
const PHASES = ['A', 'B', 'C'];
const [LEAST_Hz, USUAL_Hz, MOST_Hz] = [40, 50, 70];

const isWanted = ({ event }: MeterEvent): boolean => DISTURBANCES.some((name) => name === event);
const nameOf = ({ event, scope }: MeterEvent): string => (scope === 0 ? event : `${event} L${scope}`);

/** Name and phase of a channel by its word; COMTRADE calls phases by letters. */
const channelOf = (word: number) => ({
  ...{ name: INPUTS[word], unit: word < FIRST_CURRENT ? 'V' : 'A' },
  phase: word === NEUTRAL ? 'N' : PHASES[word % FIRST_CURRENT],
});

export class EventWaves {
  readonly #meter: Meter;
  readonly #source: HandFedSource;
  readonly #isNew: boolean;
  readonly #kept: ToldWave[] = [];
  readonly #fresh: WaveRecord[] = [];
  #next = 0;
  /** Sequence of the event that was looked at last. */
  #seen = 0;
  /** Samples that were fed before the first of the meter's life, at most: its events count from there. */
  #ahead = Infinity;
  #restarts = 0;
  #number = 0;

  /** `isNew`: its life began with this run. */
  constructor(meter: Meter, source: HandFedSource, isNew: boolean) {
    this.#meter = meter;
    this.#source = source;
    this.#isNew = isNew;
  }

  /** To be called between two turns of the run. */
  turn(): void {
    const fed = this.#meter.conductor.samplesFed;
    this.#learn(fed);
    if (fed < this.#next) return;
    this.#next = fed + EACH_s * this.#rate_Hz;
    for (const event of this.#meter.link.events.values()) {
      if (event.sequence <= this.#seen) continue;
      if (isWanted(event) && !this.#take(event, fed)) return;
      this.#seen = event.sequence;
    }
  }

  /** What is new: all records at a glance, and those that came whole, for who asks. */
  tell(): Telling[] {
    const fresh = this.#fresh.splice(0);
    if (fresh.length === 0) return [];
    return [
      ...fresh.map((value) => ({ name: `wave/${value.place}`, value, onDemand: true })),
      { name: 'records', value: this.#kept },
    ];
  }

  get #rate_Hz(): number {
    return this.#source.rate_mHz / 1000;
  }

  /** Where the meter's count of samples stands beside that of the run: exactly in its first life, else to some blocks. */
  #learn(fed: number): void {
    const { restarts } = this.#meter.metering;
    if (restarts !== this.#restarts) this.#ahead = Infinity;
    this.#restarts = restarts;
    if (this.#isNew && restarts === 0) return void (this.#ahead = 0);
    const index = this.#meter.link.records.get('read_status 0')?.sample_index;
    if (index !== undefined) this.#ahead = Math.min(this.#ahead, fed - Number(index));
  }

  /** False while there is more of it to come. */
  #take(event: MeterEvent, fed: number): boolean {
    const rate_Hz = this.#rate_Hz;
    const start = event.start + this.#ahead;
    const end = Math.min(
      event.end === undefined ? Infinity : event.end + this.#ahead,
      start + MOST_s * rate_Hz,
    );
    const [from, to] = [start - BEFORE_s * rate_Hz, end + BEHIND_s * rate_Hz].map(Math.round);
    if (!(fed >= to)) return false;
    const last = this.#kept.at(-1);
    if (last && Math.abs(last.trigger_s - start / rate_Hz) < TOGETHER_s) return this.#add(event, last);
    const sets = this.#source.span(Math.max(0, from), to);
    if (sets) this.#keep(event, start, Math.max(0, from), sets);
    return true;
  }

  #add(event: MeterEvent, { place, events }: ToldWave): boolean {
    const named = [...events, nameOf(event)];
    const at = this.#kept.findIndex((kept) => kept.place === place);
    this.#kept[at] = { ...this.#kept[at], events: named };
    const fresh = this.#fresh.findIndex((record) => record.place === place);
    if (fresh >= 0) this.#fresh[fresh] = { ...this.#fresh[fresh], events: named };
    return true;
  }

  #keep(event: MeterEvent, start: number, from: number, sets: Int32Array): void {
    const rate_Hz = this.#rate_Hz;
    const { clock } = this.#meter.surroundings!;
    const number = ++this.#number;
    const told = {
      ...{ place: (number - 1) % WAVE_PLACES, number, events: [nameOf(event)] },
      trigger_s: start / rate_Hz,
    };
    // The RTC shows whole seconds: they are counted on from one that began.
    const time_us = (sample: number) => {
      const shown_s = clock.time_s(0, rate_Hz);
      return Math.round((shown_s + sample / rate_Hz) * 1e6);
    };
    this.#kept.push(told);
    if (this.#kept.length > WAVE_PLACES) this.#kept.shift();
    this.#fresh.push({
      ...told,
      ...{ serial: this.#serial, rate_Hz, line_Hz: this.#line_Hz, most: COUNT_MAX },
      ...{ first_us: time_us(from), trigger_us: time_us(start), channels: this.#channels(sets) },
    });
  }

  get #serial(): string {
    const identification = this.#meter.link.records.get('identify 0');
    return (identification && markingsOf(identification).serial) ?? '';
  }

  get #line_Hz(): number {
    const { frequency_mHz } = this.#meter.link.records.get('read_instantaneous 0') ?? {};
    const measured_Hz = Math.round(Number(frequency_mHz ?? 0) / 10) / 100;
    return measured_Hz > LEAST_Hz && measured_Hz < MOST_Hz ? measured_Hz : USUAL_Hz;
  }

  #channels(sets: Int32Array): WaveChannel[] {
    const wired = ELEMENTS[this.#source.service].flatMap((input) => [input, input + FIRST_CURRENT]);
    return [...wired.sort((a, b) => a - b), NEUTRAL].map((word) => ({
      ...channelOf(word),
      scale: 1 / countsPerUnit(word),
      counts: Array.from({ length: sets.length / SET_WORDS }, (_, n) => sets[n * SET_WORDS + word]),
    }));
  }
}
