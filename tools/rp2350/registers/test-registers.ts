// For specs of peripherals: loads and stores by register name, as the bus would make them.
import type { AccessMode, Peripheral } from './peripheral.ts';
import { CLEAR, PLAIN, SET, XOR } from './peripheral.ts';

interface Named extends Peripheral {
  offsetOf(name: string): number;
}

export function registers(peripheral: Named) {
  const store =
    (mode: AccessMode) =>
    (name: string, value: number): void =>
      peripheral.write(peripheral.offsetOf(name), value, 4, mode);
  return {
    read: (name: string): number => peripheral.read(peripheral.offsetOf(name), 4),
    write: store(PLAIN),
    set: store(SET),
    clear: store(CLEAR),
    xor: store(XOR),
  };
}
