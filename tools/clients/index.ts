// What the package offers: readers of meters over any transport, and why a reading can fail.
export * from './errors.ts';
export { Iec62056Client, type ClientAction, type ClientOptions, type Readout } from './iec62056-21.ts';
export { enterModeE, type ModeEOptions } from './mode-e.ts';
export { normaliseObis } from './obis.ts';
export { fromWire, toWire } from './parity.ts';
export { readIec62056, toReading, type MeterReading, type ReadObject } from './read-iec62056.ts';
export type { Transport } from './transport.ts';
