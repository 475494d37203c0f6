// The bench of the laboratory: one metering core, fed in virtual time, its registers read at exact samples.
import {
  FRAME_REQUEST,
  MESSAGES,
  METERING_FLAG_PARAMETERS_DEFAULT,
  MOMENT_OPEN,
  PULSE_ACTIVE,
  PULSE_REACTIVE,
  SAMPLES_MAX,
  SAMPLE_WORDS,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { CoreFactory } from '../../meter/conductor/board.ts';
import type { RealTimeClock } from '../../meter/conductor/real-time-clock.ts';
import { mixSeed } from '../../signals/afe/random.ts';
import { OpticalHead, type Light } from '../instruments/optical-head.ts';
import { decodeFrame, encodeFrame } from '../../records/framing.ts';
import { decodeRecord, encodeRecord, type RecordValue } from '../../records/records.ts';
import type { CoreRunner, SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { REGISTERS, SCOPES, type Registers } from './registers.ts';

/** What the bench feeds: sets of eight words. */
export interface Feed {
  fill(destination: Int32Array, firstIndex: number, sets: number): void;
}

/** The core faulted while it was tested. */
export class CoreFaultError extends Error {
  override name = 'CoreFaultError';
}

/** The test outputs, by the quantity whose energy they give. */
export type TestOutput = 'active' | 'reactive';
const OUTPUTS: Record<number, TestOutput> = { [PULSE_ACTIVE]: 'active', [PULSE_REACTIVE]: 'reactive' };

/** What stands before both LEDs of a meter, and what its instants are counted in. */
export interface Heads {
  readonly light: Light;
  readonly seed: number;
  readonly rate_Hz: number;
}

/** How long a test output lights, as the boards do. */
const FLASH_s = 200e-6;

/** Temperature that an RTC tells. */
const USUAL_mC = 23_000;

/** Blocks handed over in one slice. */
const BLOCKS = 16;

export class MeterUnderTest {
  /** Instants at which a scanning head saw each test output light up, in samples. */
  readonly seen: Record<TestOutput, number[]> = { active: [], reactive: [] };
  private readonly core: CoreRunner;
  private readonly blocks = Array.from({ length: BLOCKS }, () => new Int32Array(SAMPLES_MAX * SAMPLE_WORDS));
  private fed = 0;
  /** Samples that the heads have been looked at for. */
  private looked = 0;
  private sequence = 0;
  /** What was asked of an RTC before there was one: a core asks with its start. */
  private readonly unanswered: Extract<SliceOutput, { type: 'clockAsked' }>[] = [];
  /** The RTC beside it, and how many samples its seconds take. */
  private rtc: { readonly clock: RealTimeClock; readonly second: number } | undefined;

  private readonly dispose: () => void;

  private readonly heads: { of: Record<TestOutput, OpticalHead>; rate_Hz: number } | undefined;

  private constructor(core: CoreRunner, dispose: () => void, heads: Heads | undefined) {
    this.core = core;
    this.dispose = dispose;
    if (!heads) return;
    const head = (n: number): OpticalHead => new OpticalHead(heads.light, mixSeed(heads.seed, n));
    this.heads = { of: { active: head(0), reactive: head(1) }, rate_Hz: heads.rate_Hz };
  }

  /** Starts a core; `dispose` cleans up behind it when it is closed. Without heads every edge is seen as it is. */
  static async open(
    factory: CoreFactory,
    dispose: () => void = () => {},
    heads?: Heads,
  ): Promise<MeterUnderTest> {
    return new MeterUnderTest(await factory(), dispose, heads);
  }

  /** Sample sets metered so far. */
  get samples(): number {
    return this.fed;
  }

  /** Feeds the source on until `sets` sample sets have been metered in all. */
  async feedUntil(source: Feed, sets: number): Promise<void> {
    while (this.fed < sets) {
      const inputs = this.clockInputs();
      for (const block of this.blocks) {
        const count = Math.min(SAMPLES_MAX, sets - this.fed);
        if (count === 0) break;
        const words = count === SAMPLES_MAX ? block : block.subarray(0, count * SAMPLE_WORDS);
        source.fill(words, this.fed, count);
        inputs.push({ type: 'samples', firstIndex: this.fed, sets: words });
        this.fed += count;
      }
      await this.slice(inputs);
    }
  }

  /** Pulses of the active test output. */
  get pulses(): number[] {
    return this.seen.active;
  }

  /** Every register of every scope at this very sample, the open window included. */
  async registers(): Promise<Registers> {
    const scopes: number[][] = [];
    for (let scope = 0; scope < SCOPES; scope++) {
      const reply = await this.ask('read_registers', { scope, moment: MOMENT_OPEN });
      scopes.push(REGISTERS.map((name) => Number(reply[name] as bigint) / 1000));
    }
    return scopes;
  }

  async ask(
    message: keyof typeof MESSAGES,
    values: Record<string, number>,
  ): Promise<Record<string, RecordValue>> {
    const { code, request, reply } = MESSAGES[message];
    this.sequence = (this.sequence + 1) & 0xff;
    const payload = request ? encodeRecord(request, values) : new Uint8Array();
    const bytes = encodeFrame({ kind: FRAME_REQUEST, sequence: this.sequence, message: code, payload });
    const outputs = await this.slice([{ type: 'linkFrame', bytes }]);
    const armed = outputs.find((o) => o.type === 'linkArmed');
    if (armed?.type !== 'linkArmed') throw new CoreFaultError(`no answer to ${message}`);
    return decodeRecord(reply, decodeFrame(armed.bytes).payload);
  }

  /** A core that refused its parameters measures with defaults: no result of it is worth anything. */
  async checkParameters(): Promise<void> {
    const { flags } = await this.ask('read_status', {});
    if (Number(flags) & METERING_FLAG_PARAMETERS_DEFAULT) {
      throw new CoreFaultError(
        'the metering core did not take its parameters: module and tools do not match',
      );
    }
  }

  /** Tells the core the temperature beside the converter, as the board does. */
  async setTemperature(temperature_C: number): Promise<void> {
    await this.slice([{ type: 'temperature', temperature_mC: Math.round(temperature_C * 1000) }]);
  }

  /** An RTC stands beside it from now on, whose seconds take so many samples. */
  giveClock(clock: RealTimeClock, second: number): void {
    this.rtc = { clock, second };
    for (const asked of this.unanswered.splice(0)) clock.ask(asked);
  }

  private askClock(asked: Extract<SliceOutput, { type: 'clockAsked' }>): void {
    if (this.rtc) this.rtc.clock.ask(asked);
    else this.unanswered.push(asked);
  }

  /** The comparator finds its supply failing: its board writes what it keeps ready, then the core is no more. */
  async failPower(): Promise<void> {
    await this.slice([{ type: 'power', failing: true, at: this.fed }]);
  }

  /** Edges of the RTC up to the present sample, and what was asked of it. */
  private clockInputs(): SliceInput[] {
    if (!this.rtc) return [];
    const { clock, second } = this.rtc;
    const edges = [...clock.edges(this.fed, second)].map((at): SliceInput => {
      const sampleIndex = Math.floor(at);
      return { type: 'second', sampleIndex, fraction_Q16: Math.floor((at - sampleIndex) * 65536) };
    });
    return [...edges, ...clock.answers(this.fed, this.fed, second, USUAL_mC)];
  }

  async close(): Promise<void> {
    await this.core.close();
    this.dispose();
  }

  /** A synchronous core is not awaited: a promise for each slice would cost as much as the metering. */
  private async slice(inputs: SliceInput[]): Promise<SliceOutput[]> {
    const result = this.core.slice(inputs);
    const outputs = result instanceof Promise ? await result : result;
    const lit: Record<TestOutput, number[]> = { active: [], reactive: [] };
    for (const output of outputs) {
      if (output.type === 'pulse')
        lit[OUTPUTS[output.output]].push(output.sampleIndex + output.fraction_Q16 / 65536);
      if (output.type === 'clockAsked') this.askClock(output);
      if (output.type === 'fault') throw new CoreFaultError(output.text);
    }
    for (const name of ['active', 'reactive'] as const) this.look(name, lit[name]);
    return outputs;
  }

  /** What the head before an output makes of its instants, in samples. */
  private look(output: TestOutput, instants: readonly number[]): void {
    if (!this.heads) return void this.seen[output].push(...instants);
    const { of, rate_Hz } = this.heads;
    const flashes = instants.map((instant) => {
      const on_s = instant / rate_Hz;
      return { on_s, off_s: on_s + FLASH_s };
    });
    const seen = of[output].sees(flashes, this.looked / rate_Hz, this.fed / rate_Hz);
    this.seen[output].push(...seen.map((at_s) => at_s * rate_Hz));
    if (output === 'reactive') this.looked = this.fed;
  }
}
