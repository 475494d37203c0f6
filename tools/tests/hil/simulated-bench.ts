// A bench of our own making: a meter whose mains, contacts, supply and wires are in the hands of this process.
import {
  FRAM_BYTES,
  NOR_BYTES,
  PULSE_ACTIVE,
  PULSE_REACTIVE,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { Role, StorageCut } from '../../cores/core-runner.ts';
import { type ButtonName, Surroundings } from '../../meter/conductor/surroundings.ts';
import type { RelayFault } from '../../rp2350/chips/bistable-relay.ts';
import type { BoardPort } from '../../meter/conductor/serial-ports.ts';
import { HOLD_UP_ms } from '../../meter/conductor/supply.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import type { SerialSocket } from '../../meter/emulated/serial-socket.ts';
import type { Meter } from '../../meter/meter.ts';
import {
  feed,
  idle,
  openTestMeter,
  type Place,
  type TestMeterOptions,
} from '../../meter/targets/with-meter.ts';
import { factoryFram } from '../../records/parameters.ts';
import type { MessageName } from '../../records/legal-client.ts';
import type { RecordValues } from '../../records/records.ts';
import { norImageBytes } from '../../rp2350/chips/nor-image.ts';
import { readAtOnce, type ReadablePort } from '../scenarios/reader.ts';
import type {
  Bench,
  BenchOptions,
  PortReading,
  PulseEdges,
  PulseOutput,
  ReadingPort,
  Reply,
} from './bench.ts';

const DEFAULT_BAUD = 9600;
/** A contact is believed after 10 ms, a button held for a tenth of a second by anybody. */
const CONTACT_ms = 50;
const PRESS_ms = 100;
/** Processor time after which the C host's watchdog ends a hung process: the boards' 8 s of it would be no use here. */
const HOST_WATCHDOG_ms = 400;

/** A port whose bytes are handed on when `deliver` is called. */
interface BenchPort extends ReadablePort {
  deliver(): void;
}

abstract class SimulatedBench implements Bench {
  protected meter: Meter;

  constructor(meter: Meter) {
    this.meter = meter;
  }

  abstract powerCycle(openMeanwhile?: readonly Role[]): Promise<void>;
  abstract cutPowerAtByte(framBytes: number): Promise<void>;
  abstract pulses(time_s: number, output?: PulseOutput): Promise<PulseEdges>;
  protected abstract port(name: ReadingPort): BenchPort;

  wait(time_s: number): Promise<void> {
    return idle(this.meter, time_s * 1000);
  }

  ask(message: MessageName, values?: RecordValues): Promise<Reply> {
    return this.meter.ask(message, values);
  }

  adjust(message: MessageName, values?: RecordValues): Promise<Reply> {
    return this.meter.adjust!(message, values);
  }

  async read(name: ReadingPort, maximumBaud = DEFAULT_BAUD): Promise<PortReading> {
    const port = this.port(name);
    const { conductor } = this.meter;
    const time = {
      get now_us() {
        return conductor.now_us;
      },
      tick: async () => {
        await conductor.tick();
        port.deliver();
      },
    };
    const [reading] = await readAtOnce({ conductor: time }, [{ port, maximumBaud }]);
    return reading;
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

class HostBench extends SimulatedBench {
  readonly #cuts: StorageCut[];

  /** `cuts`: what the next start of the metering core takes the first of. */
  constructor(meter: Meter, cuts: StorageCut[]) {
    super(meter);
    this.#cuts = cuts;
  }

  /** Behind the hold-up signal 9 is what a supply that is gone is to a process: nothing is tidied up. */
  async powerCycle(openMeanwhile: readonly Role[] = []): Promise<void> {
    await this.meter.cutPower!();
    this.open(openMeanwhile);
    while (!this.meter.metering.alive || !this.meter.management.alive) await this.meter.conductor.tick();
  }

  /** The core is started anew with it: one start by signal 9, one by the cut. */
  async cutPowerAtByte(framBytes: number): Promise<void> {
    const { metering, conductor } = this.meter;
    this.#cuts.push({ framBytes });
    await this.powerCycle();
    const before = metering.restarts;
    while (metering.restarts === before || !metering.alive) await conductor.tick();
  }

  /** The host has no pin: these are the instants its core gives to it. */
  async pulses(time_s: number, wanted: PulseOutput = 'active'): Promise<PulseEdges> {
    const { metering, source } = this.meter;
    const code = wanted === 'active' ? PULSE_ACTIVE : PULSE_REACTIVE;
    const rises_s: number[] = [];
    metering.onPulse = ({ output, sampleIndex, fraction_Q16 }) => {
      if (output === code) rises_s.push((sampleIndex + fraction_Q16 / 65536) / (source.rate_mHz / 1000));
    };
    await this.wait(time_s);
    metering.onPulse = undefined;
    return { rises_s, widths_s: undefined };
  }

  protected port(name: ReadingPort): BenchPort {
    const port = this.meter[name] as BoardPort;
    return {
      line: port.line,
      listen: (listener) => port.listen(listener),
      unlisten: () => {
        port.line.setOutside({ baud: undefined });
        port.unlisten();
      },
      setBaud: (baud) => port.line.setOutside({ baud }),
      deliver: () => {},
    };
  }
}

/** Heard on the chip's virtual time, understood outside it: what a reader throws is no fault of the chip. */
function portOfSocket(socket: SerialSocket): BenchPort {
  const heard: number[] = [];
  let hear: (bytes: Uint8Array) => void = () => {};
  return {
    line: { fromOutside: (bytes) => socket.send(bytes) },
    listen: (listener) => {
      hear = listener;
      socket.onByte = (byte) => heard.push(byte);
    },
    unlisten: () => {
      socket.onByte = () => {};
      socket.setOutside(undefined);
    },
    setBaud: (baud) => socket.setOutside(baud),
    deliver: () => heard.length > 0 && hear(Uint8Array.from(heard.splice(0))),
  };
}

class EmulatedBench extends SimulatedBench {
  readonly #open: () => Promise<Meter>;

  constructor(meter: Meter, open: () => Promise<Meter>) {
    super(meter);
    this.#open = open;
  }

  async cutPowerAtByte(framBytes: number): Promise<void> {
    this.#boards.metering.cutPower({ framBytes });
    while (this.meter.metering.alive) await this.meter.conductor.tick();
    await this.powerCycle();
  }

  get #boards() {
    return (this.meter as EmulatedMeter).pair;
  }

  /** Both chips end where the step of the run ended; new ones get the storage as it was left. */
  async powerCycle(openMeanwhile: readonly Role[] = []): Promise<void> {
    this.meter.surroundings!.supplyFails = true;
    await idle(this.meter, HOLD_UP_ms);
    await this.meter.close();
    this.meter.surroundings!.supplyFails = false;
    this.open(openMeanwhile);
    this.meter = await this.#open();
  }

  async pulses(time_s: number, output: PulseOutput = 'active'): Promise<PulseEdges> {
    const name = output === 'active' ? 'PULSE_ACTIVE' : 'PULSE_REACTIVE';
    const { chip } = this.#boards.metering;
    const [rises_s, widths_s]: [number[], number[]] = [[], []];
    let watching = true;
    this.#boards.metering.pin(name).watch((level) => {
      if (!watching) return;
      const now_s = chip.now / chip.time.cyclesPerSecond;
      if (level) rises_s.push(now_s);
      else if (rises_s.length > 0) widths_s.push(now_s - rises_s.at(-1)!);
    });
    await this.wait(time_s);
    watching = false;
    return { rises_s, widths_s };
  }

  protected port(name: ReadingPort): BenchPort {
    return portOfSocket(this.#boards.management[name]);
  }
}

/** What both openings have in common: storage and surroundings outlive the meter that is opened with them. */
function testOptions({ source, parameters, modules }: BenchOptions): TestMeterOptions {
  const sealed = { service: source.service, samplingRate_mHz: source.rate_mHz, ...parameters };
  const boardStorage = (fram: Uint8Array) => ({ fram, nor: new Uint8Array(norImageBytes(NOR_BYTES)) });
  const storage = {
    metering: boardStorage(factoryFram(sealed)),
    management: boardStorage(new Uint8Array(FRAM_BYTES).fill(0xff)),
  };
  return { source, modules, storage, surroundings: new Surroundings() };
}

export async function openHostBench(options: BenchOptions): Promise<Bench> {
  const place: Place = 'host wasm3';
  const cuts: StorageCut[] = [];
  const meterOptions = {
    ...testOptions(options),
    watchdog_ms: HOST_WATCHDOG_ms,
    powerCuts: { metering: cuts },
  };
  return new HostBench(await openTestMeter(place, meterOptions), cuts);
}

export async function openEmulatedBench(options: BenchOptions): Promise<Bench> {
  const place = `emulated ${options.engine ?? 'wasm3'}` as Place;
  const meterOptions = testOptions(options);
  const open = () => openTestMeter(place, meterOptions);
  return new EmulatedBench(await open(), open);
}
