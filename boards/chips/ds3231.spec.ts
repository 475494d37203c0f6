// The RTC's set-up, sent to the emulated chip: its output then falls once a second.
import { describe, expect, it } from 'vitest';
import { Ds3231 } from '../../tools/rp2350/chips/ds3231.ts';
import fc from 'fast-check';
import { calendarOf, timeOf } from '../../tools/rp2350/chips/ds3231-calendar.ts';
import { TestTime } from '../../tools/rp2350/registers/test-chip.ts';
import { pureC } from '../pure-c.ts';

const c = pureC('ds3231', ['chips/ds3231.c']);
const squareWave = c.func('void ds3231_square_wave_1Hz(_Out_ uint8_t *)');
const readTime = c.func('bool ds3231_time(const uint8_t *, _Out_ uint64_t *)');
const setTime = c.func('bool ds3231_set(_Out_ uint8_t *, uint64_t)');
const stopped = c.func('bool ds3231_stopped(const uint8_t *)');
const temperature_mC = c.func('int32_t ds3231_temperature_mC(const uint8_t *)');

/** What the calendar's registers say, undefined for none. */
function timeInC(registers: Uint8Array): number | undefined {
  const time = [0n];
  return readTime(registers, time) ? Number(time[0]) : undefined;
}

/** Registers that a setting writes, undefined for a time that cannot be shown. */
function setInC(time_s: number): Uint8Array | undefined {
  const transfer = Buffer.alloc(8);
  return setTime(transfer, time_s) ? Uint8Array.from(transfer.subarray(1)) : undefined;
}

const FIRST_s = Date.UTC(2000, 0, 1) / 1000;
const LAST_s = Date.UTC(2199, 11, 31, 23, 59, 59) / 1000;

describe('the RTC', () => {
  it('falls once a second after the transfer, and never before it', () => {
    const time = new TestTime();
    const edges: boolean[] = [];
    const sqw = { drive: (level: boolean | undefined) => void edges.push(level !== false) };
    const rtc = new Ds3231({ scheduler: time, sqw: sqw as never });
    time.run_us(3_000_000);
    const before = edges.filter((level) => !level).length;
    const transfer = Buffer.alloc(2);
    squareWave(transfer);
    rtc.start(false);
    for (const byte of transfer) rtc.write(byte);
    rtc.stop();
    edges.length = 0;
    time.run_us(10_000_000);
    expect(before).toBe(0);
    expect(edges.filter((level) => !level).length).toBe(10);
  });

  it('is set and read as the calendar of the emulated chip has it, over all of its years', () => {
    const days = [FIRST_s, LAST_s, ...[2096, 2099, 2100, 2101].map((year) => Date.UTC(year, 1, 28) / 1000)];
    const seconds = fc.oneof(fc.integer({ min: FIRST_s, max: LAST_s }), fc.constantFrom(...days));
    fc.assert(
      fc.property(seconds, (time_s) => {
        expect(setInC(time_s)).toEqual(calendarOf(time_s));
        expect(timeInC(calendarOf(time_s))).toBe(time_s);
      }),
    );
  });

  it('takes registers for a time exactly where they are one', () => {
    const digit = fc.integer({ min: 0, max: 0x9 });
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.tuple(digit, digit).map(([a, b]) => (a << 4) | b),
    );
    fc.assert(
      fc.property(fc.array(byte, { minLength: 7, maxLength: 7 }), (bytes) => {
        const registers = Uint8Array.from(bytes);
        registers[3] = 1; // the day of the week is anybody's
        registers[5] &= 0x9f;
        expect(timeInC(registers)).toBe(timeOf(registers));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses a time before 2000 or after 2199', () => {
    expect(setInC(FIRST_s - 1)).toBeUndefined();
    expect(setInC(LAST_s + 1)).toBeUndefined();
  });

  it('tells a stopped oscillator and a temperature in quarters of a degree', () => {
    expect(stopped(Uint8Array.of(0x80, 0, 0, 0))).toBe(true);
    expect(stopped(Uint8Array.of(0x08, 0, 0, 0))).toBe(false);
    expect(temperature_mC(Uint8Array.of(0, 0, 0x19, 0x40))).toBe(25_250);
    expect(temperature_mC(Uint8Array.of(0, 0, 0xf5, 0xc0))).toBe(-10_250);
  });
});
