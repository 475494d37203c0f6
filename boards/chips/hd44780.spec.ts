// The display's transfers, sent to the emulated display byte by byte: its text, its timing, and a display that comes back.
import { beforeEach, describe, expect, it } from 'vitest';
import { Hd44780 } from '../../tools/rp2350/chips/hd44780.ts';
import { Pcf8574 } from '../../tools/rp2350/chips/pcf8574.ts';
import { TestTime } from '../../tools/rp2350/registers/test-chip.ts';
import { pureC } from '../pure-c.ts';

const c = pureC('hd44780', ['chips/hd44780.c']);
const call = {
  start: c.func('void hd44780_start(void *)'),
  restart: c.func('void hd44780_restart(void *)'),
  write: c.func('void hd44780_write(void *, int, const char *)'),
  next: c.func('int hd44780_next(void *, _Out_ uint8_t *, _Out_ uint32_t *)'),
};
const STATE_BYTES = 80 + 80 + 8;
/** An I2C byte at 100 kHz. */
const BYTE_us = 90;
const TRANSFER_BYTES = 16;

let time: TestTime;
let lcd: Hd44780;
let expander: Pcf8574;
const state = Buffer.alloc(STATE_BYTES);

beforeEach(() => {
  time = new TestTime();
  lcd = new Hd44780(time);
  expander = new Pcf8574(lcd);
  time.run_us(50_000);
  call.start(state);
});

/** Sends one transfer; its length, 0 when nothing is left to say. */
function step(): number {
  const transfer = Buffer.alloc(TRANSFER_BYTES);
  const wait_us = [0];
  const length = call.next(state, transfer, wait_us) as number;
  for (const byte of transfer.subarray(0, length)) {
    time.run_us(BYTE_us);
    expander.write(byte, time.now);
  }
  time.run_us(wait_us[0]);
  return length;
}

function settle(): void {
  for (let steps = 0; step() > 0; steps++) expect(steps).toBeLessThan(100);
}

const rows = ['Active import  kWh  ', '   123456.78        ', 'L1 230.0 V   5.000 A', '2026-11-28  10:25:00'];

describe('the display driver', () => {
  it('brings all rows from power-on to the display without a timing violation', () => {
    rows.forEach((row, i) => call.write(state, i, row));
    settle();
    expect(lcd.text()).toEqual(rows);
    expect(lcd.violations).toEqual([]);
  });

  it('keeps every transfer within the FIFO of 16, and writes only what changed', () => {
    rows.forEach((row, i) => call.write(state, i, row));
    settle();
    call.write(state, 1, '   123456.79        ');
    // The address and the one character that differs, with the two behind it.
    expect(step()).toBe(16);
    expect(step()).toBe(0);
    expect(lcd.text()[1]).toBe('   123456.79        ');
  });

  it('begins anew, with the same text, for a display that lost its power', () => {
    rows.forEach((row, i) => call.write(state, i, row));
    settle();
    lcd = new Hd44780(time);
    expander = new Pcf8574(lcd);
    time.run_us(50_000);
    call.restart(state);
    settle();
    expect(lcd.text()).toEqual(rows);
  });
});
