// A metering core alone on a board in this process: fed, asked and switched by hand, its storage in somebody's sight.
import {
  PORT_ADJUSTMENT,
  PORT_LEGAL,
  SAMPLE_WORDS,
  SWITCH_CALIBRATION_JUMPER,
  Status,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { provision } from '../../meter/keys/provisioned.ts';
import { savedClock_s } from '../../meter/saved-clock.ts';
import { LegalClient, RefusedError, type MessageName } from '../../records/legal-client.ts';
import type { RecordValue, RecordValues } from '../../records/records.ts';
import type { Journal } from './journal.ts';
import type { Storage } from './storage.ts';

export const RATE_Hz = 4000;
const CYCLE = RATE_Hz / 50;
/** Half a cycle: longer than the record for a failing supply is old. */
const SLICE = CYCLE / 2;
/** 230 V and 5 A, peak, in counts of the AFE. */
const VOLTAGE = 4_065_864;
const CURRENT = 282_843;
const TEMPERATURE_mC = 23_000;

/** The core did not answer, or faulted. */
export class BoardError extends Error {}

const rounded = (value: number) => Math.round(value) || 0;

/** Three phases, from a sample of a cycle on, with this share of their voltage. */
function slice(from: number, share: number): Int32Array {
  const words = new Int32Array(SLICE * SAMPLE_WORDS);
  for (let n = 0; n < SLICE; n++)
    for (let phase = 0; phase < 3; phase++) {
      const sine = Math.sin(2 * Math.PI * ((from + n) / CYCLE - phase / 3));
      words[n * SAMPLE_WORDS + phase] = rounded(VOLTAGE * share * sine);
      words[n * SAMPLE_WORDS + 3 + phase] = rounded(CURRENT * sine);
    }
  return words;
}

/** Made once: a run feeds the same two halves of a cycle again and again. */
const slices = new Map<number, readonly [Int32Array, Int32Array]>();
function halves(share: number): readonly [Int32Array, Int32Array] {
  const known = slices.get(share) ?? ([slice(0, share), slice(SLICE, share)] as const);
  slices.set(share, known);
  return known;
}

export class MeteringBoard {
  /** Share of the nominal voltage that is fed. */
  voltage = 1;
  readonly #core: V8Core;
  readonly #storage: Storage;
  readonly #client = new LegalClient();
  #sample = 0;
  /** Samples until the NOR is done. */
  #norLeft = 0;
  /** What the core hears with the next slice. */
  #waiting: SliceInput[] = [];
  /** Jobs under way, and the sample at which each ends. */
  #jobs: { readonly ends: number; readonly input: SliceInput }[] = [];

  constructor(storage: Storage, journal: Journal, module: Uint8Array = builtFile('metering-core.wasm')) {
    this.#storage = storage;
    const { fram, nor } = storage;
    // The RTC goes on while the board is cut: it never shows less than the board knew.
    storage.clock_s = Math.max(storage.clock_s, savedClock_s(fram) ?? 0);
    const identity = provision(fram, 'metering');
    this.#core = new V8Core({ role: 'metering', module, fram, nor, identity, watch: journal });
    this.#hear([]);
  }

  close(): void {
    this.#core.close();
  }

  /** Samples fed since it has power. */
  get sample(): number {
    return this.#sample;
  }

  get fram(): Uint8Array {
    return this.#storage.fram;
  }

  /** Feeds some samples, slice by slice; says so behind each. */
  feed(samples: number, told: () => void): void {
    for (const end = this.#sample + samples; this.#sample < end; ) {
      const sets = halves(this.voltage)[(this.#sample / SLICE) % 2];
      this.#hear([{ type: 'samples', firstIndex: this.#sample, sets }]);
      this.#sample += SLICE;
      this.#tickNor();
      this.#endJobs();
      if (this.#sample % RATE_Hz < SLICE) this.#second();
      told();
    }
  }

  /** The comparator finds the supply failing, or whole again. */
  supply(failing: boolean): void {
    this.#hear([{ type: 'power', failing, at: this.#sample }]);
  }

  switch(input: number, closed: boolean): void {
    this.#hear([{ type: 'switch', input, closed, sampleIndex: this.#sample }]);
  }

  /** Asks on the legal port: the link hears so many requests a second, and here no time goes by. Throws RefusedError. */
  ask(message: MessageName, values: RecordValues = {}): Record<string, RecordValue> {
    return this.#ask(PORT_LEGAL, message, values);
  }

  /** Asks on the adjustment port. Throws RefusedError. */
  adjust(message: MessageName, values: RecordValues = {}): Record<string, RecordValue> {
    return this.#ask(PORT_ADJUSTMENT, message, values);
  }

  #ask(port: number, message: MessageName, values: RecordValues): Record<string, RecordValue> {
    const bytes = this.#client.request(message, values);
    const outputs = this.#hear([{ type: 'port', port, bytes }]);
    this.#hear([{ type: 'portState', port, free: 512, idle: true }]);
    return this.#reply(message, outputs);
  }

  /** Whether the seal is open. */
  jumper(closed: boolean): void {
    this.switch(SWITCH_CALIBRATION_JUMPER, closed);
  }

  #reply(message: MessageName, outputs: SliceOutput[]): Record<string, RecordValue> {
    for (const output of outputs) {
      const reply = output.type === 'port' && this.#client.receive(message, output.bytes);
      if (reply) return reply;
    }
    throw new BoardError(`no answer to ${message}`);
  }

  #second(): void {
    this.#storage.clock_s++;
    this.#hear([{ type: 'second', sampleIndex: this.#sample - 1, fraction_Q16: 0 }]);
  }

  #tickNor(): void {
    if (this.#norLeft <= 0) return;
    this.#norLeft -= SLICE;
    if (this.#norLeft <= 0) this.#hear([{ type: 'norDone', status: Status.OK }]);
  }

  #endJobs(): void {
    const ended = this.#jobs.filter(({ ends }) => ends <= this.#sample);
    this.#jobs = this.#jobs.filter((job) => !ended.includes(job));
    if (ended.length > 0) this.#hear(ended.map(({ input }) => input));
  }

  #hear(inputs: SliceInput[]): SliceOutput[] {
    const outputs = this.#core.slice([...this.#waiting.splice(0), ...inputs]);
    for (const output of outputs) this.#take(output);
    return outputs;
  }

  /** What the board answers by itself. */
  #take(output: SliceOutput): void {
    if (output.type === 'fault') throw new BoardError(`fault: ${output.text}`);
    if (output.type === 'norStarted') this.#norLeft = (output.duration_us * RATE_Hz) / 1e6;
    if (output.type === 'job') {
      const { job, status, bytes } = output;
      const ends = this.#sample + (output.duration_us * RATE_Hz) / 1e6;
      this.#jobs.push({ ends, input: { type: 'job', job, status, bytes } });
    }
    if (output.type !== 'clockAsked') return;
    const { operation } = output;
    if (output.time_s) this.#storage.clock_s = output.time_s;
    const { clock_s: time_s } = this.#storage;
    const told = { status: Status.OK, stopped: false, temperature_mC: TEMPERATURE_mC };
    this.#waiting.push({ type: 'clock', operation, time_s, sampleIndex: this.#sample, ...told });
  }
}

/** A reply; undefined where there is nothing of it. */
export function answered(ask: () => Record<string, RecordValue>): Record<string, RecordValue> | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RefusedError && error.status === Status.NOT_FOUND) return undefined;
    throw error;
  }
}
