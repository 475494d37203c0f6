// The read-only messages about the quality of the supply: which there are, and who answers them.
// Legally relevant (IR46). Changes alter the software identification.
import { READ_HARMONICS_REQUEST_BYTES } from '../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_READ_HARMONICS, Status } from '../../shared-protocol/generated/assembly/protocol';
import { readHarmonics } from './harmonics-service';

/** Bytes the request's payload must have, or UNKNOWN_MESSAGE. */
export function qualityRequestBytes(message: i32): i32 {
  if (message == MESSAGE_READ_HARMONICS) return READ_HARMONICS_REQUEST_BYTES;
  return Status.UNKNOWN_MESSAGE;
}

/** Replaces the request's payload by the reply's; returns its length or a Status. */
export function answerQuality(message: i32, payload: usize): i32 {
  return readHarmonics(payload);
}
