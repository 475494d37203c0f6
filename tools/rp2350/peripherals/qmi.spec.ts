// Drives the QMI as the SDK's flash and PSRAM set-up does: direct mode commands, then the window's formats.
import { beforeEach, describe, expect, it } from 'vitest';
import { CLEAR, GuestError, SET } from '../registers/peripheral.ts';
import { registersOf, TestChip } from '../registers/test-chip.ts';
import { Qmi } from './qmi.ts';
import { XipControl } from './xip-cache.ts';

const [EN, BUSY, TXFULL, RXEMPTY, RXFULL] = [1, 2, 1 << 10, 1 << 16, 1 << 17];
const [ASSERT_CS0, ASSERT_CS1, AUTO_CS1] = [1 << 2, 1 << 3, 1 << 7];
const CLKDIV_10 = 10 << 22;
const WRITABLE_M1 = 1 << 11;
const QUAD = 0x2aa | (1 << 12);
/** As psram_set_params leaves it at 150 MHz: divisor 2, select at most 8 us, deselect at least 50 ns. */
const TIMING = (1 << 30) | (2 << 28) | (18 << 17) | (7 << 12) | (2 << 8) | 2;

let chip: TestChip;
let qmi: Qmi;
let regs: ReturnType<typeof registersOf>;
let xip: ReturnType<typeof registersOf>;

beforeEach(() => {
  chip = new TestChip();
  qmi = chip.add(new Qmi(chip));
  regs = registersOf(qmi);
  xip = registersOf(chip.add(new XipControl((writable) => qmi.setPsramWritable(writable))));
});

const wait = () => {
  while (regs.read('DIRECT_CSR') & BUSY) chip.scheduler.run(1);
};

/** flash_do_cmd_cs of the SDK. */
function doCommand(bytes: number[], cs: 0 | 1): number[] {
  const out: number[] = [];
  const assert = cs === 0 ? ASSERT_CS0 : ASSERT_CS1;
  regs.write('DIRECT_CSR', assert, SET);
  regs.write('DIRECT_CSR', EN, SET);
  const queue = [...bytes];
  while (out.length < bytes.length) {
    const flags = regs.read('DIRECT_CSR');
    if (!(flags & TXFULL) && queue.length > 0) regs.write('DIRECT_TX', queue.shift()!);
    if (!(flags & RXEMPTY)) out.push(regs.read('DIRECT_RX'));
    chip.scheduler.run(10);
  }
  regs.write('DIRECT_CSR', EN, CLEAR);
  regs.write('DIRECT_CSR', assert, CLEAR);
  return out;
}

/** psram_initialize_internal of the SDK, each step replaceable. */
function setUpPsram({ quad = true, timing = TIMING, dummy = 6, write = 0x38, writable = true } = {}) {
  regs.write('DIRECT_CSR', CLKDIV_10 | EN | AUTO_CS1);
  wait();
  if (quad) regs.write('DIRECT_TX', 0x35);
  wait();
  regs.write('DIRECT_CSR', 0);
  regs.write('M1_TIMING', timing);
  regs.write('M1_RFMT', QUAD | (dummy << 16));
  regs.write('M1_RCMD', 0xeb);
  regs.write('M1_WFMT', QUAD);
  regs.write('M1_WCMD', write);
  if (writable) xip.write('CTRL', WRITABLE_M1, SET);
}

describe('registers', () => {
  it('have the reset values of the SVD', () => {
    const names = ['DIRECT_CSR', 'M0_TIMING', 'M1_RFMT', 'M1_RCMD', 'M1_WCMD', 'ATRANS5'];
    const expected = [0x01800000 | RXEMPTY | (1 << 11), 0x40000004, 0x1000, 0xa003, 0xa002, 0x04000400];
    expect(names.map((name) => regs.read(name))).toEqual(expected);
    expect(xip.read('CTRL')).toBe(0x83);
  });

  it('refuse an address translation', () => {
    expect(() => regs.write('ATRANS0', 0x04000001)).toThrow(GuestError);
    expect(() => regs.write('ATRANS1', 0x04000400)).not.toThrow();
    expect(() => regs.write('ATRANS0', 0)).toThrow(GuestError);
    expect(() => regs.write('ATRANS4', 0x02000000)).toThrow(GuestError);
  });

  it('close the PSRAM window where a region has size 0, and open it again', () => {
    setUpPsram();
    regs.write('ATRANS4', 0);
    expect(chip.xip.psramOpen).toBe(false);
    regs.write('ATRANS4', 0x04000000);
    expect(chip.xip.psramOpen).toBe(true);
    regs.write('ATRANS7', 0); // no memory behind it anyway
    expect(chip.xip.psramOpen).toBe(true);
  });
});

describe('direct mode', () => {
  it('reads the identity of the flash', () => {
    expect(doCommand([0x9f, 0, 0, 0], 0).slice(1)).toEqual([0xef, 0x40, 18]);
  });

  it('reads the identity of the PSRAM where psram_detect_size looks: good die, 8 MB', () => {
    const bytes = doCommand([0x9f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1);
    expect(bytes[5]).toBe(0x5d);
    expect(bytes[6] >>> 5).toBe(2);
  });

  it('hears nothing from a PSRAM whose select pad is not routed, or that is in quad mode', () => {
    chip.unrouted.add('xip_ss_n_1');
    expect(doCommand([0x9f, 0, 0, 0, 0, 0, 0], 1)[5]).toBe(0);
    chip.unrouted.clear();
    setUpPsram();
    expect(doCommand([0x9f, 0, 0, 0, 0, 0, 0], 1)[5]).toBe(0);
  });

  it('takes 8 x CLKDIV system clocks for a byte', () => {
    regs.write('DIRECT_CSR', CLKDIV_10 | EN);
    regs.write('DIRECT_TX', 0);
    chip.scheduler.run(79);
    expect(regs.read('DIRECT_CSR') & (BUSY | RXEMPTY)).toBe(BUSY | RXEMPTY);
    chip.scheduler.run(1);
    expect(regs.read('DIRECT_CSR') & (BUSY | RXEMPTY)).toBe(0);
  });

  it('stalls when what it receives is not taken', () => {
    regs.write('DIRECT_CSR', CLKDIV_10 | EN);
    for (let n = 0; n < 4; n++) regs.write('DIRECT_TX', 0);
    chip.scheduler.run(400);
    regs.write('DIRECT_TX', 0);
    chip.scheduler.run(1000);
    expect(regs.read('DIRECT_CSR') & (BUSY | RXFULL)).toBe(BUSY | RXFULL);
    regs.read('DIRECT_RX');
    chip.scheduler.run(80);
    expect(regs.read('DIRECT_CSR') & BUSY).toBe(0);
  });

  it('closes both windows while it is on', () => {
    setUpPsram();
    regs.write('DIRECT_CSR', EN, SET);
    expect([chip.xip.flashOpen, chip.xip.psramOpen]).toEqual([false, false]);
    regs.write('DIRECT_CSR', EN, CLEAR);
    expect([chip.xip.flashOpen, chip.xip.psramOpen]).toEqual([true, true]);
  });
});

describe('PSRAM window', () => {
  it('is closed at reset and opens when everything is set up', () => {
    expect(chip.xip.psramOpen).toBe(false);
    setUpPsram();
    expect(chip.xip.psramOpen).toBe(true);
  });

  it.each([
    ['the chip is not in quad mode', { quad: false }],
    ['stores are not allowed', { writable: false }],
    ['the read has the wrong number of dummy bits', { dummy: 4 }],
    ['the write command is not the quad one', { write: 0x02 }],
    ['the clock is too fast', { timing: (TIMING & ~0xff) | 1 }],
    ['a select may last too long', { timing: TIMING | (0x3f << 17) }],
    ['a select may last for ever', { timing: TIMING & ~(0x3f << 17) }],
    ['a deselect may be too short', { timing: TIMING & ~(0x1f << 12) }],
  ] as const)('stays closed when %s', (_, change) => {
    setUpPsram(change);
    expect(chip.xip.psramOpen).toBe(false);
  });

  it('stays closed when no pad is routed to the chip select', () => {
    chip.unrouted.add('xip_ss_n_1');
    setUpPsram();
    expect(chip.xip.psramOpen).toBe(false);
  });

  it('closes when the boot ROM leaves XIP mode and opens when it is set up again', () => {
    setUpPsram();
    qmi.leaveXip(true);
    expect(chip.xip.psramOpen).toBe(false);
    expect(regs.read('DIRECT_CSR') & RXEMPTY).toBe(RXEMPTY);
    expect(doCommand([0x9f, 0, 0, 0, 0, 0, 0], 1)[5]).toBe(0x5d);
    setUpPsram();
    expect(chip.xip.psramOpen).toBe(true);
  });

  it('finds the PSRAM still in quad mode when the boot ROM does not know of it', () => {
    setUpPsram();
    qmi.leaveXip(false);
    expect(qmi.psram.inQuadMode).toBe(true);
    expect(chip.xip.psramOpen).toBe(false);
  });

  it('closes in a reset of the chip', () => {
    setUpPsram();
    qmi.reset();
    expect(chip.xip.psramOpen).toBe(false);
  });
});
