// The sample clock without a chip, compiled for the desk and called directly.
import { describe, expect, it } from 'vitest';
import { pureC } from '../pure-c.ts';

const CLOCK_BYTES = 48;
const c = pureC('sample-clock', ['rp2350/drivers/sample_clock.c']);
const call = {
  start: c.func('void board_sample_clock_start(void *, uint32_t, uint32_t)'),
  ready: c.func('uint32_t board_sample_clock_ready(void *, uint32_t)'),
  time: c.func('uint32_t board_sample_clock_time_us(void *, uint64_t, uint32_t)'),
  place: c.func('bool board_sample_clock_place(const void *, uint32_t, _Out_ uint64_t *, _Out_ uint32_t *)'),
};

describe('the sample clock', () => {
  const clock = Buffer.alloc(CLOCK_BYTES);

  it('counts one period a DRDY at 4 kHz, with late interrupts too', () => {
    call.start(clock, 1000, 4_000_000);
    for (let n = 1; n < 5000; n++) expect(call.ready(clock, 1000 + 250 * n + ((n * 37) % 60))).toBe(1);
  });

  it('counts DRDYs that were missed', () => {
    call.start(clock, 0, 4_000_000);
    expect(call.ready(clock, 250)).toBe(1);
    expect(call.ready(clock, 1000)).toBe(3);
    expect(call.ready(clock, 1250)).toBe(1);
    expect(call.ready(clock, 1250 + 400_000)).toBe(1600);
  });

  it('follows a crystal that is 100 ppm off without ever losing count', () => {
    call.start(clock, 0, 4_000_000);
    let index = 0;
    for (let n = 1; n < 200_000; n++) index += call.ready(clock, Math.round(n * 250 * 1.0001));
    expect(index).toBe(199_999);
  });

  it('goes on when the counter wraps', () => {
    call.start(clock, 0xffffff00, 4_000_000);
    expect(call.ready(clock, 0xffffff00 + 250)).toBe(1);
    expect(call.ready(clock, (0xffffff00 + 500) >>> 0)).toBe(1);
    expect(call.ready(clock, (0xffffff00 + 750) >>> 0)).toBe(1);
    expect(call.time(clock, 4, 0)).toBe((0xffffff00 + 1000) >>> 0);
  });

  it('gives the instant of a fraction of a period within 1 us', () => {
    call.start(clock, 5000, 4_000_000);
    for (let n = 1; n <= 100; n++) call.ready(clock, 5000 + 250 * n);
    expect(Math.abs((call.time(clock, 132, 0x8000) as number) - (5000 + 132.5 * 250))).toBeLessThanOrEqual(1);
    expect(Math.abs((call.time(clock, 90, 0) as number) - (5000 + 90 * 250))).toBeLessThanOrEqual(1);
  });

  function placeOf(time_us: number): number | undefined {
    const [index, fraction_Q16] = [[0n], [0]] as [(bigint | number)[], number[]];
    const sampled = call.place(clock, time_us >>> 0, index, fraction_Q16);
    if (!sampled) expect([Number(index[0]), fraction_Q16[0]]).toEqual([0, 0]);
    return sampled ? Number(index[0]) + fraction_Q16[0] / 65536 : undefined;
  }

  it.each([5000, 0xffff_f000])(
    'places an instant among the samples, the counter starting at %i',
    (origin_us) => {
      call.start(clock, origin_us, 4_000_000);
      for (let n = 1; n <= 100; n++) call.ready(clock, (origin_us + 250 * n) >>> 0);
      for (const place of [0, 0.5, 99.996, 100, 100.004, 117.3])
        expect(placeOf(Math.round(origin_us + 250 * place))).toBeCloseTo(Math.round(250 * place) / 250, 2);
    },
  );

  it('has no place for an instant before the first sample', () => {
    call.start(clock, 5000, 4_000_000);
    for (let n = 1; n <= 3; n++) call.ready(clock, 5000 + 250 * n);
    expect(placeOf(4999)).toBeUndefined();
    expect(placeOf(5000)).toBe(0);
  });
});
