// The stub boot ROM: what is looked up, flash work with its limits and its time, and what it refuses.
import { beforeEach, describe, expect, it } from 'vitest';
import { Accounting } from '../processor/accounting.ts';
import { BootRom } from './bootrom.ts';
import type { Memory } from '../processor/memory.ts';
import { Otp, OtpRows } from '../peripherals/otp.ts';
import { FLASH_DEVINFO_ADDRESS } from '../peripherals/bootram.ts';
import { CYCLES_PER_US } from '../processor/scheduler.ts';
import type { Engine } from '../processor/unicorn.ts';
import { REG } from '../processor/unicorn.ts';

const [SECURE, DATA] = [0x04, 0x40];
const LOOKUP = 0x100;
const SOURCE = 0x20000000;
const code = (name: string) => name.charCodeAt(0) | (name.charCodeAt(1) << 8);

function create() {
  const registers = new Map<number, number>();
  const accounting = new Accounting();
  accounting.limit = Infinity;
  const batch = (ids: readonly number[]) => {
    const values = new Uint32Array(ids.length);
    return {
      values,
      read: () => ids.forEach((id, i) => (values[i] = registers.get(id) ?? 0)),
      write: () => ids.forEach((id, i) => registers.set(id, values[i])),
    };
  };
  const windows = { flashOpen: true, reason: '', psramBusy: false };
  const ram = new Uint8Array(1024);
  const memory = {
    rom: new Uint8Array(0x8000),
    flash: new Uint8Array(0x40000).fill(0xa5),
    setFlashOpen: (open: boolean, reason: string) => Object.assign(windows, { flashOpen: open, reason }),
    setPsramBusy: (busy: boolean) => Object.assign(windows, { psramBusy: busy }),
    flashWritten: () => {},
    flushCache: () => {},
    written: () => {},
    explain: () => 'nothing there',
    view: (address: number, length: number) =>
      address >= SOURCE && address + length <= SOURCE + ram.length
        ? ram.subarray(address - SOURCE, address - SOURCE + length)
        : undefined,
  };
  const asked: string[] = [];
  const otp = new Otp(new OtpRows());
  const host = {
    otp,
    sysInfo: { packageSelect: 1, deviceId: [1, 2] as const, bootRandom: [1, 2, 3, 4] as const },
    leaveXip: () => asked.push('leave XIP'),
    reboot: (delay_ms: number) => asked.push(`reboot ${delay_ms}`),
  };
  const engine = { accounting, batch } as unknown as Engine;
  const rom = new BootRom(engine, memory as unknown as Memory, host as never);
  const trap = (address: number, ...args: number[]): number => {
    [REG.R0, REG.R1, REG.R2, REG.R3].forEach((id, i) => registers.set(id, args[i] ?? 0));
    rom.trap(address);
    return registers.get(REG.R0)! | 0;
  };
  const lookUp = (name: string, mask = SECURE) => trap(LOOKUP, code(name), mask);
  /** A function that works at once; flash work has its trap two bytes in, and its poll behind that. */
  const call = (name: string, ...args: number[]) => trap(lookUp(name) & ~1, ...args);
  const work = (name: string, ...args: number[]) => trap((lookUp(name) & ~1) + 2, ...args);
  const poll = (name: string) => trap((lookUp(name) & ~1) + 4);
  return { rom, memory, ram, windows, asked, otp, accounting, trap, lookUp, call, work, poll };
}

describe('the boot ROM', () => {
  let t: ReturnType<typeof create>;
  beforeEach(() => {
    t = create();
  });

  it('has the magic and the pointers to its lookup function that the SDK reads', () => {
    expect([...t.memory.rom.subarray(0x10, 0x13)]).toEqual([0x4d, 0x75, 2]);
    for (const at of [0x14, 0x16, 0x18])
      expect(t.memory.rom[at] | (t.memory.rom[at + 1] << 8)).toBe(LOOKUP | 1);
  });

  it('gives a function the same Thumb address each time, and each function its own', () => {
    const names = ['SR', 'IF', 'EX', 'FC', 'CX', 'RE', 'RP', 'RB', 'GS'];
    const addresses = names.map((name) => t.lookUp(name));
    expect(new Set(addresses).size).toBe(names.length);
    expect(addresses.every((address) => address & 1)).toBe(true);
    expect(names.map((name) => t.lookUp(name))).toEqual(addresses);
  });

  it('fails the run at a function, a datum or a place it does not have', () => {
    expect(() => t.lookUp('ZZ')).toThrow('function ZZ is not modelled');
    expect(() => t.lookUp('RE', 0x10)).toThrow('function RE is not modelled');
    expect(() => t.lookUp('PT', DATA)).toThrow('datum PT is not modelled');
    expect(() => t.trap(0x150)).toThrow('a jump into its middle');
  });

  it('says where the flash device is described', () => {
    const at = t.lookUp('FD', DATA);
    expect(new DataView(t.memory.rom.buffer).getUint32(at, true)).toBe(FLASH_DEVINFO_ADDRESS);
  });

  it('closes the flash from exit_xip to flush_cache', () => {
    t.call('EX');
    expect(t.windows).toMatchObject({ flashOpen: false, psramBusy: true });
    expect(t.windows.reason).toContain('left XIP mode');
    expect(t.asked).toEqual(['leave XIP']);
    t.call('FC');
    expect(t.windows).toMatchObject({ flashOpen: true, psramBusy: false });
  });

  it('erases a sector in 45 ms, during which the flash is closed', () => {
    t.work('RE', 0x1000, 0x1000);
    expect([...t.memory.flash.subarray(0xfff, 0x1001)]).toEqual([0xa5, 0xff]);
    expect([...t.memory.flash.subarray(0x1fff, 0x2001)]).toEqual([0xff, 0xa5]);
    expect(t.windows).toMatchObject({ flashOpen: false, reason: 'flash erase is running' });
    t.accounting.limit = 10_000 * CYCLES_PER_US;
    expect([t.poll('RE'), t.accounting.now]).toEqual([1, 10_000 * CYCLES_PER_US]);
    t.accounting.limit = Infinity;
    expect([t.poll('RE'), t.accounting.now]).toEqual([1, 45_000 * CYCLES_PER_US]);
    expect([t.poll('RE'), t.windows.flashOpen, t.rom.erases]).toEqual([0, true, 1]);
  });

  it('programs pages by clearing bits only, in 0.4 ms each', () => {
    t.ram.fill(0x0f, 0, 512);
    t.work('RP', 0x2000, SOURCE, 512);
    expect([t.memory.flash[0x2000], t.memory.flash[0x21ff], t.memory.flash[0x2200]]).toEqual([5, 5, 0xa5]);
    t.poll('RP');
    expect([t.accounting.now, t.rom.programs]).toEqual([800 * CYCLES_PER_US, 2]);
  });

  it.each([
    ['RE', [0x800, 0x1000]],
    ['RE', [0x1000, 0x800]],
    ['RE', [0x3f000, 0x2000]],
    ['RP', [0x80, SOURCE, 256]],
    ['RP', [0x100, SOURCE, 100]],
  ] as const)('refuses %s of %j, which is not whole inside the flash', (name, args) => {
    expect(() => t.work(name, ...args)).toThrow('is not inside the flash');
  });

  it('refuses to program from where no memory is', () => {
    expect(() => t.work('RP', 0x100, 0x30000000, 256)).toThrow('from 0x30000000: nothing there');
  });

  it('programs fuses with and without ECC, reads them back, and changes none where a lock or a bit forbids it', () => {
    const [WRITE, ECC] = [1 << 16, 1 << 17];
    t.ram.set([0x34, 0x12, 0x78, 0x56]);
    expect(t.call('OA', SOURCE, 4, 1280 | WRITE | ECC)).toBe(0);
    expect([t.otp.rows.raw(1280), t.otp.rows.raw(1281)]).toEqual([0x1234, 0x5678]);
    t.ram.fill(0, 0, 4);
    expect(t.call('OA', SOURCE, 4, 1280 | ECC)).toBe(0);
    expect([...t.ram.subarray(0, 4)]).toEqual([0x34, 0x12, 0x78, 0x56]);
    expect(t.call('OA', SOURCE, 4, 1281 | WRITE | ECC)).toBe(-18);
    expect(t.otp.rows.raw(1282)).toBe(0);
    expect(t.call('OA', SOURCE, 3, 1300 | WRITE | ECC)).toBe(-11);
    // PAGE20_LOCK1: Secure code may read only, from now on and after each reset.
    t.ram.set([0x3d, 0x3d, 0x3d, 0]);
    expect(t.call('OA', SOURCE, 4, (0xf81 + 40) | WRITE)).toBe(0);
    expect(t.call('OA', SOURCE, 2, 1300 | WRITE | ECC)).toBe(-4);
    expect(t.call('OA', SOURCE, 2, 1300 | ECC)).toBe(0);
    expect(t.otp.rows.raw(1300)).toBe(0);
  });

  it('reboots after the delay asked for, in no other way than the normal one', () => {
    t.call('RB', 0, 25);
    expect(t.asked).toEqual(['reboot 25']);
    expect(() => t.call('RB', 2, 0)).toThrow('reboot of type 2');
  });

  it('gives as much of its information as fits, or an error', () => {
    expect(t.call('GS', SOURCE, 0, 1)).toBe(-13);
    expect(t.call('GS', SOURCE, 16, 1)).toBeGreaterThan(1);
    expect(() => t.call('GS', 0x30000000, 16, 1)).toThrow('get_sys_info');
  });

  it('opens the flash again in a reset', () => {
    t.call('EX');
    t.rom.reset();
    expect(t.windows).toMatchObject({ flashOpen: true, psramBusy: false });
  });
});
