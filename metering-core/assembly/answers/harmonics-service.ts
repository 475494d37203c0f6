// Answers read_harmonics: a page of one input's spectrum.
// Legally relevant (IR46). Changes alter the software identification.
import {
  Harmonics, HARMONICS_BYTES, HARMONICS_amplitude_u, HARMONICS_angle_mdeg, ReadHarmonicsRequest,
} from '../../../shared-protocol/generated/assembly/layouts';
import { HARMONICS_PAGE, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { INPUTS } from '../inputs/channel';
import { meteringFlags } from '../events/event-moments';
import {
  harmonicAmplitude, harmonicAngle_mdeg, harmonicsCount, harmonicsHighest, harmonicsThd_ppm, ORDERS_MAX,
} from '../harmonics/harmonics';

/** Replaces the request at payload by its reply; returns the reply's bytes or a Status. */
export function readHarmonics(payload: usize): i32 {
  const request = changetype<ReadHarmonicsRequest>(payload);
  const input = <i32>request.input;
  const first = <i32>request.first_order;
  if (input >= INPUTS || first < 1 || first > ORDERS_MAX) return Status.OUT_OF_RANGE;
  memory.fill(payload, 0, HARMONICS_BYTES);
  const reply = changetype<Harmonics>(payload);
  reply.measurements = harmonicsCount(input);
  reply.input = <u8>input;
  reply.first_order = <u8>first;
  reply.highest_order = <u8>harmonicsHighest(input);
  reply.flags = <u8>meteringFlags();
  reply.thd_ppm = harmonicsThd_ppm(input);
  for (let i: i32 = 0; i < HARMONICS_PAGE && first + i <= ORDERS_MAX; i++) {
    store<u32>(payload + HARMONICS_amplitude_u + (i << 2), harmonicAmplitude(input, first + i));
    store<i32>(payload + HARMONICS_angle_mdeg + (i << 2), harmonicAngle_mdeg(input, first + i));
  }
  return HARMONICS_BYTES;
}
