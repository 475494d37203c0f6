// The page of memory a chip shares with the native block hook: virtual time, counts, and why it stopped.

/** Why the block hook stopped the engine, as `enum stop_reason` in native/accounting.h. */
export const STOP = { NONE: 0, LIMIT: 1, UNMASKED: 2, WFE: 3, WFI: 4 } as const;
/** How the last block ended, as `enum block_end`. */
export const ENDS_WFE = 1;
export const ENDS_WFI = 2;

/** Pages of writable memory, of 4 KB by engine-internal address, that can be marked as holding code. */
export const CODE_PAGES = 4096;
/** `polledAddress` where the last access was a store. */
export const NO_LOAD = 0xffffffff;
/** Lines of 4 bytes of a page: code is told from what lies beside it as finely. */
export const LINE_SHIFT = 2;
export const CODE_LINES = CODE_PAGES << (12 - LINE_SHIFT);
/** Region that the guest cannot write; its engine-internal address does not matter. */
export const NOT_WRITABLE = 0xffffffff;

export class Accounting {
  /** sizeof(struct accounting); the loader compares. */
  static readonly BYTES = 320;
  readonly buffer = new Uint8Array(Accounting.BYTES);
  private readonly doubles = new Float64Array(this.buffer.buffer);
  private readonly quads = new BigUint64Array(this.buffer.buffer);
  private readonly words = new Uint32Array(this.buffer.buffer);

  constructor() {
    this.cyclesPerInstruction = 1;
    this.polledAddress = NO_LOAD;
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
  /** Loads and stores of registers by the processor. */
  get accesses(): number {
    return Number(this.quads[35]);
  }
  countAccess(): void {
    if (++this.words[70] === 0x1_0000_0000) this.words[71]++;
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
  /** Address of the block that was about to run when the hook stopped the engine; PC where something else did. */
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
  /** The EXC_RETURN value that the guest loaded into PC, which ended the run; 0: it did not. */
  get exceptionReturn(): number {
    return this.words[21];
  }
  /** Of the last access to a register, where that was a load; NO_LOAD where it was a store. */
  get polledAddress(): number {
    return this.words[74];
  }
  set polledAddress(address: number) {
    this.words[74] = address;
  }
  /** What that load gave. */
  get polledValue(): number {
    return this.words[75];
  }
  set polledValue(value: number) {
    this.words[75] = value;
  }
  /** Equal loads in a row, in different blocks. */
  get repeats(): number {
    return this.words[76];
  }
  set repeats(repeats: number) {
    this.words[76] = repeats;
  }
  /** Whether this load is of the block that the last repeated one was of; from now on it is that one. */
  repeatsInBlock(): boolean {
    const { words } = this;
    const same = words[8] === words[72] && words[9] === words[73];
    words[72] = words[8];
    words[73] = words[9];
    return same;
  }
  /** The access that the host is asked for; a load gives its value here. */
  get ioAddress(): number {
    return this.words[77];
  }
  get ioSize(): number {
    return this.words[78];
  }
  get ioValue(): number {
    return this.words[79];
  }
  set ioValue(value: number) {
    this.words[79] = value;
  }
}
