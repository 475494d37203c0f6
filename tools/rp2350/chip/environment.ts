// What the assembled chip hands to its peripherals: time, clocks, interrupts, DMA requests, memory and pins.
import type { Bus } from '../processor/bus.ts';
import type { Gpio } from '../peripherals/gpio.ts';
import type { Memory } from '../processor/memory.ts';
import type { Nvic } from '../processor/nvic.ts';
import type {
  ChipEnvironment,
  ClockTree,
  DmaRequest,
  InterruptLine,
  Pin,
  PinMux,
  Scheduler,
} from '../registers/peripheral.ts';

export class Environment implements ChipEnvironment {
  readonly scheduler: Scheduler;
  /** Stands still until the clock tree is assembled. */
  clocks: ClockTree = { frequency_Hz: () => 0 };
  readonly pinMux: PinMux;
  readonly bus: Bus;
  readonly xip: Memory;
  readonly pins: readonly Pin[];
  private readonly nvic: Nvic;
  private readonly requests = new Map<number, DmaRequest>();

  constructor(scheduler: Scheduler, gpio: Gpio, bus: Bus, memory: Memory, nvic: Nvic) {
    this.scheduler = scheduler;
    this.pinMux = gpio;
    this.pins = gpio.pins;
    this.bus = bus;
    this.xip = memory;
    this.nvic = nvic;
  }

  interrupt(irq: number): InterruptLine {
    return this.nvic.line(irq);
  }

  addDmaRequest(dreq: number, request: DmaRequest): void {
    this.requests.set(dreq, request);
  }

  dmaRequest(dreq: number): DmaRequest | undefined {
    return this.requests.get(dreq);
  }
}
