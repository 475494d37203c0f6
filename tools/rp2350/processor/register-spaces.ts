// Where the engine asks the bus: the address ranges in which registers lie, routed to the models.
import type { Bus } from './bus.ts';
import type { AccessSize } from '../registers/peripheral.ts';
import type { Engine } from './unicorn.ts';

export const PPB_BASE = 0xe0000000;
export const PPB_BYTES = 0x100000;

/** APB, AHB, SIO, the processor's own bus, and the XIP cache's maintenance window. */
const SPACES: readonly (readonly [base: number, length: number])[] = [
  [0x18000000, 0x04000000],
  [0x40000000, 0x00200000],
  [0x50000000, 0x00800000],
  [0xd0000000, 0x00040000],
  [PPB_BASE, PPB_BYTES],
];

/** Errors of a model go to `fail`, which ends the run with a report, instead of unwinding through the engine. */
export function mapRegisterSpaces(engine: Engine, bus: Bus, fail: (error: unknown) => void): void {
  const { accounting } = engine;
  const load = (): void => {
    try {
      accounting.ioValue = bus.processorRead(accounting.ioAddress, accounting.ioSize as AccessSize);
    } catch (error) {
      fail(error);
      accounting.ioValue = 0;
    }
  };
  const store = (): void => {
    const { ioAddress, ioValue, ioSize } = accounting;
    try {
      bus.processorWrite(ioAddress, ioValue, ioSize as AccessSize);
    } catch (error) {
      fail(error);
    }
  };
  engine.mapRegisters(SPACES, load, store);
}
