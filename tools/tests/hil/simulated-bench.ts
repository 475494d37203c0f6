// A bench of our own making: a meter whose mains, contacts, supply and wires are in the hands of this process.
import { withLines } from '../../records/lines.ts';
import { FRAM_BYTES, NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role } from '../../cores/core-runner.ts';
import { type ButtonName, type SlotName, Surroundings } from '../../meter/conductor/surroundings.ts';
import type { RelayFault } from '../../rp2350/chips/bistable-relay.ts';
import type { Meter } from '../../meter/meter.ts';
import { feed, idle, type TestMeterOptions } from '../../meter/targets/with-meter.ts';
import { factoryFram } from '../../records/parameters.ts';
import { NoAnswerError } from '../../clients/errors.ts';
import { fromWire } from '../../clients/parity.ts';
import type { Talk } from '../../clients/programming/index.ts';
import { turnAt } from '../programming/turn.ts';
import { read645Data, takeQuickRate } from '../../records/asked-645.ts';
import type { MessageName } from '../../records/legal-client.ts';
import type { RecordValues } from '../../records/records.ts';
import { norImageBytes } from '../../rp2350/chips/nor-image.ts';
import { paced, readAtOnce, type ReadablePort } from '../scenarios/reader.ts';
import {
  isSlot,
  type Bench,
  type BenchOptions,
  type PortReading,
  type PulseEdges,
  type PulseOutput,
  type ReadingPort,
  type Reply,
} from './bench.ts';

const DEFAULT_BAUD = 9600;
/** A contact is believed after 10 ms, a button held for a tenth of a second by anybody. */
const CONTACT_ms = 50;
const PRESS_ms = 100;
/** A slot is empty when it was quiet for a tenth of a second. */
const MODULE_ms = 150;

export abstract class SimulatedBench implements Bench {
  protected meter: Meter;
  /** When the comparators last saw the supply fail. */
  protected failedAt_us = 0;

  constructor(meter: Meter) {
    this.meter = meter;
  }

  abstract powerCycle(openMeanwhile?: readonly Role[]): Promise<void>;
  abstract cutPowerAtByte(framBytes: number): Promise<void>;
  abstract pulses(time_s: number, output?: PulseOutput): Promise<PulseEdges>;

  wait(time_s: number): Promise<void> {
    return idle(this.meter, time_s * 1000);
  }

  ask(message: MessageName, values?: RecordValues): Promise<Reply> {
    return this.meter.ask(message, values);
  }

  /** Takes the legal port to its quickest rate, which the meter keeps: what is asked there is young when it is answered. */
  async hurry({ modules }: BenchOptions): Promise<void> {
    if (modules?.metering) return;
    await takeQuickRate((bytes, isEnough) => this.meter.say(bytes, isEnough));
    await idle(this.meter, CONTACT_ms);
  }

  async read645(di: string): Promise<Uint8Array> {
    const data = await read645Data((bytes, isEnough) => this.meter.say(bytes, isEnough), di);
    if (!data) throw new NoAnswerError(`no answer to ${di} by DL/T 645`);
    return data;
  }

  adjust(message: MessageName, values?: RecordValues): Promise<Reply> {
    return this.meter.adjust!(message, values);
  }

  /** Whoever reads at a slot stands in it meanwhile. */
  async read(name: ReadingPort, maximumBaud = DEFAULT_BAUD): Promise<PortReading> {
    const surroundings = this.meter.surroundings!;
    if (!isSlot(name) || surroundings.isPlugged(name)) return this.#readAt(name, maximumBaud);
    await this.setModule(name, true);
    const reading = await this.#readAt(name, maximumBaud);
    await this.setModule(name, false);
    return reading;
  }

  async #readAt(name: ReadingPort, maximumBaud: number): Promise<PortReading> {
    const [reading] = await readAtOnce(this.meter, [{ port: this.#port(name), maximumBaud }]);
    return reading;
  }

  #port(name: ReadingPort): ReadablePort {
    return paced(isSlot(name) ? this.meter.slots![name] : this.meter[name]!);
  }

  /** The head follows the meter's rates. */
  async talk<T>(talk: Talk<T>): Promise<T> {
    const port = this.meter.optical!;
    const heard: number[] = [];
    port.listen((wire) => heard.push(...fromWire(wire).characters));
    let step = talk.next(new Uint8Array());
    while (!step.done) step = talk.next(await turnAt(this.meter.conductor, port, heard, step.value));
    port.unlisten();
    return step.value;
  }

  feed(sets: number): Promise<void> {
    return feed(this.meter, sets);
  }

  lcd(): readonly string[] {
    return [...this.meter.management.lcd];
  }

  legalDisplay(): readonly string[] {
    return [...this.meter.metering.lcd];
  }

  alarm(): boolean {
    return this.meter.surroundings!.terminals.alarm;
  }

  link() {
    return this.meter.link.health;
  }

  async setJumper(closed: boolean): Promise<void> {
    this.meter.surroundings!.set('jumper', closed);
    await idle(this.meter, CONTACT_ms);
  }

  async setMainCover(closed: boolean): Promise<void> {
    this.meter.surroundings!.set('mainCover', closed);
    await idle(this.meter, CONTACT_ms);
  }

  pressScroll(): Promise<void> {
    return this.#press('scroll');
  }

  pressSealed(): Promise<void> {
    return this.#press('sealed');
  }

  async #press(button: ButtonName): Promise<void> {
    const { buttons } = this.meter.surroundings!;
    buttons.set(button, true);
    await idle(this.meter, PRESS_ms);
    buttons.set(button, false);
    await idle(this.meter, PRESS_ms);
  }

  async setTerminal(what: 'terminalCover' | 'magnet', present: boolean): Promise<void> {
    const surroundings = this.meter.surroundings!;
    if (what === 'magnet') surroundings.terminals.contacts.set(what, present);
    else surroundings.set(what, present);
    await idle(this.meter, CONTACT_ms);
  }

  async setModule(slot: SlotName, present: boolean): Promise<void> {
    this.meter.surroundings!.plug(slot, present);
    await idle(this.meter, MODULE_ms);
  }

  gasps(slot: SlotName) {
    const { modules } = this.meter.surroundings!;
    return modules[slot].heard.map((gasp) => ({ ...gasp, behind_us: gasp.at_us - this.failedAt_us }));
  }

  switchIsClosed(): boolean {
    return this.meter.surroundings!.terminals.relay.closed;
  }

  async setSwitchFault(fault: RelayFault, present: boolean): Promise<void> {
    this.meter.surroundings!.terminals.relay.setFault(fault, present);
    await idle(this.meter, CONTACT_ms);
  }

  protected open(covers: readonly Role[]): void {
    for (const role of covers) this.meter.surroundings!.openWithoutPower(role);
  }

  restarts(role: Role): number {
    return this.meter[role].restarts;
  }

  close(): Promise<void> {
    return this.meter.close();
  }
}

/** What both openings have in common: storage and surroundings outlive the meter that is opened with them. */
export function testOptions({ source, parameters, modules }: BenchOptions): TestMeterOptions {
  const sealed = { service: source.service, samplingRate_mHz: source.rate_mHz, ...parameters };
  const boardStorage = (fram: Uint8Array) => ({ fram, nor: new Uint8Array(norImageBytes(NOR_BYTES)) });
  const storage = {
    metering: boardStorage(factoryFram(sealed)),
    management: boardStorage(withLines(new Uint8Array(FRAM_BYTES).fill(0xff), { rs485: 'iec62056-21' })),
  };
  return { source, modules, storage, surroundings: new Surroundings() };
}
