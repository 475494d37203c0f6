// The RTC's set-up, sent to the emulated chip: its output then falls once a second.
import { describe, expect, it } from 'vitest';
import { Ds3231 } from '../../tools/rp2350/chips/ds3231.ts';
import { TestTime } from '../../tools/rp2350/registers/test-chip.ts';
import { pureC } from '../pure-c.ts';

const squareWave = pureC('ds3231', ['chips/ds3231.c']).func('void ds3231_square_wave_1Hz(_Out_ uint8_t *)');

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
});
