// The watch over the AFE's sets: both ends of the range, repeated sets, failed frames; and nothing else.
import { AFE_FULL_SCALE, SAMPLE_FLAG_INVALID } from '../../../../shared-protocol/generated/assembly/protocol';
import { invalidInWindow, longestRepeat, openAfeWatch, resetAfeWatch, saturatedSamples, watchMissing, watchSets } from '../afe-watch';
import { SET_BYTES } from '../../memory';

// @ts-ignore: decorator
@lazy const SETS = memory.data(4096, 8);

/** Sets 1..count after a first one that only lies in front; every word different from the set before. */
function fill(count: i32): void {
  for (let n: i32 = 0; n <= count; n++) {
    for (let w: i32 = 0; w < 7; w++) store<i32>(SETS + n * SET_BYTES + (w << 2), n * 10 - 200 + w);
    store<i32>(SETS + n * SET_BYTES + 28, 0);
  }
}

function put(n: i32, word: i32, value: i32): void {
  store<i32>(SETS + n * SET_BYTES + (word << 2), value);
}

function watch(count: i32): void {
  watchSets(SETS + SET_BYTES, count);
}

describe('The watch over the AFE', () => {
  beforeEach(() => {
    resetAfeWatch();
    fill(100);
  });

  test('finds nothing in sound sets, not even just inside the range', () => {
    put(5, 0, AFE_FULL_SCALE - 1);
    put(6, 3, -AFE_FULL_SCALE + 1);
    watch(100);
    for (let i: i32 = 0; i < 7; i++) expect(saturatedSamples(i)).toBe(0);
    expect(longestRepeat).toBe(0);
    expect(invalidInWindow).toBe(0);
  });

  test('counts both ends of the range, by input', () => {
    put(5, 2, AFE_FULL_SCALE);
    put(6, 2, -AFE_FULL_SCALE - 1);
    put(7, 6, -AFE_FULL_SCALE);
    watch(100);
    expect(saturatedSamples(2)).toBe(2);
    expect(saturatedSamples(6)).toBe(1);
    expect(saturatedSamples(0)).toBe(0);
  });

  test('measures the longest run of equal sets, across windows', () => {
    for (let n: i32 = 11; n <= 40; n++) memory.copy(SETS + n * SET_BYTES, SETS + 10 * SET_BYTES, SET_BYTES);
    watchSets(SETS + SET_BYTES, 20);
    openAfeWatch();
    watchSets(SETS + 21 * SET_BYTES, 60);
    expect(longestRepeat).toBe(30);
  });

  test('counts sets that never came with those that failed, however many', () => {
    put(5, 7, SAMPLE_FLAG_INVALID);
    watch(100);
    watchMissing(8201);
    expect(invalidInWindow).toBe(8202);
    openAfeWatch();
    watchMissing(<u64>1 << 40);
    expect(invalidInWindow > 0).toBe(true);
  });

  test('takes all inputs at rest for no repetition', () => {
    memory.fill(SETS, 0, 4096);
    watch(100);
    expect(longestRepeat).toBe(0);
  });

  test('counts failed frames, and not the sets that stand in for them as frozen', () => {
    for (let n: i32 = 11; n <= 40; n++) {
      memory.copy(SETS + n * SET_BYTES, SETS + 10 * SET_BYTES, SET_BYTES);
      put(n, 7, SAMPLE_FLAG_INVALID);
    }
    watch(100);
    expect(invalidInWindow).toBe(30);
    expect(longestRepeat).toBe(0);
  });
});
