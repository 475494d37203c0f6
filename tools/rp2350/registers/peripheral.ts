// The contracts every peripheral of the emulated chip and every chip on the board is written against.

/** Width of one bus access in bytes. */
export type AccessSize = 1 | 2 | 4;

/**
 * Address bits 13:12 of an access (RP2350 datasheet 2.1.3): plain, or one of the atomic aliases.
 * For a register with side effects the peripheral sees which bits of the written word ask for what.
 */
export type AccessMode = 0 | 1 | 2 | 3;
export const PLAIN: AccessMode = 0;
export const XOR: AccessMode = 1;
export const SET: AccessMode = 2;
export const CLEAR: AccessMode = 3;

/** A count of ticks as a line through virtual time: `base` at `baseTime`; an infinite cyclesPerTick stands still. */
export interface CountLine {
  readonly base: number;
  readonly baseTime: number;
  readonly cyclesPerTick: number;
}

/** What a word of a count is worth. */
export const COUNT_WORD = 2 ** 32;

/** What loads of one register give, or stores into it do, kept by its model so that nobody has to ask it; unknown at first. */
export interface RegisterAnswer {
  /** Loads give this from now on, until this time in cycles if one is named. */
  give(value: number, until?: number): void;
  /** Loads give a word of a running count: its low one (weight 1) or the one above (COUNT_WORD). */
  giveCount(line: CountLine, weight: number): void;
  /** Stores of so many words from now on are kept, and do nothing else: the model looks with `taken` before it goes on. */
  takeWords(room: number): void;
  taken(): Uint32Array;
  /** The model is asked from now on. */
  forget(): void;
}

/** Gives the answer of the register at this offset of a block. */
export type AnswerOf = (offset: number) => RegisterAnswer;

/** For a model by itself. */
export const NO_ANSWER: RegisterAnswer = {
  give: () => {},
  giveCount: () => {},
  takeWords: () => {},
  taken: () => new Uint32Array(),
  forget: () => {},
};

/** One block of registers on the bus. `offset` is inside the block, the alias bits taken out. */
export interface Peripheral {
  readonly name: string;
  read(offset: number, size: AccessSize): number;
  write(offset: number, value: number, size: AccessSize, mode: AccessMode): void;
  reset(): void;
  /**
   * For polling: until when the register keeps the value just read, unless an event comes before. Infinity:
   * only events change it; 0: not known; negative: loads have an effect and must not be skipped.
   * Absent: as negative.
   */
  stableUntil?(offset: number): number;
  /** Called once, by a chip that answers loads by itself: the block takes the answers it means to keep. */
  keepAnswers?(answerOf: AnswerOf): void;
}

/** A pending event; `time` in cycles. Keep it only to cancel it. */
export interface ScheduledEvent {
  readonly time: number;
  readonly action: () => void;
}

/**
 * Virtual time. One cycle is 1/150 MHz whatever the clock tree says, so two boards share one measure; at
 * another system clock an instruction costs more or less than one cycle. Times may be fractional.
 */
export interface Scheduler {
  readonly now: number;
  readonly cyclesPerSecond: number;
  /** Runs `action` once when `now` reaches `time`; a time in the past means at the next opportunity. */
  at(time: number, action: () => void): ScheduledEvent;
  cancel(event: ScheduledEvent): void;
}

/** A level-sensitive interrupt request into the NVIC. Calling it again with the same level costs nothing. */
export type InterruptLine = (level: boolean) => void;

/**
 * One DREQ line. The peripheral says how many transfers it can take (transmit) or give (receive) now;
 * the DMA controller polls `available` and sets `notify` to be told when it grows.
 */
export interface DmaRequest {
  readonly available: number;
  notify: () => void;
}

/** The clocks a peripheral may be driven by, as the CLOCKS block names them. */
export type ClockName = 'clk_ref' | 'clk_sys' | 'clk_peri' | 'clk_usb' | 'clk_adc' | 'clk_hstx';

/** Frequencies as programmed at this moment, in Hz; 0 when stopped. */
export interface ClockTree {
  frequency_Hz(clock: ClockName): number;
}

/** Answers whether a pad is routed to a peripheral's signal, by the SVD's FUNCSEL names: `uart0_tx`. */
export interface PinMux {
  /** The lowest GPIO routed to the signal, or -1. */
  pinOf(signal: string): number;
  /** A peripheral drives its output signal (`pwm_a_0`), or lets go of it with undefined; every pad routed to it follows. */
  driveSignal(signal: string, level: boolean | undefined): void;
}

/** What a bus master (the DMA controller) sees: every address, as the processor does. */
export interface BusMaster {
  read(address: number, size: AccessSize): number;
  write(address: number, value: number, size: AccessSize): void;
  /**
   * The bytes behind an address range when it is plain memory the chip may access now, else undefined.
   * After writing through a view call `written`, so that translated code there is dropped.
   */
  view(address: number, length: number, forWriting: boolean): Uint8Array | undefined;
  written(address: number, length: number): void;
}

/** What a line of 8 bytes costs through one of the windows, in cycles. */
export interface LineCost {
  /** A line that begins a transfer. */
  readonly first: number;
  /** The line behind the one before, while the chip is still selected. */
  readonly next: number;
  /** A changed line written back. */
  readonly write: number;
  /** Before a transfer, where the chip is still selected. */
  readonly deselect: number;
  /** How long it stays selected. */
  readonly cooldown: number;
}

/** The execute-in-place windows, for the QMI and the boot ROM's flash functions. */
export interface XipWindows {
  readonly flash: Uint8Array;
  /** Absent on a board without PSRAM. */
  readonly psram: Uint8Array | undefined;
  /**
   * Opens or closes the flash window 0x10000000; while closed, any fetch, load or store there fails the run
   * with `reason` in the report.
   */
  setFlashOpen(open: boolean, reason: string): void;
  /** The same for the PSRAM window 0x11000000, closed at reset and opened when QMI M1 is set up. */
  setPsramOpen(open: boolean, reason: string): void;
  /** Flash contents changed: translated code there is dropped. */
  flashWritten(offset: number, length: number): void;
  /** What a line costs through window 0 (flash) or 1 (PSRAM), in cycles of clk_sys; heard where time is counted so. */
  setLineCost?(window: 0 | 1, cost: LineCost): void;
  /** A store at this offset of the XIP cache's window of maintenance. */
  maintainCache?(offset: number): void;
}

/** What the chip hands to each of its peripherals. */
export interface ChipEnvironment {
  readonly scheduler: Scheduler;
  readonly clocks: ClockTree;
  readonly pinMux: PinMux;
  readonly bus: BusMaster;
  readonly xip: XipWindows;
  /** The interrupt line of an IRQ number (0 to 51). */
  interrupt(irq: number): InterruptLine;
  /** Asserts DREQ numbers for the DMA controller; registers a peripheral's request line under its number. */
  addDmaRequest(dreq: number, request: DmaRequest): void;
  /** The line registered under a DREQ number, or undefined. */
  dmaRequest(dreq: number): DmaRequest | undefined;
  /** Pins of the chip by GPIO number. */
  readonly pins: readonly Pin[];
}

/** A wire between the chip's pad and the board. Levels are resolved: chip output, else driver, else pull. */
export interface Pin {
  readonly gpio: number;
  readonly level: boolean;
  /** The board drives the wire, or lets go of it with undefined. */
  drive(level: boolean | undefined): void;
  /** Called after every change of the resolved level. */
  watch(listener: (level: boolean) => void): void;
}

/** A guest access that no model answers; it fails the run. */
export class UnmodelledRegister extends Error {
  /** `PERIPHERAL.REGISTER`, or the peripheral and the offset where the SVD knows no register. */
  readonly register: string;

  constructor(register: string, access: 'read' | 'write') {
    super(`${access} of unmodelled register ${register}`);
    this.name = 'UnmodelledRegister';
    this.register = register;
  }
}

/** The guest did what would fail or hang on silicon: named by the peripheral that saw it. */
export class GuestError extends Error {
  constructor(peripheral: string, what: string) {
    super(`${peripheral}: ${what}`);
    this.name = 'GuestError';
  }
}
