// Answers on the adjustment port: read_parameters, write_parameters, read_raw_sums.
// Legally relevant (IR46). Changes alter the software identification.
import {
  AdjustmentResult, ADJUSTMENT_RESULT_BYTES, PARAMETERS_BYTES, ReadRawSumsRequest,
} from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { replaceParameters } from '../metering';
import { parameters, parametersCrc } from '../parameters/parameters';
import { startRawSums, writeRawSums } from '../windows/raw-sums';

export function readParameters(payload: usize): i32 {
  memory.copy(payload, changetype<usize>(parameters()), PARAMETERS_BYTES);
  return PARAMETERS_BYTES;
}

export function writeParameters(payload: usize): i32 {
  const status = replaceParameters(payload);
  if (status != Status.OK) return status;
  const result = changetype<AdjustmentResult>(payload);
  result.status = status;
  result.sequence = parameters().sequence;
  result.parameters_crc = parametersCrc();
  return ADJUSTMENT_RESULT_BYTES;
}

/** Asked for a number of samples it starts sums over them, and gives those made so far in any case. */
export function readRawSums(payload: usize): i32 {
  const samples = changetype<ReadRawSumsRequest>(payload).samples;
  const status = samples ? startRawSums(samples) : Status.OK;
  return status == Status.OK ? writeRawSums(payload) : status;
}
