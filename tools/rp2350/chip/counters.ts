// What a run of the chip cost: instructions, exceptions, register accesses, and where its time went.
import type { Bus } from '../processor/bus.ts';
import type { Cpu } from '../processor/cpu.ts';
import type { Exceptions } from '../processor/exceptions.ts';
import type { Engine } from '../processor/unicorn.ts';
import type { XipCounts } from '../processor/xip-timing.ts';

export interface Counters {
  readonly instructions: number;
  readonly exceptions: number;
  /** Register accesses by the core. */
  readonly mmio: number;
  /** Fractions of virtual time asleep and skipped while polling. */
  readonly asleep: number;
  readonly polling: number;
  /** The XIP cache, where time is counted in cycles. */
  readonly xip: XipCounts | undefined;
}

export function countersOf(engine: Engine, bus: Bus, cpu: Cpu, exceptions: Exceptions): Counters {
  const { instructions, now } = engine.accounting;
  return {
    instructions,
    exceptions: exceptions.taken,
    mmio: bus.accesses,
    asleep: cpu.sleptCycles / Math.max(now, 1),
    polling: bus.polledCycles / Math.max(now, 1),
    xip: engine.xip?.counts,
  };
}
