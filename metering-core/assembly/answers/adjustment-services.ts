// The closed list of what the adjustment port does: identify, read and write the sealed record, raw sums.
// Legally relevant (IR46). Changes alter the software identification.
import {
  AdjustmentResult, ADJUSTMENT_RESULT_BYTES, PARAMETERS_BYTES, ReadRawSumsRequest, READ_RAW_SUMS_REQUEST_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_ADJUSTMENT_IDENTIFY, MESSAGE_READ_PARAMETERS, MESSAGE_READ_RAW_SUMS, MESSAGE_WRITE_PARAMETERS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { replaceParameters } from '../metering';
import { parameters, parametersCrc } from '../parameters/parameters';
import { startRawSums, writeRawSums } from '../windows/raw-sums';
import { identify } from './link-answers';

function readParameters(payload: usize): i32 {
  memory.copy(payload, changetype<usize>(parameters()), PARAMETERS_BYTES);
  return PARAMETERS_BYTES;
}

function writeParameters(payload: usize): i32 {
  const status = replaceParameters(payload);
  if (status != Status.OK) return status;
  const result = changetype<AdjustmentResult>(payload);
  result.status = status;
  result.sequence = parameters().sequence;
  result.parameters_crc = parametersCrc();
  return ADJUSTMENT_RESULT_BYTES;
}

function readRawSums(payload: usize): i32 {
  const samples = changetype<ReadRawSumsRequest>(payload).samples;
  const status = samples ? startRawSums(samples) : Status.OK;
  return status == Status.OK ? writeRawSums(payload) : status;
}

/** Bytes the request's payload must have, or UNKNOWN_MESSAGE. */
export function adjustmentRequestBytes(message: i32): i32 {
  if (message == MESSAGE_ADJUSTMENT_IDENTIFY || message == MESSAGE_READ_PARAMETERS) return 0;
  if (message == MESSAGE_WRITE_PARAMETERS) return PARAMETERS_BYTES;
  if (message == MESSAGE_READ_RAW_SUMS) return READ_RAW_SUMS_REQUEST_BYTES;
  return Status.UNKNOWN_MESSAGE;
}

/** Replaces the request's payload by the reply's; returns its length or a Status. */
export function adjustmentAnswer(message: i32, payload: usize): i32 {
  if (message == MESSAGE_ADJUSTMENT_IDENTIFY) return identify(payload);
  if (message == MESSAGE_READ_PARAMETERS) return readParameters(payload);
  if (message == MESSAGE_WRITE_PARAMETERS) return writeParameters(payload);
  return readRawSums(payload);
}
