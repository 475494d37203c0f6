// Bits of the PL011's registers, and the line format they stand for (Arm DDI 0183, 3.3).
import type { SerialFormat } from '../wires/serial-frame.ts';

// UARTFR
export const FR_BUSY = 1 << 3;
export const FR_RXFE = 1 << 4;
export const FR_TXFF = 1 << 5;
export const FR_RXFF = 1 << 6;
export const FR_TXFE = 1 << 7;
// UARTLCR_H
export const LCR_BRK = 1;
const LCR_PEN = 1 << 1;
const LCR_EPS = 1 << 2;
const LCR_STP2 = 1 << 3;
export const LCR_FEN = 1 << 4;
const LCR_SPS = 1 << 7;
// UARTCR
export const CR_UARTEN = 1;
export const CR_LBE = 1 << 7;
export const CR_TXE = 1 << 8;
export const CR_RXE = 1 << 9;
export const CR_FLOW = 0xc000;
// UARTRIS, UARTIMSC, UARTMIS, UARTICR
export const INT_RX = 1 << 4;
export const INT_TX = 1 << 5;
export const INT_RT = 1 << 6;
export const INT_FE = 1 << 7;
export const INT_PE = 1 << 8;
export const INT_OE = 1 << 10;
// UARTDR above the data, UARTRSR from bit 0
export const DR_FE = 1 << 8;
export const DR_PE = 1 << 9;
export const DR_OE = 1 << 11;
// UARTDMACR
export const DMA_RX = 1;
export const DMA_TX = 2;
export const DMA_ONERR = 4;

/** The format UARTLCR_H asks for, at a bit time. */
export function formatOf(lcr: number, bitCycles: number): SerialFormat {
  return {
    dataBits: 5 + ((lcr >>> 5) & 3),
    parity: parityOf(lcr),
    stopBits: lcr & LCR_STP2 ? 2 : 1,
    bitCycles,
  };
}

function parityOf(lcr: number): SerialFormat['parity'] {
  if (!(lcr & LCR_PEN)) return 'none';
  const even = (lcr & LCR_EPS) !== 0;
  if (lcr & LCR_SPS) return even ? 'space' : 'mark';
  return even ? 'even' : 'odd';
}
