// A chip without a processor for specs: memory, virtual time, DREQ and interrupt wires, pins, settable clocks.
import type {
  AccessMode,
  AccessSize,
  BusMaster,
  ChipEnvironment,
  ClockName,
  ClockTree,
  DmaRequest,
  InterruptLine,
  Peripheral,
  Pin,
  PinMux,
  ScheduledEvent,
  Scheduler,
  XipWindows,
} from './peripheral.ts';
import { PLAIN } from './peripheral.ts';
import { peripheralDescription } from './svd.ts';

export class TestTime implements Scheduler {
  readonly cyclesPerSecond = 150_000_000;
  now = 0;
  /** Events run so far: what a burst must keep low. */
  fired = 0;
  private events: ScheduledEvent[] = [];

  at(time: number, action: () => void): ScheduledEvent {
    const event = { time, action };
    this.events.push(event);
    return event;
  }

  cancel(event: ScheduledEvent): void {
    this.events = this.events.filter((each) => each !== event);
  }

  /** Drops all events, as a reset of the chip does. */
  clear(): void {
    this.events = [];
  }

  /** Runs every event up to `time`, earliest first. */
  runUntil(time: number): void {
    for (;;) {
      const due = this.events.filter((event) => event.time <= time);
      if (due.length === 0) break;
      const next = due.reduce((first, each) => (each.time < first.time ? each : first));
      this.cancel(next);
      this.now = Math.max(this.now, next.time);
      this.fired++;
      next.action();
    }
    this.now = Math.max(this.now, time);
  }

  run(cycles: number): void {
    this.runUntil(this.now + cycles);
  }

  run_us(microseconds: number): void {
    this.run(microseconds * 150);
  }
}

export class TestPin implements Pin {
  level = true;
  readonly changes: { level: boolean; time: number }[] = [];
  private readonly listeners: ((level: boolean) => void)[] = [];

  constructor(
    readonly gpio: number,
    private readonly time: Scheduler,
  ) {}

  drive(level: boolean | undefined): void {
    const resolved = level ?? true;
    if (resolved === this.level) return;
    this.level = resolved;
    this.changes.push({ level: resolved, time: this.time.now });
    for (const listener of this.listeners) listener(resolved);
  }

  watch(listener: (level: boolean) => void): void {
    this.listeners.push(listener);
  }
}

export const RAM_BASE = 0x20000000;

export class TestChip implements ChipEnvironment, BusMaster {
  readonly scheduler: TestTime;
  readonly clocks: ClockTree & { hz: Partial<Record<ClockName, number>> };
  readonly pinMux: PinMux;
  readonly bus: BusMaster = this;
  readonly xip: XipWindows & { flashOpen: boolean; psramOpen: boolean };
  readonly pins: readonly TestPin[];
  readonly ram = new Uint8Array(0x10000);
  /** Levels of the interrupt lines by IRQ number. */
  readonly irq: boolean[] = [];
  /** Levels of peripheral outputs by signal name. */
  readonly signals = new Map<string, boolean>();
  /** Signals that no pad is routed to. */
  readonly unrouted = new Set<string>();
  private readonly requests = new Map<number, DmaRequest>();
  private readonly blocks: { base: number; peripheral: Peripheral }[] = [];

  constructor(time = new TestTime()) {
    this.scheduler = time;
    const hz: Partial<Record<ClockName, number>> = {};
    this.clocks = { hz, frequency_Hz: (clock) => hz[clock] ?? (clock === 'clk_adc' ? 48e6 : 150e6) };
    this.pinMux = {
      pinOf: (signal) => (this.unrouted.has(signal) ? -1 : 0),
      driveSignal: (signal, level) =>
        void (level === undefined ? this.signals.delete(signal) : this.signals.set(signal, level)),
    };
    this.pins = Array.from({ length: 48 }, (_, gpio) => new TestPin(gpio, time));
    this.xip = testWindows();
  }

  interrupt(irq: number): InterruptLine {
    this.irq[irq] = false;
    return (level) => (this.irq[irq] = level);
  }

  addDmaRequest(dreq: number, request: DmaRequest): void {
    this.requests.set(dreq, request);
  }

  dmaRequest(dreq: number): DmaRequest | undefined {
    return this.requests.get(dreq);
  }

  /** Puts a peripheral on the bus under its SVD base address, and gives it back. */
  add<P extends Peripheral>(peripheral: P): P {
    this.blocks.push({ base: peripheralDescription(peripheral.name).base, peripheral });
    return peripheral;
  }

  read(address: number, size: AccessSize = 4): number {
    if (this.view(address, size, false)) return this.ramWord(address, size);
    const { base, peripheral } = this.blockAt(address);
    return peripheral.read(address - base, size);
  }

  write(address: number, value: number, size: AccessSize = 4, mode: AccessMode = PLAIN): void {
    const bytes = this.view(address, size, true);
    if (bytes) for (let i = 0; i < size; i++) bytes[i] = value >>> (8 * i);
    else {
      const { base, peripheral } = this.blockAt(address);
      peripheral.write(address - base, value, size, mode);
    }
  }

  view(address: number, length: number): Uint8Array | undefined;
  view(address: number, length: number, forWriting: boolean): Uint8Array | undefined;
  view(address: number, length: number): Uint8Array | undefined {
    const at = address - RAM_BASE;
    return at >= 0 && at + length <= this.ram.length ? this.ram.subarray(at, at + length) : undefined;
  }

  written(): void {}

  private ramWord(address: number, size: AccessSize): number {
    let word = 0;
    for (let i = size - 1; i >= 0; i--) word = word * 256 + this.ram[address - RAM_BASE + i];
    return word;
  }

  private blockAt(address: number): { base: number; peripheral: Peripheral } {
    const found = this.blocks.find(({ base }) => address >= base && address < base + 0x1000);
    if (!found) throw new RangeError(`nothing at 0x${address.toString(16)}`);
    return found;
  }
}

function testWindows(): XipWindows & { flashOpen: boolean; psramOpen: boolean } {
  return {
    flash: new Uint8Array(0x40000).fill(0xff),
    psram: new Uint8Array(0x1000),
    flashOpen: true,
    psramOpen: false,
    setFlashOpen(open) {
      this.flashOpen = open;
    },
    setPsramOpen(open) {
      this.psramOpen = open;
    },
    flashWritten() {},
  };
}

/** A peripheral's registers by SVD name, as a driver would use them. */
export function registersOf(peripheral: Peripheral & { offsetOf(name: string): number }) {
  return {
    read: (name: string, size: AccessSize = 4) => peripheral.read(peripheral.offsetOf(name), size),
    write: (name: string, value: number, mode: AccessMode = PLAIN, size: AccessSize = 4) =>
      peripheral.write(peripheral.offsetOf(name), value, size, mode),
  };
}
