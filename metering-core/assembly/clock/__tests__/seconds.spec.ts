// Where seconds begin: by the edges of the RTC, by samples where they stay away, by edges alone where the samples do.
import { beginSecond, followEdge, lastSecond, refitSeconds, secondsAreFree, startSeconds, takeSeconds, untilSecond } from '../seconds';

const RATE_Hz: i64 = 4000;

/** Meters from a sample to another in blocks, each second taken where it is due; returns how many there were. */
function meter(from: u64, to: u64, block: i32): i64 {
  let taken: i64 = 0;
  let at = from;
  while (at < to) {
    at += <u64>min(min(block, max(untilSecond(at), 1)), <i32>(to - at));
    taken += takeSeconds(at);
  }
  return taken;
}

function edge(at: i64, fraction: i32): void {
  followEdge((at << 16) | fraction);
}

describe('The seconds', () => {
  beforeEach(() => {
    startSeconds(4_000_000);
  });

  test('begin with the first edge, and then where the next one is expected', () => {
    expect(meter(0, 1500, 64)).toBe(0);
    edge(1498, 0x8000);
    expect(takeSeconds(1500)).toBe(1);
    expect(meter(1500, 5498, 64)).toBe(0);
    expect(meter(5498, 5499, 64)).toBe(1);
    expect(lastSecond()).toBe(5499);
    edge(5498, 0xc000);
    expect(meter(5499, 9498, 64)).toBe(0);
    expect(meter(9498, 9499, 64)).toBe(1);
  });

  test('lie at the same samples however these were cut into blocks', () => {
    const sums: i64[] = [0, 0];
    for (let way = 0; way < 2; way++) {
      startSeconds(4_000_000);
      edge(10, 0);
      takeSeconds(10);
      for (let s: u64 = 0; s < 20; s++) {
        const from: u64 = 10 + s * 4001;
        meter(from, from + 4001, way ? 64 : 7);
        sums[way] += <i64>lastSecond();
        edge(<i64>from + 4001, 0);
      }
    }
    expect(sums[0]).toBe(sums[1]);
  });

  test('follow a clock that is slow or fast against the samples, one for each edge', () => {
    for (let ppm = -200; ppm <= 200; ppm += 50) {
      startSeconds(4_000_000);
      edge(0, 0);
      let taken = takeSeconds(0);
      const step_Q16 = ((RATE_Hz << 16) * (1_000_000 + ppm)) / 1_000_000;
      for (let s: i64 = 1; s <= 500; s++) {
        const from = <u64>(((s - 1) * step_Q16) >> 16);
        const to = <u64>((s * step_Q16) >> 16) + 20;
        taken += meter(from + (s > 1 ? 20 : 0), to, 64);
        followEdge(s * step_Q16);
      }
      expect(taken).toBe(501);
    }
  });

  test('go on by samples where edges stay away, and are told to be free', () => {
    edge(100, 0);
    takeSeconds(100);
    expect(secondsAreFree()).toBe(false);
    expect(meter(100, 100 + 60 * 4000, 64)).toBe(60);
    expect(secondsAreFree()).toBe(true);
    edge(100 + 60 * 4000 + 3, 0);
    expect(meter(100 + 60 * 4000, 100 + 61 * 4000 + 3, 64)).toBe(1);
    expect(secondsAreFree()).toBe(false);
  });

  test('begin by samples alone where no edge ever came, two seconds after the start', () => {
    expect(meter(0, 7999, 64)).toBe(0);
    expect(meter(7999, 12_000, 64)).toBe(2);
    expect(secondsAreFree()).toBe(true);
  });

  test('go on by edges alone while the samples stand still', () => {
    edge(100, 0);
    let taken = takeSeconds(100);
    for (let s = 0; s < 10; s++) {
      edge(100, 0);
      taken += takeSeconds(100);
    }
    expect(taken).toBeGreaterThanOrEqual(9);
    expect(taken).toBeLessThanOrEqual(11);
  });

  test('are made up for at once where samples are missing, however many', () => {
    edge(0, 0);
    takeSeconds(0);
    expect(takeSeconds(10 * 4000)).toBe(10);
    expect(takeSeconds(<u64>1 << 40)).toBe((<i64>1 << 40) / 4000 - 10);
    expect(untilSecond(<u64>1 << 40)).toBeLessThanOrEqual(4000);
  });

  test('begin anew where the RTC was set, and last as long as another rate says', () => {
    edge(0, 0);
    takeSeconds(0);
    beginSecond(2500);
    expect(untilSecond(2500)).toBe(4000);
    refitSeconds(8_000_000);
    beginSecond(2500);
    expect(untilSecond(2500)).toBe(8000);
  });
});
