// Fields of the PIO's registers and instructions (RP2350 datasheet 11.4 and 11.7).

/** CTRL */
export const SM_ENABLE = 0;
export const SM_RESTART = 4;
export const CLKDIV_RESTART = 8;
/** FSTAT and FDEBUG: bit of state machine 0. */
export const TXEMPTY = 24;
export const TXFULL = 16;
export const RXEMPTY = 8;
export const RXFULL = 0;
export const TXSTALL = 24;
export const TXOVER = 16;
export const RXUNDER = 8;
export const RXSTALL = 0;
/** EXECCTRL */
export const OUT_STICKY = 1 << 17;
export const INLINE_OUT_EN = 1 << 18;
export const SIDE_PINDIR = 1 << 29;
export const SIDE_EN = 1 << 30;
export const EXEC_STALLED = 1 << 31;
/** SHIFTCTRL */
export const FJOIN_RX_GET = 1 << 14;
export const FJOIN_RX_PUT = 1 << 15;
export const AUTOPUSH = 1 << 16;
export const AUTOPULL = 1 << 17;
export const IN_SHIFTDIR_RIGHT = 1 << 18;
export const OUT_SHIFTDIR_RIGHT = 1 << 19;
export const FJOIN_TX = 1 << 30;
export const FJOIN_RX = 1 << 31;

export const field = (word: number, low: number, bits: number): number =>
  (word >>> low) & ((1 << bits) - 1);

/** A count or threshold of five bits: 0 stands for 32. */
export const count32 = (value: number): number => value || 32;

export const mask = (bits: number): number => (bits >= 32 ? 0xffffffff : (1 << bits) - 1) >>> 0;

/** Bits 15 to 13 of an instruction. */
export const Op = { JMP: 0, WAIT: 1, IN: 2, OUT: 3, PUSH_PULL: 4, MOV: 5, IRQ: 6, SET: 7 } as const;

/** Sources and destinations of OUT, IN, MOV and SET; what a number means depends on the instruction. */
export const Place = { PINS: 0, X: 1, Y: 2, NULL: 3, PINDIRS: 4, PC: 5, ISR: 6, OSR: 7, EXEC: 7 } as const;
