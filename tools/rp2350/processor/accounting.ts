// The page of memory a chip shares with the native block hook: virtual time, counts, and why it stopped.

/** Why the block hook stopped the engine, as `enum stop_reason` in native/accounting.h. */
export const STOP = { NONE: 0, LIMIT: 1, UNMASKED: 2, WFE: 3, WFI: 4 } as const;
/** How the last block ended, as `enum block_end`. */
export const ENDS_WFE = 1;
export const ENDS_WFI = 2;

/** Pages of writable memory, of 4 KB by engine-internal address, that can be marked as holding code. */
export const CODE_PAGES = 4096;
/** Region that the guest cannot write; its engine-internal address does not matter. */
export const NOT_WRITABLE = 0xffffffff;

export class Accounting {
  /** sizeof(struct accounting); the loader compares. */
  static readonly BYTES = 280;
  readonly buffer = new Uint8Array(Accounting.BYTES);
  private readonly doubles = new Float64Array(this.buffer.buffer);
  private readonly quads = new BigUint64Array(this.buffer.buffer);
  private readonly words = new Uint32Array(this.buffer.buffer);

  constructor() {
    this.cyclesPerInstruction = 1;
  }

  /** Virtual time in cycles of 1/150 MHz. */
  get now(): number {
    return this.doubles[0];
  }
  set now(cycles: number) {
    this.doubles[0] = cycles;
  }
  /** The engine stops at the first block at or after this time. */
  get limit(): number {
    return this.doubles[1];
  }
  set limit(cycles: number) {
    this.doubles[1] = cycles;
  }
  get cyclesPerInstruction(): number {
    return this.doubles[2];
  }
  set cyclesPerInstruction(cycles: number) {
    this.doubles[2] = cycles;
  }
  get instructions(): number {
    return Number(this.quads[3]);
  }
  get blocks(): number {
    return Number(this.quads[4]);
  }
  /** Store pages the fast path released; 0 on the plain path. */
  get fastStores(): number {
    return Number(this.quads[5]);
  }
  get slowStores(): number {
    return Number(this.quads[6]);
  }
  get stopReason(): number {
    return this.words[14];
  }
  set stopReason(reason: number) {
    this.words[14] = reason;
  }
  /** Address of the block that was about to run when the hook stopped the engine. */
  get stopPc(): number {
    return this.words[15];
  }
  /** ARMv8-M event register, set by SEV, exceptions and interrupts that become pending. */
  get event(): boolean {
    return this.words[16] !== 0;
  }
  set event(set: boolean) {
    this.words[16] = set ? 1 : 0;
  }
  /** 1 + priority of a pending interrupt the masks hold back; the hook then watches the masks. 0: none. */
  set pendingPriority(priority: number) {
    this.words[17] = priority;
  }
  get lastBlockEnd(): number {
    return this.words[18];
  }
  set lastBlockEnd(end: number) {
    this.words[18] = end;
  }
  get fastPath(): boolean {
    return this.words[19] !== 0;
  }
  set fastPath(on: boolean) {
    this.words[19] = on ? 1 : 0;
  }
  /** Address of the block that runs or ran last, for reports. */
  get blockPc(): number {
    return this.words[20];
  }
}
