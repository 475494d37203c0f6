// Grants time to the boards of a run: samples, ticks, port bytes and link bytes, each at its virtual instant.
import { SAMPLE_WORDS, SAMPLES_MAX, TICK_us } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import type { Board } from './board.ts';
import { Surroundings } from './surroundings.ts';
import type { SpiWire } from './spi-wire.ts';

/** What feeds the AFE: sets of SAMPLE_WORDS words. */
export interface SampleFeed {
  fill(destination: Int32Array, firstIndex: number, sets: number): void;
}

export interface ConductorOptions {
  metering: Board;
  management: Board;
  wire: SpiWire;
  feed: SampleFeed;
  rate_mHz: number;
  /** What the boards see besides the mains; sealed, covered, at 23 °C and no button pressed without it. */
  surroundings?: Surroundings;
}

export class Conductor {
  readonly surroundings: Surroundings;
  readonly #options: ConductorOptions;
  #now_us = 0;
  #fed = 0;
  /** Set that was index 0 of the metering board's present life. */
  #firstOfLife = 0;
  #lastSample = Infinity;

  constructor(options: ConductorOptions) {
    this.#options = options;
    this.surroundings = options.surroundings ?? new Surroundings();
  }

  /** Virtual time since power-on. */
  get now_us(): number {
    return this.#now_us;
  }

  /** Sample sets given to the metering core so far. */
  get samplesFed(): number {
    return this.#fed;
  }

  /** The AFE stops after this many sets; time may go on, for readers. */
  stopFeedingAfter(sets: number): void {
    this.#lastSample = sets;
  }

  /** Goes on by one tick of TICK_us: first what was sampled in it, then the tick, with the link's events between. */
  async tick(): Promise<void> {
    const end_us = this.#now_us + TICK_us;
    await this.#linkEvents(end_us);
    this.#now_us = end_us;
    await this.#meteringSlice();
    await this.#managementSlice([{ type: 'tick', now_us: end_us - this.#options.management.startedAt_us }]);
    if (await this.#options.metering.restartWhenDue(end_us)) {
      this.#firstOfLife = this.#fed;
      this.surroundings.meteringStarted();
    }
    if (await this.#options.management.restartWhenDue(end_us)) this.surroundings.managementStarted();
  }

  /** Sets whose sampling is over by now; a run of N ends with exactly N. */
  #dueSamples(): number {
    return Math.min(this.#lastSample, Math.floor((this.#now_us * this.#options.rate_mHz) / 1e9));
  }

  async #meteringSlice(): Promise<void> {
    const board = this.#options.metering;
    const inputs = board.portInputs(this.#now_us);
    const fed = this.#fed - this.#firstOfLife;
    inputs.push(...this.surroundings.meteringInputs(this.#now_us, fed, this.#options.rate_mHz));
    for (const due = this.#dueSamples(); this.#fed < due; ) {
      const count = Math.min(SAMPLES_MAX, due - this.#fed);
      const sets = new Int32Array(count * SAMPLE_WORDS);
      this.#options.feed.fill(sets, this.#fed, count);
      inputs.push({ type: 'samples', firstIndex: this.#fed - this.#firstOfLife, sets });
      this.#fed += count;
    }
    this.#meteringOutputs(this.#now_us, await board.slice(this.#now_us, inputs));
    if (!board.alive) this.#options.wire.slaveGone(this.#now_us);
  }

  async #managementSlice(inputs: SliceInput[]): Promise<void> {
    const board = this.#options.management;
    const all = [...board.portInputs(this.#now_us), ...this.surroundings.managementInputs(), ...inputs];
    this.#managementOutputs(this.#now_us, await board.slice(this.#now_us, all));
    if (!board.alive) this.#options.wire.masterGone();
  }

  async #linkEvents(until_us: number): Promise<void> {
    const { wire, metering, management } = this.#options;
    while (wire.nextEvent_us <= until_us) {
      const at_us = wire.nextEvent_us;
      const event = wire.take(at_us)!;
      if (event.to === 'metering') {
        this.#meteringOutputs(
          at_us,
          await metering.slice(at_us, [{ type: 'linkFrame', bytes: event.bytes }]),
        );
      } else {
        const reply: SliceInput = { type: 'linkReply', bytes: event.bytes, status: event.status };
        this.#managementOutputs(at_us, await management.slice(at_us, [reply]));
      }
    }
  }

  #meteringOutputs(at_us: number, outputs: SliceOutput[]): void {
    for (const output of outputs)
      if (output.type === 'linkArmed') this.#options.wire.arm(at_us, output.bytes);
  }

  #managementOutputs(at_us: number, outputs: SliceOutput[]): void {
    for (const output of outputs) {
      if (output.type === 'linkRequest') this.#options.wire.request(at_us, output.bytes, output.replyLength);
    }
  }
}
