// One I2C bus of the board: the devices on it by their 7-bit address.
import type { I2cDevice } from './wires.ts';

export class I2cBus {
  private readonly devices = new Map<number, I2cDevice>();
  /** A fault of the board: addresses that nobody acknowledges. */
  readonly silent = new Set<number>();

  attach(address: number, device: I2cDevice): void {
    if (this.devices.has(address))
      throw new RangeError(`two devices at I2C address 0x${address.toString(16)}`);
    this.devices.set(address, device);
  }

  at(address: number): I2cDevice | undefined {
    return this.silent.has(address) ? undefined : this.devices.get(address);
  }
}
