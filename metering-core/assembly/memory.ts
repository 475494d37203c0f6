// The static memory of the metering core: the buffers the host fills; every other record stands beside its concept.
import { LINK_FRAME_MAX, PORT_CHUNK_MAX, SAMPLES_MAX, SAMPLE_WORDS } from '../../shared-protocol/generated/assembly/protocol';
import { Panic, stop } from './panic';

/** Bytes of one sample set: SAMPLE_WORDS words of 32 bits. */
export const SET_BYTES: i32 = SAMPLE_WORDS << 2;

/**
 * Sample sets before the block, that the filters still reach back to, at most: 2 x 7 of delay, 2 x 2 of the table over
 * current, 11 of taps and one more.
 */
const HISTORY_SETS: i32 = 30;

// @ts-ignore: decorator
@lazy const HISTORY = memory.data((HISTORY_SETS + SAMPLES_MAX) * SET_BYTES, 8);

/** One block of sample sets from the AFE; the history lies right before it. */
// @ts-ignore: decorator
@lazy export const SAMPLES: usize = HISTORY + HISTORY_SETS * SET_BYTES;

export function clearHistory(): void {
  historySets = HISTORY_SETS;
  memory.fill(HISTORY, 0, HISTORY_SETS * SET_BYTES);
}

let historySets: i32 = 0;

/** Limits what is kept to the sets the filters use: no parameter in its range asks for more than HISTORY_SETS. */
export function limitHistory(sets: i32): void {
  if (sets > HISTORY_SETS) stop(Panic.FILTER_REACH, sets);
  historySets = sets;
}

/** Keeps the last sets of a block of count sets as the history of the next one; upwards, as the two may overlap. */
export function keepHistory(count: i32): void {
  let to: usize = SAMPLES - historySets * SET_BYTES;
  for (const shift: usize = count * SET_BYTES; to < SAMPLES; to += 8) store<i64>(to, load<i64>(to + shift));
}

/** One chunk received on a port. */
// @ts-ignore: decorator
@lazy export const PORT_CHUNK = memory.data(PORT_CHUNK_MAX, 8);

/** A link frame: the request, and the reply over it. */
// @ts-ignore: decorator
@lazy export const LINK_FRAME = memory.data(LINK_FRAME_MAX, 8);
