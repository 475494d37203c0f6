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
  for (const [base, length] of SPACES) {
    const read = (offset: number, size: number): number => {
      try {
        return bus.processorRead(base + offset, size as AccessSize);
      } catch (error) {
        fail(error);
        return 0;
      }
    };
    const write = (offset: number, size: number, value: number): void => {
      try {
        bus.processorWrite(base + offset, value, size as AccessSize);
      } catch (error) {
        fail(error);
      }
    };
    engine.mapIo(base, length, read, write);
  }
}
