// Blocks that mostly store: identity, power-on state, and what they refuse.
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SVD_PATH } from '../paths.ts';
import { registers } from '../registers/test-registers.ts';
import {
  AccessControl,
  BusControl,
  PowerOnStateMachine,
  QspiBank,
  RingOscillator,
  SysCfg,
  SysInfo,
  TestbenchManager,
  UsbController,
} from './storage-blocks.ts';

describe.skipIf(!existsSync(SVD_PATH))('blocks that mostly store', () => {
  it('tell the chip, its package and that it is silicon', () => {
    const a = registers(new SysInfo(false));
    expect(a.read('CHIP_ID')).toBe(0x30004927);
    expect([a.read('PACKAGE_SEL'), a.read('PLATFORM')]).toEqual([1, 2]);
    expect(registers(new SysInfo(true)).read('PACKAGE_SEL')).toBe(0);
    expect(registers(new TestbenchManager()).read('PLATFORM')).toBe(1);
  });

  it('report a running ring oscillator and bus priorities that took effect', () => {
    expect(registers(new RingOscillator()).read('STATUS')).toBe(0x80001000);
    expect(registers(new BusControl()).read('BUS_PRIORITY_ACK')).toBe(1);
  });

  it('remember access rights, QSPI pads and USB control without acting on them', () => {
    for (const [block, name] of [
      [new AccessControl(), 'SRAM0'],
      [new QspiBank('PADS_QSPI'), 'GPIO_QSPI_SS'],
      [new UsbController(), 'SIE_CTRL'],
    ] as const) {
      registers(block).write(name, 0x42);
      expect(registers(block).read(name)).toBe(0x42);
      expect(block.storageOnlyRegisters).toContain(name);
    }
  });

  it('refuse to switch memory or the processor off', () => {
    expect(() => registers(new SysCfg()).write('MEMPOWERDOWN', 1)).toThrow('memory without power');
    expect(() => registers(new PowerOnStateMachine()).write('FRCE_OFF', 1 << 23)).toThrow('processor 0');
  });

  it('let the watchdog know what it resets', () => {
    const psm = new PowerOnStateMachine();
    registers(psm).write('WDSEL', 0x1fffff3);
    expect(psm.watchdogSelect).toBe(0x1fffff3);
  });
});
