// The sample buffer and the history before it.
import { aggregateFits } from '../intervals/interval-sums';
import { aggregateRecordFits } from '../intervals/interval-record';
import { clearHistory, keepHistory, memoryMatchesProtocol, SAMPLES, SET_BYTES } from '../memory';
import { stretchMatchesProtocol } from '../inputs/sample-loop';

describe('The static memory', () => {
  test('has the sizes the protocol asks for', () => {
    expect(memoryMatchesProtocol()).toBe(true);
    expect(stretchMatchesProtocol()).toBe(true);
    expect(aggregateFits()).toBe(true);
    expect(aggregateRecordFits()).toBe(true);
  });

  test('keeps the last sets of a block right before the next one', () => {
    clearHistory();
    for (let k: i32 = 0; k < 64; k++) store<i32>(SAMPLES + k * SET_BYTES, k);
    keepHistory(64);
    expect(load<i32>(SAMPLES - SET_BYTES)).toBe(63);
    expect(load<i32>(SAMPLES - 24 * SET_BYTES)).toBe(40);
    keepHistory(1);
    expect(load<i32>(SAMPLES - SET_BYTES)).toBe(0);
    expect(load<i32>(SAMPLES - 2 * SET_BYTES)).toBe(63);
  });
});
