// Two cores and a noisy wire between them; whoever watches the wire tells what the management core took for true.
import {
  FRAME_HEADER,
  FRAME_REPLY,
  FRAME_TRAILER,
  LINK_FRAME_MAX,
  SAMPLE_WORDS,
  Status,
  TICK_us,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import type { SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import type { Noise } from './noise.ts';

const TICKS_A_SECOND = 1e6 / TICK_us;
/** hal.h: how long the master waits for READY. */
const READY_TIMEOUT_us = 20_000;
/** Attempts of an exchange before it is given up (management-core/link/exchange.ts). */
const ATTEMPTS = 3;
/** Samples a virtual second: the metering core has something to tell, and the run stays quick. */
const SAMPLES = 40;
/** Two seconds of them at first: windows that have closed. */
const START = 8000;
const FLOATING = 0xff;
const STALE_EVERY = 8;

/** What became of the frames. */
export interface Verdict {
  frames: number;
  /** Replies that arrived as they were sent, and were taken. */
  accepted: number;
  /** Requests and replies that arrived damaged, late or not at all, and led to a repeat or to giving up. */
  rejected: number;
  /** Replies that were not the answer to what was asked, and were taken for it. */
  wrong: number;
  /** Replies that were right, and asked for again. */
  lost: number;
}

const noVerdict = (): Verdict => ({ frames: 0, accepted: 0, rejected: 0, wrong: 0, lost: 0 });

interface Question {
  /** Message and payload: a repeat has them again, under another number. */
  key: string;
  bytes: Uint8Array;
  replyLength: number;
}

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

export class NoisyPair {
  verdict = noVerdict();
  noise: Noise | undefined;
  /** Answers are now and then those to the request before. */
  stale = false;
  now_us = 0;
  readonly #metering: V8Core;
  readonly #management: V8Core;
  readonly #next: () => number;
  readonly #load = sineSource({ service: '3p4w', volts: 231, amps: 7, pf: 0.7, hz: 49.9 });
  #sampleIndex = 0;
  #armedBefore: Uint8Array = Uint8Array.of();
  /** The question under way, how often it was asked, and whether what came was its answer. */
  #asked: Question | undefined;
  #attempt = 0;
  #isRight = false;
  /** When the reply to the request under way is handed over. */
  #pending: { at_us: number; input: SliceInput } | undefined;

  constructor(next: () => number, management: Uint8Array = builtFile('management-core.wasm')) {
    this.#next = next;
    const fram = factoryFram({ service: '3p4w', samplingRate_mHz: 4_000_000 });
    this.#metering = new V8Core({ role: 'metering', module: builtFile('metering-core.wasm'), fram });
    this.#management = new V8Core({
      role: 'management',
      module: management,
      fram: new Uint8Array(fram.length),
    });
    this.#meter(START);
  }

  /** Samples of a load go by. */
  #meter(count: number): void {
    for (let left = count; left > 0; left -= SAMPLES) {
      const sets = new Int32Array(SAMPLES * SAMPLE_WORDS);
      this.#load.fill(sets, this.#sampleIndex, SAMPLES);
      this.#metering.slice([{ type: 'samples', firstIndex: this.#sampleIndex, sets }]);
      this.#sampleIndex += SAMPLES;
    }
  }

  #passed(bytes: Uint8Array): Uint8Array {
    this.verdict.frames++;
    return this.noise?.(bytes) ?? bytes;
  }

  /** What the metering core arms for the bytes of a request; nothing for what it does not answer. */
  #armed(bytes: Uint8Array): Uint8Array | undefined {
    const inputs: SliceInput[] = [{ type: 'linkFrame', bytes: bytes.subarray(0, LINK_FRAME_MAX) }];
    return this.#metering.slice(inputs).find((output) => output.type === 'linkArmed')?.bytes;
  }

  /** As many bytes as the master clocks, whatever the slave has. */
  #clocked(armed: Uint8Array, length: number): Uint8Array {
    const sent = new Uint8Array(length).fill(FLOATING);
    sent.set(armed.subarray(0, length));
    const passed = this.#passed(sent);
    const read = new Uint8Array(length).fill(FLOATING);
    read.set(passed.subarray(0, length));
    return read;
  }

  /** The management core asks: how the question before ended shows in what it asks now. */
  #ask(question: Question): void {
    const isRepeat = question.key === this.#asked?.key && this.#attempt < ATTEMPTS;
    if (this.#asked) this.#judge(isRepeat);
    this.#attempt = isRepeat && !this.#isRight ? this.#attempt + 1 : 1;
    this.#asked = question;
    this.#exchange(question);
  }

  #judge(isRepeat: boolean): void {
    const { verdict } = this;
    if (this.#isRight) {
      if (isRepeat) verdict.lost++;
      else verdict.accepted++;
    } else if (isRepeat || this.#attempt === ATTEMPTS) verdict.rejected++;
    else verdict.wrong++;
  }

  #exchange({ bytes, replyLength }: Question): void {
    const arrived = this.#passed(bytes);
    const own = this.#armed(arrived);
    const isStale = this.stale && this.#next() % STALE_EVERY === 0;
    const armed = isStale ? this.#armedBefore : own;
    if (own) this.#armedBefore = own;
    this.#isRight = false;
    if (!armed) {
      const input = { type: 'linkReply', status: Status.TIMEOUT, bytes: Uint8Array.of() } as const;
      this.#pending = { at_us: this.now_us + READY_TIMEOUT_us, input };
      return;
    }
    const read = this.#clocked(armed, replyLength);
    // What follows a whole request is no part of it.
    const isHeard = isSame(arrived.subarray(0, bytes.length), bytes);
    const isOwn = own !== undefined && isHeard && isSame(read.subarray(0, own.length), own);
    this.#isRight = isOwn && (own[1] & 15) === FRAME_REPLY;
    this.#pending = {
      at_us: this.now_us + 3000,
      input: { type: 'linkReply', status: Status.OK, bytes: read },
    };
  }

  #serve(outputs: readonly SliceOutput[]): void {
    for (const output of outputs) {
      if (output.type === 'fault') throw new Error(output.text);
      if (output.type !== 'linkRequest') continue;
      const bytes = Uint8Array.from(output.bytes);
      const key = Buffer.from([
        bytes[3],
        ...bytes.subarray(FRAME_HEADER, bytes.length - FRAME_TRAILER),
      ]).toString('hex');
      this.#ask({ key, bytes, replyLength: output.replyLength });
    }
  }

  #second(): void {
    this.#meter(SAMPLES);
    const outputs = this.#metering.slice([
      { type: 'second', sampleIndex: this.#sampleIndex, fraction_Q16: 0 },
    ]);
    for (const output of outputs) if (output.type === 'fault') throw new Error(output.text);
  }

  /** One tick of 10 ms. */
  tick(): void {
    this.now_us += TICK_us;
    if ((this.now_us / TICK_us) % TICKS_A_SECOND === 0) this.#second();
    const inputs: SliceInput[] = [{ type: 'tick', now_us: this.now_us }];
    if (this.#pending && this.#pending.at_us <= this.now_us) {
      inputs.unshift(this.#pending.input);
      this.#pending = undefined;
    }
    this.#serve(this.#management.slice(inputs));
  }

  /** Quiet from here on: seconds until so many answers were taken one behind the other, as a whole round has. */
  stall_s(answers: number): number {
    this.noise = undefined;
    this.stale = false;
    const from_us = this.now_us;
    const { accepted } = this.verdict;
    while (this.verdict.accepted - accepted < answers) {
      this.tick();
      if (this.now_us - from_us > 60e6) return Infinity;
    }
    return (this.now_us - from_us) / 1e6;
  }
}
