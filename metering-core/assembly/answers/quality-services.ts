// The read-only messages about the quality of the supply: which there are, and who answers them.
// Legally relevant (IR46). Changes alter the software identification.
import {
  Aggregate, AGGREGATE_BYTES, Network, NETWORK_BYTES, ReadAggregateRequest, ReadPowerQualityRequest,
  READ_AGGREGATE_REQUEST_BYTES, READ_HARMONICS_REQUEST_BYTES, READ_POWER_QUALITY_REQUEST_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_READ_AGGREGATE, MESSAGE_READ_HARMONICS, MESSAGE_READ_NETWORK, MESSAGE_READ_POWER_QUALITY, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { aggregateRecord } from '../intervals/interval-record';
import { meteringFlags } from '../events/event-moments';
import { readHarmonics } from './harmonics-service';
import { network } from '../quantities/network';
import { writePowerQuality } from '../quantities/power-quality';
import { SCOPES } from '../quantities/quantities';

/** Bytes the request's payload must have, or UNKNOWN_MESSAGE. */
export function qualityRequestBytes(message: i32): i32 {
  if (message == MESSAGE_READ_HARMONICS) return READ_HARMONICS_REQUEST_BYTES;
  if (message == MESSAGE_READ_POWER_QUALITY) return READ_POWER_QUALITY_REQUEST_BYTES;
  if (message == MESSAGE_READ_AGGREGATE) return READ_AGGREGATE_REQUEST_BYTES;
  return message == MESSAGE_READ_NETWORK ? 0 : Status.UNKNOWN_MESSAGE;
}

function readPowerQuality(payload: usize): i32 {
  const scope = <i32>changetype<ReadPowerQualityRequest>(payload).scope;
  return scope < SCOPES ? writePowerQuality(scope, payload) : Status.OUT_OF_RANGE;
}

function readAggregate(payload: usize): i32 {
  const scope = <i32>changetype<ReadAggregateRequest>(payload).scope;
  if (scope >= SCOPES) return Status.OUT_OF_RANGE;
  memory.copy(payload, aggregateRecord(scope), AGGREGATE_BYTES);
  changetype<Aggregate>(payload).flags = <u8>meteringFlags();
  return AGGREGATE_BYTES;
}

function readNetwork(payload: usize): i32 {
  memory.copy(payload, changetype<usize>(network()), NETWORK_BYTES);
  changetype<Network>(payload).flags = <u8>meteringFlags();
  return NETWORK_BYTES;
}

/** Replaces the request's payload by the reply's; returns its length or a Status. */
export function answerQuality(message: i32, payload: usize): i32 {
  if (message == MESSAGE_READ_HARMONICS) return readHarmonics(payload);
  if (message == MESSAGE_READ_POWER_QUALITY) return readPowerQuality(payload);
  if (message == MESSAGE_READ_AGGREGATE) return readAggregate(payload);
  return readNetwork(payload);
}
