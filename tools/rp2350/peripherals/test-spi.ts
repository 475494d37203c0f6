// For specs of SPI: sets a port up as the SDK does.
import { registersOf } from '../registers/test-chip.ts';
import type { SpiMode } from '../wires/wires.ts';
import type { Spi } from './spi.ts';

export interface SpiSetup {
  mode?: SpiMode;
  bits?: number;
  prescale?: number;
  scr?: number;
  slave?: boolean;
}

const modeBits = (mode: SpiMode) => ((mode & 2) << 5) | ((mode & 1) << 7);

/** Configures and enables the port; gives its registers. Mode 1, eight bits, clk_peri / 2 where nothing is said. */
export function setUpSpi(port: Spi, options: SpiSetup = {}) {
  const { mode = 1, bits = 8, prescale = 2, scr = 0, slave = false } = options;
  const set = registersOf(port);
  set.write('SSPCPSR', prescale);
  set.write('SSPCR0', (scr << 8) | modeBits(mode) | (bits - 1));
  set.write('SSPCR1', slave ? 6 : 2);
  return set;
}
