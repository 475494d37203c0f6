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

/** Whose turn it is within a tick. */
const Turn = { link: 0, metering: 1, management: 2 } as const;

/** A slice that a board is due. */
interface Due {
  readonly board: Board;
  readonly at_us: number;
  readonly inputs: readonly SliceInput[];
}

/** How far a run goes: so many sets in all, and this virtual time. */
export interface Goal {
  readonly sets?: number;
  readonly now_us?: number;
}

/** Words of a set that are currents: those of the phases, then the neutral's. */
const [FIRST_CURRENT, BEHIND_CURRENTS] = [3, 7];

/** Nothing flows behind an open load switch. */
function cutOff(sets: Int32Array): void {
  for (let set = 0; set < sets.length; set += SAMPLE_WORDS)
    sets.fill(0, set + FIRST_CURRENT, set + BEHIND_CURRENTS);
}

export class Conductor {
  readonly surroundings: Surroundings;
  readonly #options: ConductorOptions;
  #now_us = 0;
  #fed = 0;
  /** Set that was index 0 of the metering board's present life. */
  #firstOfLife = 0;
  #lastSample = Infinity;
  #tickEnd_us = 0;
  #turn: (typeof Turn)[keyof typeof Turn] = Turn.management;
  readonly #rooms: Int32Array[] = [];

  constructor(options: ConductorOptions) {
    this.#options = options;
    this.surroundings = options.surroundings ?? new Surroundings();
    options.metering.onClockAsked = (asked) => this.surroundings.clock.ask(asked);
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

  /**
   * Goes on by one tick of TICK_us: first what was sampled in it, then the tick, with the link's events between. Where
   * both cores answer at once the tick is over when this returns; otherwise it gives a promise of that.
   */
  tick(): void | Promise<void> {
    this.#tickEnd_us = this.#now_us + TICK_us;
    this.#turn = Turn.link;
    for (let due = this.#next(); due; due = this.#next()) {
      const outputs = due.board.slice(due.at_us, due.inputs);
      if (outputs instanceof Promise) return this.#restOfTick(due, outputs);
      this.#done(due, outputs);
    }
    if (this.#restartIsDue()) return this.#restart();
  }

  /** Goes on tick by tick until so many sets were fed and this time has come. */
  async goOn(goal: Goal): Promise<void> {
    const { sets = 0, now_us = 0 } = goal;
    while (this.#fed < sets || this.#now_us < now_us) {
      const waiting = this.tick();
      if (waiting) await waiting;
    }
  }

  /** A core of another process answers later: the tick goes on when it did. */
  async #restOfTick(first: Due, outputs: Promise<SliceOutput[]>): Promise<void> {
    this.#done(first, await outputs);
    for (let due = this.#next(); due; due = this.#next()) {
      this.#done(due, await due.board.slice(due.at_us, due.inputs));
    }
    if (this.#restartIsDue()) await this.#restart();
  }

  /** The next slice of this tick; undefined when there is none left. */
  #next(): Due | undefined {
    if (this.#turn === Turn.link) {
      if (this.#options.wire.nextEvent_us <= this.#tickEnd_us) return this.#linkEvent();
      this.#now_us = this.#tickEnd_us;
      this.#turn = Turn.metering;
      return this.#meteringSlice();
    }
    if (this.#turn === Turn.management) return undefined;
    this.#turn = Turn.management;
    return this.#managementSlice();
  }

  /** Takes up what a board did on the link, and whether it is still there at the end of its tick. */
  #done({ board, at_us }: Due, outputs: readonly SliceOutput[]): void {
    const { wire } = this.#options;
    for (const output of outputs) {
      if (output.type === 'linkArmed') wire.arm(at_us, output.bytes);
      else if (output.type === 'linkRequest') wire.request(at_us, output.bytes, output.replyLength);
      else if (output.type === 'loadSwitch')
        this.surroundings.terminals.operate(output.action, this.#now_us - board.startedAt_us);
      else if (output.type === 'lastGasp')
        this.surroundings.lastGasp(output.port, output.bytes, this.#now_us);
      else if (output.type === 'alarm') this.surroundings.terminals.alarm = output.on === 1;
      else if (output.type === 'relays') this.surroundings.terminals.relays = output.closed;
    }
    if (board.alive || this.#turn === Turn.link) return;
    if (this.#turn === Turn.metering) wire.slaveGone(at_us);
    else wire.masterGone();
  }

  #restartIsDue(): boolean {
    const { metering, management } = this.#options;
    return metering.restartIsDue(this.#now_us) || management.restartIsDue(this.#now_us);
  }

  async #restart(): Promise<void> {
    const { metering, management } = this.#options;
    if (await metering.restartWhenDue(this.#now_us)) {
      this.#firstOfLife = this.#fed;
      this.surroundings.meteringStarted(this.#fed, this.#options.rate_mHz);
    }
    if (await management.restartWhenDue(this.#now_us)) this.surroundings.managementStarted();
  }

  /** Sets whose sampling is over by now; a run of N ends with exactly N. */
  #dueSamples(): number {
    return Math.min(this.#lastSample, Math.floor((this.#now_us * this.#options.rate_mHz) / 1e9));
  }

  #meteringSlice(): Due {
    const { metering: board, rate_mHz, feed } = this.#options;
    const inputs: SliceInput[] = [];
    board.portInputs(this.#now_us, inputs);
    board.storageInputs(this.#now_us, inputs);
    board.jobInputs(this.#now_us, inputs);
    this.surroundings.meteringInputs(this.#now_us, this.#fed - this.#firstOfLife, rate_mHz, inputs);
    const due = this.#dueSamples();
    if (this.surroundings.drdyLost) this.#fed = Math.max(this.#fed, due);
    for (let block = 0; this.#fed < due; block++) {
      const count = Math.min(SAMPLES_MAX, due - this.#fed);
      const sets = this.#room(block, count * SAMPLE_WORDS);
      feed.fill(sets, this.#fed, count);
      if (!this.surroundings.terminals.relay.carriesLoad) cutOff(sets);
      inputs.push({ type: 'samples', firstIndex: this.#fed - this.#firstOfLife, sets });
      this.#fed += count;
    }
    return { board, at_us: this.#now_us, inputs };
  }

  /** Where a block of a slice goes: again and again into the same words, where the core keeps none of them. */
  #room(block: number, words: number): Int32Array {
    if (!this.#options.metering.core?.keepsNoInputs) return new Int32Array(words);
    if (this.#rooms[block]?.length !== words) this.#rooms[block] = new Int32Array(words);
    return this.#rooms[block];
  }

  #managementSlice(): Due {
    const board = this.#options.management;
    const inputs: SliceInput[] = [];
    board.portInputs(this.#now_us, inputs);
    board.storageInputs(this.#now_us, inputs);
    board.jobInputs(this.#now_us, inputs);
    const now_us = this.#now_us - board.startedAt_us;
    this.surroundings.managementInputs(now_us, inputs);
    inputs.push({ type: 'tick', now_us });
    return { board, at_us: this.#now_us, inputs };
  }

  #linkEvent(): Due {
    const { wire, metering, management } = this.#options;
    const at_us = wire.nextEvent_us;
    const event = wire.take(at_us)!;
    if (event.to === 'metering')
      return { board: metering, at_us, inputs: [{ type: 'linkFrame', bytes: event.bytes }] };
    const reply: SliceInput = { type: 'linkReply', bytes: event.bytes, status: event.status };
    return { board: management, at_us, inputs: [reply] };
  }
}
