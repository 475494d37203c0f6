// Checks the PCF85263A: what sets the flag of its TS pin, with and without supply, and what a lost battery leaves.
import { beforeEach, describe, expect, it } from 'vitest';
import { Pcf85263a } from './pcf85263a.ts';

let chip: Pcf85263a;

beforeEach(() => {
  chip = new Pcf85263a();
});

function write(register: number, ...bytes: number[]): void {
  chip.start(false);
  for (const byte of [register, ...bytes]) chip.write(byte);
  chip.stop();
}

function read(register: number): number {
  chip.start(false);
  chip.write(register);
  chip.start(true);
  return chip.read();
}

function arm(pinIo: number): void {
  write(0x01, 0);
  write(0x27, pinIo);
  write(0x23, 0x01);
  write(0x2b, 0);
}

const MECHANICAL = 0x1f;
const CMOS = 0x0f;

describe('The PCF85263A', () => {
  it('says after a start without battery that its oscillator had stopped', () => {
    expect(read(0x01) & 0x80).toBe(0x80);
    write(0x01, 0);
    expect(read(0x01)).toBe(0);
    chip.loseBattery();
    expect(read(0x01) & 0x80).toBe(0x80);
  });

  it('keeps the flag of the first event until it is cleared', () => {
    arm(MECHANICAL);
    chip.setPin(true);
    expect(read(0x2b)).toBe(1);
    write(0x2b, 1);
    expect(read(0x2b)).toBe(1);
    write(0x2b, 0);
    chip.setPin(false);
    expect(read(0x2b)).toBe(0);
    chip.setPin(true);
    expect(read(0x2b)).toBe(1);
  });

  it('listens on battery in mechanical switch mode, and not as a CMOS input', () => {
    chip.powered = false;
    arm(CMOS);
    chip.setPin(true);
    expect(read(0x2b)).toBe(0);
    chip.setPin(false);
    arm(MECHANICAL);
    chip.setPin(true);
    expect(read(0x2b)).toBe(1);
  });

  it('does not listen before it was set up', () => {
    chip.setPin(true);
    expect(read(0x2b)).toBe(0);
  });

  it('counts its pointer on, around the end', () => {
    write(0x2e, 0x11, 0x22, 0x33);
    expect([read(0x2e), read(0x2f), read(0x00)]).toEqual([0x11, 0x22, 0x33]);
  });
});
