// What time it is: the AFE's sample index, which is the core's only measure of time, and the samples of the meter's life.
// Legally relevant (IR46). Changes alter the software identification.

/** Samples since start, missing ones included; the next block must begin here. */
export let sampleIndex: u64 = 0;
/** Samples that never arrived, since start. */
export let missedSamples: u32 = 0;
/** Samples metered over the meter's life, as far as it was saved; missing ones are none of them. */
export let lifeSamples: u64 = 0;

/** Starts at sample 0 of this run, and at a sample of the meter's life. */
export function startSampleClock(life: u64): void {
  sampleIndex = 0;
  missedSamples = 0;
  lifeSamples = life;
}

/** Goes on where the AFE went on after a fault: what lies before counts as neither metered nor missed. */
export function adoptSampleIndex(index: u64): void {
  sampleIndex = index;
}

/** The samples before an index never arrived; returns how many. */
export function missSamples(index: u64): u64 {
  const missing = index - sampleIndex;
  missedSamples += <u32>missing;
  sampleIndex = index;
  return missing;
}

/** Some samples were metered. */
export function passSamples(count: i32): void {
  sampleIndex += count;
  lifeSamples += count;
}
