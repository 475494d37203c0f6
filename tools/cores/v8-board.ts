// The board around a core in this process: its ports, storage and display, and what it put out in this slice.
import type { EventBoard, HostBehaviour } from '../../shared-protocol/generated/ts/host.ts';
import {
  CLOCK_READ,
  CLOCK_SET,
  KEY_BANKS,
  LCD_COLUMNS,
  LCD_ROWS,
  LINK_FRAME_MAX,
  PULSE_ACTIVE,
  PULSE_REACTIVE,
  PULSE_SOURCE_ENERGY,
  PULSE_SOURCE_SECONDS,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';
import type { BoardChips, RandomTap, StorageWatch } from './board-chips.ts';
import {
  CoreGoneError,
  PanicError,
  POWER_CUT,
  type StorageCut,
  type Role,
  type SliceInput,
  type SliceOutput,
} from './core-runner.ts';
import { LastGasps } from './last-gasp.ts';
import { LoadSwitchRule } from './load-switch-rule.ts';
import { PowerRecord } from './power-record.ts';
import { KeysLibrary } from './keys-library.ts';
import { V8Nor } from './v8-nor.ts';
import { V8Ports } from './v8-ports.ts';

/** The seconds that the calendar of the RTC can show: 2000 to 2199. */
const CLOCK_FIRST_s = 946_684_800n;
const CLOCK_LAST_s = 7_258_118_399n;

/** Behind it lies the key store, which is the host's. */
const inFram = (address: number, length: number) => address >= 0 && address + length <= KEY_BANKS;

export class V8Board implements EventBoard, HostBehaviour {
  outputs: SliceOutput[] = [];
  readonly fram: Uint8Array;
  readonly sha256: Uint8Array;
  readonly #role: Role;
  /** What is left before the supply goes. */
  #cut = { framBytes: 0, norOperations: 0 };
  readonly #nor: V8Nor;
  readonly #record = new PowerRecord();
  readonly #gasps = new LastGasps();
  #clockAsked = false;
  /** The kvarh output gives the seconds of the RTC. */
  #givesSeconds = false;
  /** Of the last tick. */
  now_us = 0;
  readonly #loadSwitch: LoadSwitchRule;
  readonly #ports: V8Ports;
  readonly #identity: Uint8Array | undefined;
  readonly #watch: StorageWatch | undefined;
  readonly #random: RandomTap | undefined;
  #keys: KeysLibrary | undefined;

  /** `fram`: FRAM_BYTES bytes that outlive the core; `nor`: asked for when a core first uses it. */
  constructor(role: Role, { fram, nor, identity, watch, random }: BoardChips, digest: Uint8Array) {
    this.#role = role;
    this.fram = fram;
    this.#watch = watch;
    this.#random = random;
    this.#nor = new V8Nor(nor, (duration_us, operation) => {
      watch?.norStarted(operation);
      this.#count('norOperations', 1);
      this.emit({ type: 'norStarted', duration_us });
    });
    this.sha256 = digest;
    this.#identity = identity;
    this.#loadSwitch = new LoadSwitchRule(fram);
    this.#ports = new V8Ports(role, (output) => this.emit(output));
  }

  /** Has the supply go, counted from now. */
  cutPower({ framBytes = 0, norOperations = 0 }: StorageCut): void {
    this.#cut = { framBytes, norOperations };
  }

  /** Throws CoreGoneError when that was all before the supply goes. */
  #count(what: keyof StorageCut, count: number): void {
    const left = this.#cut[what];
    if (left === 0) return;
    this.#cut[what] = Math.max(0, left - count);
    if (left <= count) throw new CoreGoneError(this.#role, POWER_CUT);
  }

  emit(output: SliceOutput): void {
    this.outputs.push(output);
  }

  portState(told: Extract<SliceInput, { type: 'portState' }>): void {
    this.#ports.told(told);
  }

  panic(code: number, detail: number): never {
    throw new PanicError(code, detail);
  }

  portSend(port: number, bytes: Uint8Array): number {
    return this.#ports.send(port, bytes);
  }

  portConfigure(port: number, baud: number, format: number): number {
    return this.#ports.configure(port, baud, format);
  }

  portIdle(port: number): number {
    return this.#ports.isIdle(port);
  }

  /** What the board does by itself when an event happens, before the core hears of it. */
  before(input: SliceInput): void {
    if (input.type === 'contact') this.#gasps.seen(input.contact, input.closed);
    if (input.type === 'power' && input.failing) {
      this.outputs.push(...this.#gasps.given());
      this.#writeRecord();
    }
    if (input.type === 'clock') this.#clockAsked = false;
    if (input.type !== 'second' || !this.#givesSeconds) return;
    const { sampleIndex, fraction_Q16 } = input;
    this.emit({ type: 'pulse', output: PULSE_REACTIVE, sampleIndex, fraction_Q16 });
  }

  #writeRecord(): void {
    const record = this.#record.write(this.fram);
    if (!record) return;
    this.#watch?.framWritten(record.address, record.bytes, true);
    this.#watch?.recordKept();
  }

  /** The core starts, and has prepared nothing yet. */
  started(): void {
    this.#record.forget();
    this.#watch?.recordKept();
    this.#gasps.forget();
    this.#givesSeconds = false;
  }

  clockRead(): number {
    return this.#askClock(CLOCK_READ, 0);
  }

  clockSet(time_s: bigint): number {
    if (time_s < CLOCK_FIRST_s || time_s > CLOCK_LAST_s) return Status.OUT_OF_RANGE;
    return this.#askClock(CLOCK_SET, Number(time_s));
  }

  #askClock(operation: number, time_s: number): number {
    if (this.#clockAsked) return Status.BUSY;
    this.#clockAsked = true;
    this.emit({ type: 'clockAsked', operation, time_s });
    return Status.OK;
  }

  pulseSource(output: number, source: number): number {
    const seconds = source === PULSE_SOURCE_SECONDS;
    if (!seconds && source !== PULSE_SOURCE_ENERGY) return Status.OUT_OF_RANGE;
    if (output !== PULSE_REACTIVE && (seconds || output !== PULSE_ACTIVE)) return Status.OUT_OF_RANGE;
    if (output === PULSE_REACTIVE) this.#givesSeconds = seconds;
    return Status.OK;
  }

  powerPrepare(address: number, bytes: Uint8Array): number {
    const status = this.#record.keep(address, bytes);
    if (status === Status.OK) this.#watch?.recordKept({ address, bytes });
    return status;
  }

  storageRead(address: number, bytes: Uint8Array): number {
    if (!inFram(address, bytes.length)) return Status.OUT_OF_RANGE;
    bytes.set(this.fram.subarray(address, address + bytes.length));
    return Status.OK;
  }

  storageWrite(address: number, bytes: Uint8Array): number {
    if (!inFram(address, bytes.length)) return Status.OUT_OF_RANGE;
    this.#watch?.framWritten(address, bytes, false);
    const left = this.#cut.framBytes;
    this.fram.set(left > 0 ? bytes.subarray(0, left) : bytes, address);
    this.#count('framBytes', bytes.length);
    return Status.OK;
  }

  norRead(address: number, bytes: Uint8Array): number {
    return this.#nor.read(address, bytes);
  }

  norProgram(address: number, bytes: Uint8Array): number {
    return this.#nor.program(address, bytes);
  }

  norErase(address: number, length: number): number {
    return this.#nor.erase(address, length);
  }

  norEnded(): void {
    this.#watch?.norEnded();
    this.#nor.ended();
  }

  softwareId(bytes: Uint8Array): number {
    bytes.set(this.sha256);
    return Status.OK;
  }

  /** Gives back what the garbage collector does not see. */
  close(): void {
    this.#keys?.close();
  }

  /** The C host's key store, loaded when a core first asks for it. */
  get #store(): KeysLibrary {
    return (this.#keys ??= new KeysLibrary(this.#identity, this.fram));
  }

  random(bytes: Uint8Array): number {
    const draw = (): number => this.#store.random(bytes);
    return this.#random ? this.#random(bytes, draw) : draw();
  }

  digest(strength: number, bytes: Uint8Array): number {
    return this.#store.digest(strength, bytes);
  }

  keyMac(key: number, bytes: Uint8Array): number {
    return this.#store.mac(key, bytes);
  }

  keySeal(key: number, alsoKey: number, bytes: Uint8Array, alsoLength: number): number {
    return this.#store.seal(key, alsoKey, bytes, alsoLength);
  }

  keyOpen(key: number, alsoKey: number, bytes: Uint8Array, alsoLength: number): number {
    return this.#store.open(key, alsoKey, bytes, alsoLength);
  }

  keyReplace(key: number, byKey: number, bytes: Uint8Array): number {
    return this.#store.replace(key, byKey, bytes);
  }

  keyTake(key: number, bytes: Uint8Array): number {
    return this.#store.take(key, bytes);
  }

  keyBytes(key: number): number {
    return this.#store.bytesOf(key);
  }

  keyPublic(bytes: Uint8Array): number {
    return this.#store.public(bytes);
  }

  jobStart(kind: number, key: number, bytes: Uint8Array): number {
    return this.#store.job(kind, key, bytes, (output) => this.emit(output));
  }

  /** The core is told that this job ended. */
  jobEnded(number: number): void {
    this.#keys?.jobTaken(number);
  }

  linkRequest(bytes: Uint8Array, replyLength: number): number {
    const { length } = bytes;
    if (length < 1 || length > LINK_FRAME_MAX || replyLength < 1 || replyLength > LINK_FRAME_MAX)
      return Status.BAD_LENGTH;
    this.emit({ type: 'linkRequest', bytes, replyLength });
    return Status.OK;
  }

  loadSwitch(action: number): number {
    const status = this.#loadSwitch.ask(action, this.now_us);
    if (status === Status.OK) this.emit({ type: 'loadSwitch', action });
    return status;
  }

  lastGasp(port: number, bytes: Uint8Array): number {
    return this.#gasps.keep(port, bytes);
  }

  lcdWrite(row: number, bytes: Uint8Array): number {
    if (row < 0 || row >= LCD_ROWS || bytes.length > LCD_COLUMNS) return Status.OUT_OF_RANGE;
    this.emit({ type: 'lcd', row, text: Buffer.from(bytes).toString('latin1').padEnd(LCD_COLUMNS) });
    return Status.OK;
  }
}
