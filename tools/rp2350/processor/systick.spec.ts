// SysTick: counting down, reloading, COUNTFLAG and its exception.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { PrivatePeripheralBus } from './ppb.ts';
import { SVD_PATH } from '../paths.ts';
import { SysTick } from './systick.ts';
import { TestTime } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';

function create() {
  const time = new TestTime();
  const ppb = new PrivatePeripheralBus();
  const seen: number[] = [];
  const clock = { cyclesPerCount: (processor: boolean) => (processor ? 1 : 150) };
  const systick = new SysTick(ppb, time, clock, () => seen.push(time.now));
  return { time, systick, seen, io: registers(ppb) };
}

describe.skipIf(!existsSync(SVD_PATH))('SysTick', () => {
  let t: ReturnType<typeof create>;
  beforeEach(() => {
    t = create();
    t.io.write('SYST_RVR', 99);
    t.io.write('SYST_CVR', 0);
  });

  it('comes every RVR + 1 counts', () => {
    t.io.write('SYST_CSR', 7);
    t.time.run(350);
    expect(t.seen).toEqual([100, 200, 300]);
  });

  it('counts down from the reload value', () => {
    t.io.write('SYST_CSR', 7);
    t.time.run(1);
    expect(t.io.read('SYST_CVR')).toBe(99);
    t.time.run(99);
    expect(t.io.read('SYST_CVR')).toBe(0);
    t.time.run(30);
    expect(t.io.read('SYST_CVR')).toBe(70);
  });

  it('counts the reference tick when told to', () => {
    t.io.write('SYST_CSR', 3);
    t.time.run_us(100);
    expect(t.seen).toEqual([15000]);
  });

  it('sets COUNTFLAG without an exception when that is off, and a read clears it', () => {
    t.io.write('SYST_CSR', 5);
    t.time.run(100);
    expect(t.seen).toEqual([]);
    expect(t.io.read('SYST_CSR')).toBe(0x10005);
    expect(t.io.read('SYST_CSR')).toBe(5);
  });

  it('starts a full period after any write of the count', () => {
    t.io.write('SYST_CSR', 7);
    t.time.run(50);
    t.io.write('SYST_CVR', 1234);
    t.time.run(99);
    expect(t.seen).toEqual([]);
    t.time.run(1);
    expect(t.seen).toEqual([150]);
  });

  it('stops when disabled and with a reload value of 0', () => {
    t.io.write('SYST_CSR', 7);
    t.io.write('SYST_CSR', 0);
    t.time.run(500);
    t.io.write('SYST_RVR', 0);
    t.io.write('SYST_CVR', 0);
    t.io.write('SYST_CSR', 7);
    t.time.run(500);
    expect(t.seen).toEqual([]);
  });
});
