// The drivers' arithmetic without a chip: AFE frames and the sample clock, compiled for the desk and called directly.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import koffi from 'koffi';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../tools/build/paths.ts';

const SOURCES = ['ads131m08_frame.c', 'sample_clock.c'].map((name) => join(ROOT, 'boards/pico2', name));
const LIBRARY = join(ROOT, 'build/test/board-arithmetic.so');
const CLOCK_BYTES = 48;

type Call = (...args: unknown[]) => number;
let call: Record<'crc16' | 'good' | 'intact' | 'channel' | 'start' | 'ready' | 'time' | 'place', Call>;

beforeAll(() => {
  mkdirSync(join(ROOT, 'build/test'), { recursive: true });
  execFileSync('gcc', [
    '-std=c11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-shared',
    '-fPIC',
    '-o',
    LIBRARY,
    ...SOURCES,
  ]);
  const c = koffi.load(LIBRARY);
  call = {
    crc16: c.func('uint16_t board_afe_crc16(const uint8_t *, uint32_t)'),
    good: c.func('bool board_afe_frame_good(const uint8_t *)'),
    intact: c.func('bool board_afe_frame_intact(const uint8_t *)'),
    channel: c.func('int32_t board_afe_channel(const uint8_t *, uint32_t)'),
    start: c.func('void board_sample_clock_start(void *, uint32_t, uint32_t)'),
    ready: c.func('uint32_t board_sample_clock_ready(void *, uint32_t)'),
    time: c.func('uint32_t board_sample_clock_time_us(void *, uint64_t, uint32_t)'),
    place: c.func(
      'bool board_sample_clock_place(const void *, uint32_t, _Out_ uint64_t *, _Out_ uint32_t *)',
    ),
  };
});

const GOOD_STATUS = 0x01ff;

function frame(status: number, channels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(30);
  bytes.set([status >> 8, status & 0xff]);
  channels.forEach((value, i) =>
    bytes.set([(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff], 3 + 3 * i),
  );
  const crc = call.crc16(bytes, 27);
  bytes.set([crc >> 8, crc & 0xff], 27);
  return bytes;
}

describe('an AFE frame', () => {
  const values = [0, 1, -1, 8388607, -8388608, 256, -65536, 5];

  it('has the CRC of CCITT with seed FFFF', () => {
    expect(call.crc16(Buffer.from('123456789'), 9)).toBe(0x29b1);
  });

  it('gives each channel with its sign', () => {
    const bytes = frame(GOOD_STATUS, values);
    expect(call.good(bytes)).toBe(true);
    expect(values.map((_, i) => call.channel(bytes, i))).toEqual(values);
  });

  it('is bad with any one bit flipped', () => {
    const bytes = frame(GOOD_STATUS, values);
    for (let bit = 0; bit < 29 * 8; bit++) {
      bytes[bit >> 3] ^= 0x80 >> (bit & 7);
      expect(call.good(bytes)).toBe(false);
      bytes[bit >> 3] ^= 0x80 >> (bit & 7);
    }
  });

  it.each([
    ['after a reset of the chip', 0x05ff],
    ['with words of another length', 0x00ff],
    ['when a channel has nothing new', 0x01fe],
    ['that answers another command', 0x0033],
  ])('is intact but bad %s', (_, status) => {
    expect(call.intact(frame(status, values))).toBe(true);
    expect(call.good(frame(status, values))).toBe(false);
  });
});

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
    expect(Math.abs(call.time(clock, 132, 0x8000) - (5000 + 132.5 * 250))).toBeLessThanOrEqual(1);
    expect(Math.abs(call.time(clock, 90, 0) - (5000 + 90 * 250))).toBeLessThanOrEqual(1);
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
