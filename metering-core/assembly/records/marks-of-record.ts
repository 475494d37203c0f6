// What a record is marked with: what happened to clock, samples and supply since the one before it in its ring.
// Legally relevant (IR46). Changes alter the software identification.
import {
  RECORD_FLAG_CLOCK_CHANGED, RECORD_FLAG_SAMPLES_LOST, RECORD_FLAG_STARTED, RINGS,
} from '../../../shared-protocol/generated/assembly/protocol';
import { clockSteps } from '../clock/rtc';
import { missedSamples } from '../clock/sample-clock';
import { invalidSamples } from '../inputs/afe-watch';

/** Steps of the clock and samples lost when the last record of each ring was made. */
// @ts-ignore: decorator
@lazy const SEEN = memory.data(RINGS * 8, 8);
/** Bit n: ring n has had a record since the start. */
let begun: u32 = 0;

export function resetMarks(): void {
  begun = 0;
  memory.fill(SEEN, 0, RINGS * 8);
}

function lost(): u32 {
  return missedSamples + invalidSamples;
}

/** RECORD_FLAG_* of a record of a ring that is made now; the next one is marked by what comes after. */
export function takeMarks(ring: i32): u16 {
  const seen = SEEN + <usize>(ring << 3);
  const flags =
    (load<u32>(seen) != clockSteps ? RECORD_FLAG_CLOCK_CHANGED : 0) |
    (load<u32>(seen, 4) != lost() ? RECORD_FLAG_SAMPLES_LOST : 0) |
    (begun & (1 << ring) ? 0 : RECORD_FLAG_STARTED);
  store<u32>(seen, clockSteps);
  store<u32>(seen, lost(), 4);
  begun |= 1 << ring;
  return <u16>flags;
}
