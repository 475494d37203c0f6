// The RTC of the metering board as the conductor models it: seconds on the axis of the samples, time, battery and faults.
import { CLOCK_SET, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';

/** The calendar of the DS3231. */
const FIRST_s = Date.UTC(2000, 0, 1) / 1000;
const LAST_s = Date.UTC(2199, 11, 31, 23, 59, 59) / 1000;
/** What a bench shows that was told no time: a run is the same whenever it is made. */
const START_s = Date.UTC(2026, 0, 1) / 1000;

type Asked = Extract<SliceOutput, { type: 'clockAsked' }>;

export class RealTimeClock {
  /** Nobody answers, or the registers hold what is no time: the status every reading gets. */
  fault: number | undefined;
  /** Its oscillator had stopped since the flag was cleared. */
  stopped = false;
  /** Its oscillator stands: no edge comes, and it shows what it showed. */
  #stands_s: number | undefined;
  /** Time of the second that began at `#origin`, in samples of the run. */
  #begin_s: number;
  #origin = 0;
  /** Seconds since then whose edge was told. */
  #told = 0;
  readonly #asked: Asked[] = [];

  constructor(start_s = START_s) {
    this.#begin_s = start_s;
  }

  /** Time at a sample of the run, with so many samples a second. */
  time_s(sample: number, second: number): number {
    return this.#stands_s ?? this.#begin_s + Math.floor((sample - this.#origin) / second);
  }

  /** Its oscillator stops at a sample of the run, and does not say so. */
  stand(sample: number, second: number): void {
    this.#stands_s = this.time_s(sample, second);
  }

  /** It shows another time from a sample on; the second begins there. */
  show(time_s: number, sample: number): void {
    this.#begin_s = time_s;
    this.#origin = sample;
    this.#told = 0;
  }

  /** The core asks for it; it hears of it with its next slice. */
  ask(asked: Asked): void {
    this.#asked.push(asked);
  }

  /** The board starts: edges before it are nobody's. */
  boardStarted(sample: number, second: number): void {
    this.#told = Math.max(0, Math.floor((sample - this.#origin) / second));
  }

  /** Edges up to a sample, as samples of the run with their fraction. */
  *edges(until: number, second: number): Generator<number> {
    for (;;) {
      const at = this.#origin + (this.#told + 1) * second;
      if (Math.floor(at) >= until) return;
      this.#told++;
      if (this.#stands_s === undefined) yield at;
    }
  }

  /** Answers what was asked, at a sample of the run that is so many of the board's. */
  answers(sample: number, boardSample: number, second: number, temperature_mC: number): SliceInput[] {
    if (this.#asked.length === 0) return [];
    return this.#asked.splice(0).map(({ operation, time_s }) => {
      const status = this.fault ?? (operation === CLOCK_SET ? this.#set(time_s, sample) : Status.OK);
      const known = status === Status.OK;
      const clock = known
        ? { time_s: this.time_s(sample, second), stopped: this.stopped, temperature_mC }
        : { time_s: 0, stopped: false, temperature_mC: 0 };
      return { type: 'clock', operation, status, ...clock, sampleIndex: boardSample };
    });
  }

  #set(time_s: number, sample: number): number {
    if (time_s < FIRST_s || time_s > LAST_s) return Status.OUT_OF_RANGE;
    this.show(time_s, sample);
    this.stopped = false;
    return Status.OK;
  }
}
