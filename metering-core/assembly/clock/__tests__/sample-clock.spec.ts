// The sample clock: what counts as metered, as missed, and as neither.
import { adoptSampleIndex, lifeSamples, missedSamples, missSamples, passSamples, sampleIndex, startSampleClock } from '../sample-clock';

describe('The sample clock', () => {
  test('begins a run at sample 0 and goes on with the life of the meter', () => {
    startSampleClock(5_000_000_000);
    passSamples(64);
    expect(sampleIndex).toBe(64);
    expect(lifeSamples).toBe(5_000_000_064);
    expect(missedSamples).toBe(0);
  });

  test('counts samples that never arrived, which are none of its life', () => {
    startSampleClock(1000);
    passSamples(10);
    expect(missSamples(30)).toBe(20);
    passSamples(5);
    expect(sampleIndex).toBe(35);
    expect(missedSamples).toBe(20);
    expect(lifeSamples).toBe(1015);
  });

  test('misses nothing where the AFE simply goes on', () => {
    startSampleClock(0);
    passSamples(7);
    expect(missSamples(7)).toBe(0);
    expect(missedSamples).toBe(0);
  });

  test('takes over the index after a fault without counting what lies before', () => {
    startSampleClock(400);
    adoptSampleIndex(8000);
    passSamples(1);
    expect(sampleIndex).toBe(8001);
    expect(missedSamples).toBe(0);
    expect(lifeSamples).toBe(401);
  });
});
