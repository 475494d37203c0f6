// A stub boot ROM: the functions the SDK looks up, each a trap that the host answers (datasheet 5.4).
import type { Accounting } from '../processor/accounting.ts';
import type { Memory } from '../processor/memory.ts';
import type { Otp } from '../peripherals/otp.ts';
import { GuestError } from '../registers/peripheral.ts';
import { FLASH_DEVINFO_ADDRESS } from '../peripherals/bootram.ts';
import { CYCLES_PER_SECOND } from '../processor/scheduler.ts';
import type { SysInfoValues } from './sys-info.ts';
import { sysInfoWords } from './sys-info.ts';
import type { Engine, RegisterBatch } from '../processor/unicorn.ts';
import { REG } from '../processor/unicorn.ts';

/** Arm Secure function, as `mask` of the lookup (RT_FLAG_FUNC_ARM_SEC); data is RT_FLAG_DATA. */
const FLAG_ARM_SECURE = 0x04;
const FLAG_DATA = 0x40;
const LOOKUP = 0x100;
const FIRST_STUB = 0x200;
const DATA = 0x7000;

// Thumb code of the stubs.
const SVC = 0xdf00;
const BX_LR = 0x4770;
const PUSH_R4_LR = 0xb510;
const POP_R4_PC = 0xbd10;
const CMP_R0_0 = 0x2800;
const BNE_TO_POLL = 0xd1fc;

const SECTOR_BYTES = 4096;
const PAGE_BYTES = 256;
/** W25Q128JV datasheet, typical: sector erase 45 ms, 64 KB block erase 150 ms, page program 0.4 ms. */
const SECTOR_ERASE_s = 45e-3;
const BLOCK_ERASE_s = 150e-3;
const PAGE_PROGRAM_s = 0.4e-3;

/** Reboot type in the low nibble of ROM reboot's flags; only a normal reboot is modelled. */
const REBOOT_NORMAL = 0;

export interface RomHost {
  /** What get_sys_info tells. */
  readonly sysInfo: SysInfoValues;
  /** What flash_exit_xip does to the QSPI memory interface. */
  leaveXip(): void;
  /** The fuses: what otp_access reads and programs, with their locks. */
  readonly otp: Otp;
  /** Reboots the chip after a delay in milliseconds. */
  reboot(delay_ms: number): void;
}

const NOT_PERMITTED = -4;
const BAD_ALIGNMENT = -11;
const BUFFER_TOO_SMALL = -13;
const UNSUPPORTED_MODIFICATION = -18;

/** Flags of otp_access' command word. */
const OTP_ROW = 0xffff;
const OTP_WRITE = 1 << 16;
const OTP_ECC = 1 << 17;

type RomFunction = (a: number, b: number, c: number, d: number) => number;

export class BootRom {
  /** Sector erases and page programs since power-on. */
  erases = 0;
  programs = 0;
  private readonly memory: Memory;
  private readonly accounting: Accounting;
  private readonly host: RomHost;
  private readonly args: RegisterBatch;
  private readonly result: RegisterBatch;
  private readonly traps = new Map<number, RomFunction>();
  private readonly found = new Map<string, number>();
  private nextStub = FIRST_STUB;
  private busyUntil = 0;
  /** The ROM holds the flash in its serial command state, from exit_xip to flush_cache. */
  private commandState = false;

  constructor(engine: Engine, memory: Memory, host: RomHost) {
    this.memory = memory;
    this.accounting = engine.accounting;
    this.host = host;
    this.args = engine.batch([REG.R0, REG.R1, REG.R2, REG.R3]);
    this.result = engine.batch([REG.R0]);
    this.writeHeader();
  }

  /** Magic 'M','u', 2 with version, then the half-word pointers the SDK reads. */
  private writeHeader(): void {
    const { rom } = this.memory;
    rom.set([0x4d, 0x75, 0x02, 0x02], 0x10);
    for (const pointer of [0x14, 0x16, 0x18]) this.halfword(pointer, LOOKUP | 1);
    this.simpleStub(LOOKUP, (code, mask) => this.lookUp(code, mask));
    this.halfword(DATA, FLASH_DEVINFO_ADDRESS & 0xffff);
    this.halfword(DATA + 2, FLASH_DEVINFO_ADDRESS >>> 16);
  }

  private halfword(address: number, value: number): void {
    this.memory.rom[address] = value & 0xff;
    this.memory.rom[address + 1] = value >>> 8;
  }

  private code(address: number, halfwords: readonly number[]): void {
    halfwords.forEach((value, i) => this.halfword(address + 2 * i, value));
  }

  /** `svc; bx lr`: done at once. */
  private simpleStub(address: number, work: RomFunction): void {
    this.code(address, [SVC, BX_LR]);
    this.traps.set(address, work);
  }

  /** Starts the work, then waits in the ROM until the flash chip is ready; interrupts are served meanwhile. */
  private waitingStub(address: number, work: RomFunction): void {
    this.code(address, [PUSH_R4_LR, SVC, SVC, CMP_R0_0, BNE_TO_POLL, POP_R4_PC]);
    this.traps.set(address + 2, work);
    this.traps.set(address + 4, () => this.poll());
  }

  /** Answers the SVC at this address of the ROM. */
  trap(address: number): void {
    const work = this.traps.get(address);
    if (!work) throw new GuestError('boot ROM', `a jump into its middle, to 0x${address.toString(16)}`);
    this.args.read();
    const [a, b, c, d] = this.args.values;
    this.result.values[0] = work(a, b, c, d);
    this.result.write();
  }

  /** Two letters name a function or a datum; the ROM answers with its address, 0 for an unknown one. */
  private lookUp(code: number, mask: number): number {
    const name = String.fromCharCode(code & 0xff, code >>> 8);
    const key = `${name} ${mask}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const address = this.place(name, mask);
    this.found.set(key, address);
    return address;
  }

  private place(name: string, mask: number): number {
    if (mask & FLAG_DATA) {
      if (name === 'FD') return DATA;
      throw new GuestError('boot ROM', `datum ${name} is not modelled`);
    }
    const work = this.functions[name];
    if (!work || !(mask & FLAG_ARM_SECURE))
      throw new GuestError('boot ROM', `function ${name} is not modelled`);
    const address = this.nextStub;
    this.nextStub += 16;
    if (name === 'RE' || name === 'RP') this.waitingStub(address, work);
    else this.simpleStub(address, work);
    return address | 1;
  }

  private readonly functions: Readonly<Record<string, RomFunction>> = {
    SR: () => 0,
    IF: () => 0,
    EX: () => this.enterCommandState(),
    FC: () => this.leaveCommandState(),
    CX: () => this.leaveCommandState(),
    XM: () => 0,
    RA: () => 0,
    RE: (offset, count) => this.erase(offset, count),
    RP: (offset, source, count) => this.program(offset, source, count),
    OA: (buffer, length, command) => this.otpAccess(buffer, length, command),
    GS: (buffer, words, flags) => this.sysInfo(buffer, words, flags),
    RB: (flags, delay_ms) => this.reboot(flags, delay_ms),
  };

  /** The reason shows in the report of whoever fetches from flash meanwhile. */
  private close(reason: string): void {
    this.memory.setFlashOpen(false, reason);
    this.memory.setPsramBusy(true, reason);
  }

  private open(): void {
    this.memory.setFlashOpen(true, '');
    this.memory.setPsramBusy(false, '');
  }

  private enterCommandState(): number {
    this.commandState = true;
    this.host.leaveXip();
    this.close('the boot ROM has left XIP mode (flash_exit_xip)');
    return 0;
  }

  private leaveCommandState(): number {
    this.commandState = false;
    this.memory.flushCache();
    this.open();
    return 0;
  }

  private erase(offset: number, count: number): number {
    this.checkRange('flash_range_erase', offset, count, SECTOR_BYTES);
    this.memory.flash.fill(0xff, offset, offset + count);
    this.memory.flashWritten(offset, count);
    this.erases += count / SECTOR_BYTES;
    const blocks = Math.floor(count / 65536);
    const sectors = (count - blocks * 65536) / SECTOR_BYTES;
    return this.startWaiting('flash erase', blocks * BLOCK_ERASE_s + sectors * SECTOR_ERASE_s);
  }

  /** Programming clears bits: what was not erased stays 0. */
  private program(offset: number, source: number, count: number): number {
    this.checkRange('flash_range_program', offset, count, PAGE_BYTES);
    const bytes = this.memory.view(source, count, false);
    if (!bytes)
      throw new GuestError(
        'boot ROM',
        `flash_range_program from 0x${source.toString(16)}: ${this.memory.explain(source)}`,
      );
    for (let i = 0; i < count; i++) this.memory.flash[offset + i] &= bytes[i];
    this.memory.flashWritten(offset, count);
    this.programs += count / PAGE_BYTES;
    return this.startWaiting('flash programming', (count / PAGE_BYTES) * PAGE_PROGRAM_s);
  }

  private checkRange(what: string, offset: number, count: number, unit: number): void {
    if (offset % unit !== 0 || count % unit !== 0 || offset + count > this.memory.flash.length)
      throw new GuestError('boot ROM', `${what}(0x${offset.toString(16)}, ${count}) is not inside the flash`);
  }

  private startWaiting(what: string, duration_s: number): number {
    this.busyUntil = this.accounting.now + duration_s * CYCLES_PER_SECOND;
    this.close(`${what} is running`);
    return 0;
  }

  /** 1 while the flash is busy. Time goes on to the next event at once: the guest does nothing else. */
  private poll(): number {
    const { accounting, busyUntil } = this;
    if (accounting.now >= busyUntil) {
      if (!this.commandState) this.open();
      return 0;
    }
    accounting.now = Math.max(accounting.now, Math.min(busyUntil, accounting.limit));
    return 1;
  }

  /** Gives the number of words written, or BOOTROM_ERROR_BUFFER_TOO_SMALL. */
  private sysInfo(buffer: number, size: number, flags: number): number {
    const words = sysInfoWords(flags, this.host.sysInfo);
    if (words.length > size) return BUFFER_TOO_SMALL;
    const bytes = this.memory.view(buffer, 4 * words.length, true);
    if (!bytes) throw new GuestError('boot ROM', `get_sys_info to 0x${buffer.toString(16)}`);
    words.forEach((word, i) => new DataView(bytes.buffer, bytes.byteOffset).setUint32(4 * i, word, true));
    this.memory.written(buffer, bytes.length);
    return words.length;
  }

  /** otp_access: rows one behind the other, two bytes each with ECC, four raw; a locked page refuses before anything. */
  private otpAccess(buffer: number, length: number, command: number): number {
    const write = (command & OTP_WRITE) !== 0;
    const unit = command & OTP_ECC ? 2 : 4;
    const bytes = this.memory.view(buffer, length, !write);
    if (!bytes || length % unit !== 0) return BAD_ALIGNMENT;
    const rows = Array.from({ length: length / unit }, (_, i) => (command & OTP_ROW) + i);
    const { otp } = this.host;
    if (!rows.every((row) => (write ? otp.mayProgram(row) : otp.mayRead(row)))) return NOT_PERMITTED;
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    const get = (i: number) => (unit === 2 ? view.getUint16(2 * i, true) : view.getUint32(4 * i, true));
    // ECC rows are written once: a second time their check bits would not match.
    const clears = (row: number, i: number) =>
      (unit === 2 ? otp.rows.raw(row) : otp.rows.raw(row) & ~get(i)) !== 0;
    if (write && rows.some(clears)) return UNSUPPORTED_MODIFICATION;
    rows.forEach((row, i) => {
      if (write) otp.program(row, get(i));
      else if (unit === 2) view.setUint16(2 * i, otp.rows.raw(row) & 0xffff, true);
      else view.setUint32(4 * i, otp.rows.raw(row), true);
    });
    if (!write) this.memory.written(buffer, length);
    return 0;
  }

  private reboot(flags: number, delay_ms: number): number {
    if ((flags & 0xf) !== REBOOT_NORMAL) throw new GuestError('boot ROM', `reboot of type ${flags & 0xf}`);
    this.host.reboot(delay_ms);
    return 0;
  }

  /** What a reset of the chip does to the QSPI bus. */
  reset(): void {
    this.commandState = false;
    this.busyUntil = 0;
    this.memory.flushCache();
    this.open();
  }
}
