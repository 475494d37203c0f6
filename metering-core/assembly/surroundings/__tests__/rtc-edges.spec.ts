// RTC edges: samples of whole seconds, to a fraction of a sample; a missed edge begins anew.
import { edgeSamples_Q16, edgeSeconds, secondElapsed, startEdges } from '../rtc-edges';

describe('RTC edges', () => {
  beforeEach(() => {
    startEdges(4_000_000);
  });

  test('one edge is no second yet', () => {
    secondElapsed(100, 0);
    expect(edgeSeconds).toBe(0);
    expect(edgeSamples_Q16()).toBe(0);
  });

  test('ten edges are nine seconds of samples, fractions included', () => {
    for (let k: i64 = 0; k < 10; k++) secondElapsed(100 + k * 4000, <i32>(k * 6553));
    expect(edgeSeconds).toBe(9);
    expect(edgeSamples_Q16()).toBe(((9 * 4000) << 16) + 9 * 6553);
  });

  test('an edge that is missing, or comes too soon, begins the count anew', () => {
    secondElapsed(0, 0);
    secondElapsed(4000, 0);
    secondElapsed(12_000, 0);
    expect(edgeSeconds).toBe(0);
    secondElapsed(16_001, 0);
    expect(edgeSeconds).toBe(1);
    secondElapsed(16_500, 0);
    expect(edgeSeconds).toBe(0);
  });
});
