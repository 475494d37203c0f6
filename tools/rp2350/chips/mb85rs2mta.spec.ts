// Drives the FRAM command by command: what is written stays, and only what was enabled is written.
import { beforeEach, describe, expect, it } from 'vitest';
import type { SpiMode } from '../wires/wires.ts';
import { FRAM_BYTES, Mb85rs2mta } from './mb85rs2mta.ts';

const [WREN, WRDI, RDSR, WRSR, READ, FSTRD, WRITE, RDID, SLEEP] = [6, 4, 5, 1, 3, 0x0b, 2, 0x9f, 0xb9];
let cells: Uint8Array;
let fram: Mb85rs2mta;
let now: number;

beforeEach(() => {
  cells = new Uint8Array(FRAM_BYTES);
  fram = new Mb85rs2mta({ cells, cyclesPerSecond: 150e6 });
  now = 0;
});

function command(sent: number[], mode: SpiMode = 0): number[] {
  fram.select(true, now);
  const heard = sent.map((byte) => fram.exchange(byte, 8, mode, now));
  fram.select(false, now);
  return heard;
}
const at = (address: number) => [address >> 16, (address >> 8) & 0xff, address & 0xff];
const status = () => command([RDSR, 0])[1];
function write(address: number, ...data: number[]) {
  command([WREN]);
  command([WRITE, ...at(address), ...data]);
}

describe('FRAM', () => {
  it.each([0, 3] as const)('identifies itself in mode %i', (mode) => {
    expect(command([RDID, 0, 0, 0, 0], mode).slice(1)).toEqual([0x04, 0x7f, 0x48, 0x03]);
  });

  it.each([1, 2] as const)('gives garbage in mode %i and is not written', (mode) => {
    expect(command([RDID, 0, 0, 0, 0], mode).slice(1)).not.toEqual([0x04, 0x7f, 0x48, 0x03]);
    command([WREN], mode);
    command([WRITE, 0, 0, 0, 0x55], mode);
    expect(cells[0]).toBe(0);
  });

  it('writes and reads back at once, over the end of the array', () => {
    write(FRAM_BYTES - 1, 1, 2, 3);
    expect(command([READ, ...at(FRAM_BYTES - 1), 0, 0, 0]).slice(4)).toEqual([1, 2, 3]);
    expect(command([FSTRD, ...at(FRAM_BYTES - 1), 0, 0, 0, 0]).slice(5)).toEqual([1, 2, 3]);
    expect(fram.writes).toBe(3);
  });

  it('takes its cells from outside, so that they outlive power', () => {
    write(0x1234, 0xab);
    const later = new Mb85rs2mta({ cells, cyclesPerSecond: 150e6 });
    later.select(true, 0);
    const heard = [READ, ...at(0x1234), 0].map((byte) => later.exchange(byte, 8, 0, 0));
    expect(heard[4]).toBe(0xab);
  });

  it('writes nothing without WREN, after WRDI, or in a second WRITE', () => {
    command([WRITE, 0, 0, 0, 1]);
    command([WREN]);
    command([WRDI]);
    command([WRITE, 0, 0, 0, 2]);
    expect(cells[0]).toBe(0);
    write(0, 3);
    command([WRITE, 0, 0, 0, 4]);
    expect(cells[0]).toBe(3);
  });

  it('shows WEL and loses it with power', () => {
    expect(status()).toBe(0);
    command([WREN]);
    expect(status()).toBe(2);
    fram.powerUp();
    expect(status()).toBe(0);
  });

  it('protects what the status register says', () => {
    command([WREN]);
    command([WRSR, 0x04]); // upper quarter
    write(0x30000, 1);
    write(0x2ffff, 2);
    expect([cells[0x30000], cells[0x2ffff]]).toEqual([0, 2]);
    expect(status() & 0x0c).toBe(4);
  });

  it('keeps bytes that went out before select rose in the middle of a write', () => {
    command([WREN]);
    fram.select(true, 0);
    for (const byte of [WRITE, 0, 0, 0, 0x11, 0x22]) fram.exchange(byte, 8, 0, 0);
    fram.select(false, 0);
    expect([cells[0], cells[1], cells[2]]).toEqual([0x11, 0x22, 0]);
  });

  it('sleeps until selected, and answers 450 us after that', () => {
    command([SLEEP]);
    expect(command([RDID, 0])[1]).toBe(0);
    now = 449 * 150;
    expect(command([RDID, 0])[1]).toBe(0);
    now = 450 * 150;
    expect(command([RDID, 0])[1]).toBe(4);
  });

  it('says nothing while not selected', () => expect(fram.exchange(RDID, 8, 0, 0)).toBe(0));
});
