// The Cortex-M33's private peripheral bus: one register block whose parts (NVIC, SysTick, SCB, DWT) are attached.
import type { AccessSize } from '../registers/peripheral.ts';
import type { RegisterEffects } from '../registers/register-peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

export class PrivatePeripheralBus extends RegisterPeripheral {
  constructor() {
    super('PPB');
  }

  define(name: string, effects?: RegisterEffects): void {
    this.register(name, effects);
  }

  remember(...names: string[]): void {
    this.storage(...names);
  }

  valueAt(name: string): number {
    return this.get(name);
  }

  setValue(name: string, value: number): void {
    this.set(name, value);
  }

  /** The processor's own bus has byte lanes and no atomic aliases, unlike the chip's. */
  override write(offset: number, value: number, size: AccessSize): void {
    if (size === 4) return super.write(offset, value, 4, 0);
    const shift = (offset & 3) * 8;
    const mask = (size === 1 ? 0xff : 0xffff) << shift;
    const word = (super.read(offset & ~3, 4) & ~mask) | ((value << shift) & mask);
    super.write(offset & ~3, word >>> 0, 4, 0);
  }
}
