// What each kind of reset does to time, peripherals and memories: which of them forget, and which keep what they have.
import type { Bus } from '../processor/bus.ts';
import type { Memory } from '../processor/memory.ts';
import type { VirtualTime } from '../processor/scheduler.ts';
import type { createPeripherals } from './table.ts';

export type ResetKind = 'watchdog' | 'system' | 'power off' | 'power on' | 'brown-out';

/** What a reset reaches outside the processor. */
interface Blocks {
  readonly time: VirtualTime;
  readonly bus: Bus;
  readonly memory: Memory;
  readonly peripherals: ReturnType<typeof createPeripherals>;
}

/** The chip resets itself, its supply whole. */
export const isOfItself = (kind: ResetKind): boolean => kind === 'watchdog' || kind === 'system';

/** Memories keep their contents over a reset, as SRAM does on the chip; without power only flash does. */
export function resetBlocks({ time, bus, memory, peripherals }: Blocks, kind: ResetKind): void {
  const { watchdog, qmi } = peripherals;
  time.clear();
  for (const peripheral of bus.peripherals()) if (peripheral !== watchdog) peripheral.reset();
  if (isOfItself(kind)) watchdog.resetByWatchdog();
  else watchdog.reset();
  if (kind === 'power on') {
    memory.forget();
    qmi.psram.leaveQuadMode();
  }
  if (kind === 'brown-out') memory.fade();
}
