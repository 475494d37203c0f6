// The cells of a NOR flash as one image that outlives its power: what an operation changes, how often, and what a torn one leaves.

/** Header, cells inverted (a hole in a file is erased), then for each sector its erases and the seed of its unstable bits. */
const HEADER_BYTES = 4096;
const MAGIC = 'TWMNOR01';
const SECTOR = 4096;
const PAGE = 256;
/** Of the header: u32 each, then the bytes of the program under way. */
const AT = { bytes: 8, kind: 12, address: 16, length: 20, noise: 24, cuts: 28, data: 256 } as const;
const KINDS = ['none', 'program', 'erase'] as const;

/** What changes cells: a program clears bits, an erase sets all of them. */
export interface NorOperation {
  readonly kind: 'program' | 'erase';
  readonly address: number;
  readonly length: number;
  /** Of a program. */
  readonly data?: Uint8Array;
}

/** Cells as the pins of a flash see them. */
export interface FlashCells {
  readonly length: number;
  read(address: number): number;
  /** An operation starts; until `complete` it may be torn. */
  begin(operation: NorOperation): void;
  complete(): void;
}

/** Bytes of the image of a flash with so many. */
export const norImageBytes = (bytes: number): number => HEADER_BYTES + bytes + (8 * bytes) / SECTOR;

/** Whether this is the image of a flash with so many bytes, and what stands in it as under way lies inside its cells. */
export function isNorImage(image: Uint8Array, bytes: number): boolean {
  if (image.length !== norImageBytes(bytes)) return false;
  const head = Buffer.from(image.subarray(0, HEADER_BYTES));
  const [kind, address, length] = [AT.kind, AT.address, AT.length].map((at) => head.readUInt32LE(at));
  const most = [0, PAGE, bytes][kind];
  return (
    head.toString('latin1', 0, MAGIC.length) === MAGIC &&
    head.readUInt32LE(AT.bytes) === bytes &&
    (kind === 0 || (length <= most && address + length <= bytes))
  );
}

/** What a new image begins with; the rest of it is zeros. */
export function norImageHead(bytes: number): Uint8Array {
  const head = Buffer.alloc(AT.bytes + 4);
  head.write(MAGIC, 'latin1');
  head.writeUInt32LE(bytes, AT.bytes);
  return head;
}

/** A number whose bits all depend on all of the given one's. */
function mixed(value: number): number {
  let mix = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  mix = Math.imul(mix ^ (mix >>> 12), 0x297a2d39);
  return (mix ^ (mix >>> 15)) >>> 0;
}

/** Numbers from 0 to 1 that follow from a seed. */
export function seeded(seed: number): () => number {
  let count = 0;
  return () => mixed(seed + Math.imul(++count, 0x9e3779b1)) / 2 ** 32;
}

export class NorImage implements FlashCells {
  readonly length: number;
  readonly #image: Uint8Array;
  readonly #words: DataView;
  readonly #cells: Uint8Array;
  /** Sectors that an operation was begun in, by their numbers. */
  readonly #touched = new Set<number>();

  /** `image`: norImageBytes of its size; zeros without one. */
  constructor(length: number, image: Uint8Array = new Uint8Array(norImageBytes(length))) {
    if (image.length !== norImageBytes(length))
      throw new RangeError(`the image of a NOR of ${length} bytes has ${norImageBytes(length)}`);
    this.length = length;
    this.#image = image;
    this.#words = new DataView(image.buffer, image.byteOffset, image.length);
    this.#cells = image.subarray(HEADER_BYTES, HEADER_BYTES + length);
  }

  /** The operation that was begun and neither completed nor torn. */
  get underWay(): NorOperation | undefined {
    const kind = KINDS[this.#word(AT.kind)];
    if (kind === 'none') return undefined;
    const [address, length] = [this.#word(AT.address), this.#word(AT.length)];
    if (kind === 'erase') return { kind, address, length };
    return { kind, address, length, data: this.#image.slice(AT.data, AT.data + length) };
  }

  /** Power cuts that tore an operation. */
  get cuts(): number {
    return this.#word(AT.cuts);
  }

  /** Erases of the sector at an address. */
  erases(address: number): number {
    return this.#word(this.#erasesAt(address));
  }

  /** Whether a torn erase left bits that read differently from one time to the next. */
  isUnstable(address: number): boolean {
    return this.#word(this.#seedAt(address)) !== 0;
  }

  /** Where an erase was torn, one bit in eight says something else each time. */
  read(address: number): number {
    const stored = ~this.#cells[address] & 0xff;
    const seed = this.#word(this.#seedAt(address));
    if (seed === 0) return stored;
    this.#set(AT.noise, this.#word(AT.noise) + 1);
    const weak = mixed(seed ^ address);
    return stored ^ (weak & (weak >>> 8) & (weak >>> 16) & mixed(this.#word(AT.noise)) & 0xff);
  }

  /** As new: everything that was done to an image that began without anything in it is undone. */
  renew(): void {
    this.#image.fill(0, 0, HEADER_BYTES);
    for (const sector of this.#touched) {
      const at = sector * SECTOR;
      this.#cells.fill(0, at, at + SECTOR);
      for (const word of [this.#erasesAt(at), this.#seedAt(at)]) this.#set(word, 0);
    }
    this.#touched.clear();
  }

  /** Becomes what another image is, where only these sectors of the two differ. */
  takeOver(other: NorImage, sectors: Iterable<number>): void {
    this.#image.set(other.#image.subarray(0, HEADER_BYTES));
    for (const sector of sectors) {
      this.#touched.add(sector);
      const at = sector * SECTOR;
      this.#cells.set(other.#cells.subarray(at, at + SECTOR), at);
      for (const word of [this.#erasesAt(at), this.#seedAt(at)]) this.#set(word, other.#word(word));
    }
  }

  begin({ kind, address, length, data }: NorOperation): void {
    for (let at = address - (address % SECTOR); at < address + length; at += SECTOR)
      this.#touched.add(at / SECTOR);
    if (data) this.#image.set(data, AT.data);
    this.#set(AT.address, address);
    this.#set(AT.length, length);
    // Last: what stands there is whole whenever the process dies.
    this.#set(AT.kind, KINDS.indexOf(kind));
  }

  /** Whether the operation under way is about to change some of these bytes. */
  isChanging(address: number, length: number): boolean {
    const operation = this.underWay;
    if (!operation) return false;
    const program = operation.kind === 'program';
    const from = program ? operation.address - (operation.address % PAGE) : operation.address;
    return address < from + (program ? PAGE : operation.length) && from < address + length;
  }

  complete(): void {
    const operation = this.underWay;
    if (operation?.kind === 'erase') this.#erase(operation);
    else operation?.data!.forEach((byte, i) => (this.#cells[operation.address + i] |= ~byte));
    this.#set(AT.kind, 0);
  }

  /** The supply goes when this part of the operation's time has passed: some of its bits are done, which ones is chance. */
  tear(part: number, random: () => number): void {
    const operation = this.underWay;
    if (!operation) return;
    if (operation.kind === 'erase') this.#tearErase(operation, part, random);
    else this.#tearProgram(operation, part, random);
    this.#set(AT.kind, 0);
    this.#set(AT.cuts, this.cuts + 1);
  }

  /** Power comes: what was under way when it went is torn, where nobody could say so at the time. */
  settle(): void {
    const random = seeded(this.cuts + 1);
    this.tear(random(), random);
  }

  #erase({ address, length }: NorOperation): void {
    this.#cells.fill(0, address, address + length);
    this.#eachSector(address, length, (at) => this.#set(this.#seedAt(at), 0));
  }

  #eachSector(address: number, length: number, each: (address: number) => void): void {
    for (let at = address; at < address + length; at += SECTOR) {
      this.#set(this.#erasesAt(at), this.erases(at) + 1);
      each(at);
    }
  }

  #tearProgram({ address, data }: NorOperation, part: number, random: () => number): void {
    data!.forEach((byte, i) => (this.#cells[address + i] |= ~byte & bits(part, random)));
  }

  /** An erase begins by programming all that is not yet, then lets the charge out: bits stop anywhere between. */
  #tearErase({ address, length }: NorOperation, part: number, random: () => number): void {
    for (let at = address; at < address + length; at++) {
      const programmed = this.#cells[at] | bits(0.5, random);
      this.#cells[at] = programmed & ~bits(part, random);
    }
    this.#eachSector(address, length, (at) =>
      this.#set(this.#seedAt(at), 1 + Math.floor(random() * 0xfffffffe)),
    );
  }

  #erasesAt = (address: number) => HEADER_BYTES + this.length + 4 * Math.floor(address / SECTOR);
  #seedAt = (address: number) => this.#erasesAt(address) + (4 * this.length) / SECTOR;
  #word = (at: number) => this.#words.getUint32(at, true);
  #set = (at: number, value: number) => this.#words.setUint32(at, value, true);
}

/** Eight bits, each 1 with this probability. */
function bits(probability: number, random: () => number): number {
  let byte = 0;
  for (let bit = 0; bit < 8; bit++) if (random() < probability) byte |= 1 << bit;
  return byte;
}
