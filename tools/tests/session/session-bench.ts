// A metering core in process with somebody who asks logical device 16: samples go by, APDUs travel in frames of link or port.
import { DlmsClient, type ClientOptions, type Exchange } from '../../clients/dlms/index.ts';
import { builtFile } from '../../build/paths.ts';
import {
  POWER_CUT,
  CoreGoneError,
  type SliceInput,
  type SliceOutput,
  type StorageCut,
} from '../../cores/core-runner.ts';
import type { CoreRunner } from '../../cores/core-runner.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { testKeys } from '../../meter/keys/development-keys.ts';
import { provision } from '../../meter/keys/provisioned.ts';
import { ApduCarrier, type CarriedMessage } from '../../records/apdu-carrier.ts';
import { decodeFrame, encodeFrame } from '../../records/framing.ts';
import { factoryFram } from '../../records/parameters.ts';
import { decodeRecord, encodeRecord, type RecordValue } from '../../records/records.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import {
  CLOCK_READ,
  FRAME_ERROR,
  FRAME_REQUEST,
  NOR_BYTES,
  MESSAGES,
  PORT_LEGAL,
  SAMPLE_WORDS,
  STATUS_NAMES,
} from '../../../shared-protocol/generated/ts/protocol.ts';

/** Sets of a block at 4 kHz: 8 ms. */
const BLOCK = 32;
const RATE = 4000;
/** Blocks an answer may take before the bench gives up: four seconds. */
const PATIENCE = 500;

export type Carrier = 'link' | 'legal';
type Reply = Readonly<Record<string, RecordValue>>;

/** Starts a core over a FRAM and an identity. */
export type Boot = (fram: Uint8Array, identity: Uint8Array) => CoreRunner;

/** Frames were refused with a Status. */
export class FrameRefusedError extends Error {}

export class SessionBench {
  readonly fram: Uint8Array;
  readonly nor = new NorImage(NOR_BYTES);
  readonly keys = testKeys();
  core: CoreRunner;
  sampleIndex = 0;
  /** What the RTC shows. */
  clock_s = 1_795_860_000;
  /** What the core asked the RTC to be set to. */
  readonly clockSettings: number[] = [];
  readonly faults: string[] = [];
  /** Most blocks that an APDU took from its last part to its answer. */
  longest = 0;
  readonly #load = sineSource({ service: '3p4w', volts: 230, amps: 20, pf: 0.8 });
  readonly #carriers = { link: new ApduCarrier(), legal: new ApduCarrier() };
  #sequence = 0;
  #pending: SliceInput[] = [];

  /** `boot`: another core than one under V8; it begins with what is in the FRAM. */
  constructor(boot?: Boot) {
    this.fram = factoryFram({ service: '3p4w', samplingRate_mHz: RATE * 1000 });
    const identity = provision(this.fram, 'metering', this.keys);
    this.core = boot ? boot(this.fram, identity) : this.#boot();
    this.#slice([]);
  }

  #boot(cut?: StorageCut): V8Core {
    const identity = provision(this.fram, 'metering', this.keys);
    const module = builtFile('metering-core.wasm');
    return new V8Core({
      ...{ role: 'metering', module, fram: this.fram, identity, cut },
      nor: () => this.nor,
    });
  }

  /** Power goes and comes: what is in FRAM and NOR is kept. */
  restart(cut?: StorageCut): void {
    this.sampleIndex = 0;
    this.#pending = [];
    if (this.nor.underWay) this.nor.complete();
    this.core = this.#boot(cut);
    this.#slice([]);
  }

  #slice(inputs: readonly SliceInput[]): SliceOutput[] {
    const given = [...this.#pending, ...inputs];
    this.#pending = [];
    const outputs = this.core.slice(given) as SliceOutput[];
    outputs.forEach((output) => this.#serve(output));
    return outputs;
  }

  /** What the board around the core does. */
  #serve(output: SliceOutput): void {
    if (output.type === 'fault') this.faults.push(output.text);
    if (output.type === 'job')
      this.#pending.push({ type: 'job', job: output.job, status: output.status, bytes: output.bytes });
    if (output.type === 'norStarted') this.#pending.push({ type: 'norDone', status: 0 });
    if (output.type !== 'clockAsked') return;
    if (output.operation !== CLOCK_READ) {
      this.clockSettings.push(output.time_s);
      this.clock_s = output.time_s;
    }
    const told = { status: 0, stopped: false, temperature_mC: 23_000 };
    const { operation } = output;
    this.#pending.push({
      type: 'clock',
      operation,
      ...told,
      time_s: this.clock_s,
      sampleIndex: this.sampleIndex,
    });
  }

  /** A block of samples of a load goes by; with each second of them one of the RTC. */
  block(): void {
    const sets = new Int32Array(BLOCK * SAMPLE_WORDS);
    this.#load.fill(sets, this.sampleIndex, BLOCK);
    const inputs: SliceInput[] = [{ type: 'samples', firstIndex: this.sampleIndex, sets }];
    this.sampleIndex += BLOCK;
    if (this.sampleIndex % RATE < BLOCK) {
      this.clock_s++;
      inputs.push({ type: 'second', sampleIndex: this.sampleIndex, fraction_Q16: 0 });
    }
    this.#slice(inputs);
  }

  seconds(count: number): void {
    for (let i = 0; i < (count * RATE) / BLOCK; i++) this.block();
  }

  /** One exchange of frames; undefined where nothing comes back. */
  frame(carrier: Carrier, bytes: Uint8Array): Uint8Array | undefined {
    if (carrier === 'link') {
      const outputs = this.#slice([{ type: 'linkFrame', bytes }]);
      return outputs.find((output) => output.type === 'linkArmed')?.bytes;
    }
    const ring: SliceInput = { type: 'portState', port: PORT_LEGAL, free: 512, idle: true };
    const outputs = this.#slice([ring, { type: 'port', port: PORT_LEGAL, bytes }]);
    const sent = outputs
      .filter((output) => output.type === 'port')
      .map(({ bytes: part }) => Buffer.from(part));
    return sent.length > 0 ? Buffer.concat(sent) : undefined;
  }

  /** A message and the values of its reply. Throws FrameRefusedError. */
  message(carrier: Carrier, { message, values }: CarriedMessage): Reply {
    this.#sequence = (this.#sequence + 1) & 0xff;
    const { code, request, reply } = MESSAGES[message];
    const payload = request ? encodeRecord(request, values) : new Uint8Array();
    const answer = this.frame(
      carrier,
      encodeFrame({ kind: FRAME_REQUEST, sequence: this.#sequence, message: code, payload }),
    );
    if (!answer) throw new FrameRefusedError(`no reply to ${message}`);
    const frame = decodeFrame(answer);
    if (frame.kind !== FRAME_ERROR) return decodeRecord(reply, frame.payload);
    const status = Number(decodeRecord('error', frame.payload).status);
    throw new FrameRefusedError(`${message}: ${STATUS_NAMES.get(status)}`);
  }

  /** An APDU of a client, and what logical device 16 answers. */
  ask(client: number, apdu: Uint8Array, carrier: Carrier = 'link'): Buffer {
    const work = this.#carriers[carrier].carry(client, apdu);
    let step = work.next();
    for (let blocks = 0; !step.done; ) {
      const isWaiting = step.value.message === 'read_apdu';
      if (isWaiting && ++blocks > PATIENCE) throw new Error('no answer to an APDU');
      if (isWaiting) this.block();
      step = work.next(this.message(carrier, step.value));
      this.longest = Math.max(this.longest, blocks);
    }
    return Buffer.from(step.value);
  }

  /** All of a request's APDUs, to its result. `tap` may look at each, or give another one in its place. */
  run<T>(client: number, exchange: Exchange<T>, carrier: Carrier = 'link', tap = (apdu: Buffer) => apdu): T {
    let step = exchange.next();
    while (!step.done) step = exchange.next(this.ask(client, tap(step.value), carrier));
    return step.value;
  }

  /** A client with its keys; its title is of its own. */
  client(id: number, options: Partial<ClientOptions> = {}): DlmsClient {
    const hex = (text: string) => Buffer.from(text, 'hex');
    const { encryption_key, authentication_key } = this.keys.clients[id - 1];
    const keys = { encryption: hex(encryption_key), authentication: hex(authentication_key) };
    return new DlmsClient({ keys, title: Buffer.from(`HES0000${id}`), ...options });
  }

  /** One that is associated. */
  associated(id: number, options: Partial<ClientOptions> = {}, carrier: Carrier = 'link'): DlmsClient {
    const client = this.client(id, options);
    this.run(id, client.associate(), carrier);
    return client;
  }
}

/** True when the supply went while something was done. */
export function isCut(work: () => void): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof CoreGoneError && error.message.endsWith(POWER_CUT)) return true;
    throw error;
  }
}
