// OTP: 4096 rows of 24 bits that can only be set, read through the ECC and raw windows, and page locks.
import type { AccessSize, Peripheral } from '../registers/peripheral.ts';
import { GuestError } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

export const OTP_ROWS = 4096;
const ROWS_PER_PAGE = 64;
const PAGES = 64;
/** SW_LOCKn.SEC: what Secure code may do with a page. */
const READ_ONLY = 1;
const INACCESSIBLE = 3;

/** PAGE0_LOCK1: the second of the two rows a page has, of which each byte says the same. */
const FIRST_LOCK_ROW = 0xf81;

/** What at least two of the three bytes of a row say, bit by bit. */
function majority(raw: number): number {
  const [a, b, c] = [raw & 0xff, (raw >> 8) & 0xff, (raw >> 16) & 0xff];
  return (a & b) | (a & c) | (b & c);
}

/** The windows of the data beside the control registers (datasheet 13.3): half-words with ECC, and raw words. */
export const OTP_WINDOWS = {
  ecc: { base: 0x40130000, bytes: 0x4000 },
  raw: { base: 0x40134000, bytes: 0x4000 },
  eccGuarded: { base: 0x40138000, bytes: 0x4000 },
  rawGuarded: { base: 0x4013c000, bytes: 0x4000 },
} as const;

/** The fuses: kept by the caller, so that a board keeps its keys. */
export class OtpRows {
  constructor(private readonly rows = new Uint32Array(OTP_ROWS)) {}

  raw(row: number): number {
    return this.rows[row] & 0xffffff;
  }

  /** Rows programmed so far. */
  programs = 0;
  /** Told of each row before it is programmed; gives what of its bits comes: all, unless the supply goes meanwhile. */
  onProgram: (programs: number, bits: number) => number = (_, bits) => bits;

  /** Programming sets bits and never clears one. Throws for an attempt to clear, as the ROM refuses it. */
  program(row: number, bits: number): void {
    if (this.raw(row) & ~bits) throw new GuestError('OTP', `row ${row}: a programmed bit cannot be cleared`);
    this.rows[row] |= this.onProgram(++this.programs, bits & 0xffffff) & bits;
  }
}

export class Otp extends RegisterPeripheral {
  constructor(readonly rows: OtpRows) {
    super('OTP');
    for (let page = 0; page < PAGES; page++) {
      const name = `SW_LOCK${page}`;
      // Locks advance and never go back before the next reset.
      this.register(name, { written: (word, previous) => this.set(name, word | previous) });
    }
    this.register('KEY_VALID', { read: () => 0 });
    this.register('CRITICAL', { read: () => 0 });
    this.storage('USR', 'BOOTDIS');
  }

  mayRead(row: number): boolean {
    return this.lockOf(row) !== INACCESSIBLE;
  }

  mayProgram(row: number): boolean {
    return this.lockOf(row) < READ_ONLY;
  }

  /** What the boot ROM's otp_access does for one row with raw bits. */
  program(row: number, bits: number): void {
    if (!this.mayProgram(row)) throw new GuestError(this.name, `row ${row} is in a locked page`);
    this.rows.program(row, bits);
  }

  /** The stricter of the lock until the next reset and the one in the fuses (PAGEn_LOCK1, LOCK_S). */
  private lockOf(row: number): number {
    const page = Math.floor(row / ROWS_PER_PAGE);
    const forEver = majority(this.rows.raw(FIRST_LOCK_ROW + 2 * page));
    return Math.max(this.get(`SW_LOCK${page}`) & 3, forEver & 3);
  }
}

/** One of the read windows. */
export class OtpWindow implements Peripheral {
  readonly name: string;

  constructor(
    private readonly otp: Otp,
    private readonly kind: keyof typeof OTP_WINDOWS,
  ) {
    this.name = `OTP_DATA_${kind.toUpperCase()}`;
  }

  read(offset: number, size: AccessSize): number {
    if (this.kind.startsWith('raw')) return this.row(offset >> 2, true);
    if (size === 1) throw new GuestError(this.name, 'byte access');
    const row = offset >> 1;
    if (size === 2) return this.row(row, false);
    return (this.row(row, false) | (this.row(row + 1, false) << 16)) >>> 0;
  }

  write(): void {
    throw new GuestError(this.name, 'a store: rows are programmed through the boot ROM');
  }

  reset(): void {}

  /** The data bits of a row; the correction of the ECC bits has nothing to do on rows that read as programmed. */
  private row(row: number, raw: boolean): number {
    if (row >= OTP_ROWS) throw new GuestError(this.name, `there is no row ${row}`);
    if (!this.otp.mayRead(row))
      throw new GuestError(this.name, `row ${row} is in a page locked against reading`);
    const bits = this.otp.rows.raw(row);
    return raw ? bits : bits & 0xffff;
  }
}
