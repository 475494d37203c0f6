// A management core alone on a board in this process, a recording meter on its link, somebody at its optical port.
import {
  CONTACT_TERMINAL_COVER,
  PORT_OPTICAL,
  TICK_us,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtFile } from '../../build/paths.ts';
import { ProgrammingTalk, type Talk, type Turn } from '../../clients/programming/index.ts';
import type { SliceInput } from '../../cores/core-runner.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { provision } from '../../meter/keys/provisioned.ts';
import { random } from '../link-noise/noise.ts';
import { RecordingMeter } from '../tariff/recording-meter.ts';
import { CENTRAL_EUROPE } from '../tariff/zones.ts';
import type { Journal } from './journal.ts';
import type { Storage } from './storage.ts';

const RING = 4096;
/** The core begins to answer within this, and pauses no longer. */
const PATIENCE_ticks = 200;
const NOW_s = Date.UTC(2026, 10, 28, 10, 30) / 1000;

/** The core did not answer, or faulted. */
export class BoardError extends Error {}

export class ManagementBoard {
  /** The contacts of the load switch, as the coil had them last. */
  closed = true;
  readonly #core: V8Core;
  readonly #meter = new RecordingMeter(NOW_s, CENTRAL_EUROPE, random(1));
  readonly #told: () => void;
  #now_us = 0;
  #norEnds = false;
  #heard: number[] = [];

  /** `told`: called behind each tick, when the world knows what the core said in it. */
  constructor(storage: Storage, journal: Journal, told: () => void, cover = true) {
    const { fram, nor } = storage;
    const identity = provision(fram, 'management');
    const module = builtFile('management-core.wasm');
    this.#told = told;
    this.#core = new V8Core({ role: 'management', module, fram, nor, identity, watch: journal });
    this.#hear([
      { type: 'contact', contact: CONTACT_TERMINAL_COVER, closed: cover },
      { type: 'loadSwitch', closed: true, loadVoltage: true, outcome: 0 },
    ]);
  }

  close(): void {
    this.#core.close();
  }

  ticks(count: number): void {
    for (let i = 0; i < count; i++) this.#tick();
  }

  /** A talk of whoever is at the port; it is told behind each of its turns. */
  run<T>(talk: Talk<T>): T {
    let step = talk.next(new Uint8Array());
    while (!step.done) step = talk.next(this.#turn(step.value));
    return step.value;
  }

  session(): ProgrammingTalk {
    const talk = new ProgrammingTalk();
    this.run(talk.open());
    return talk;
  }

  #turn({ characters, isWhole }: Turn): Uint8Array {
    // What the core said is on the wire, before it hears an answer.
    this.#tick();
    this.#heard = [];
    this.#hear([{ type: 'port', port: PORT_OPTICAL, bytes: characters }]);
    for (let tick = 0; tick < PATIENCE_ticks && isWhole(Uint8Array.from(this.#heard)) === 0; tick++)
      this.#tick();
    return Uint8Array.from(this.#heard);
  }

  #tick(): void {
    if (this.#norEnds) {
      this.#norEnds = false;
      this.#hear([{ type: 'norDone', status: 0 }]);
    }
    this.#now_us += TICK_us;
    this.#hear([
      { type: 'portState', port: PORT_OPTICAL, free: RING, idle: true },
      { type: 'tick', now_us: this.#now_us },
    ]);
    this.#told();
  }

  #hear(inputs: SliceInput[]): void {
    for (const output of this.#core.slice(inputs)) {
      if (output.type === 'fault') throw new BoardError(`fault: ${output.text}`);
      if (output.type === 'norStarted') this.#norEnds = true;
      if (output.type === 'port' && output.port === PORT_OPTICAL) this.#heard.push(...output.bytes);
      if (output.type === 'loadSwitch') this.#pulse(output.action);
      if (output.type !== 'linkRequest') continue;
      const bytes = this.#meter.answer(output.bytes);
      this.#hear([{ type: 'linkReply', status: bytes.length, bytes }]);
    }
  }

  /** The coil has a pulse, and the contacts follow it. */
  #pulse(action: number): void {
    this.closed = action !== 0;
    this.#hear([{ type: 'loadSwitch', closed: this.closed, loadVoltage: this.closed, outcome: 0 }]);
  }
}
