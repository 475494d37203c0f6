// The closed list of messages, on which port each is heard, and who answers it.
// Legally relevant (IR46). Changes alter the software identification.
import {
  PARAMETERS_BYTES, READ_AGGREGATE_REQUEST_BYTES, READ_EVENTS_REQUEST_BYTES, READ_HARMONICS_REQUEST_BYTES,
  READ_INSTANTANEOUS_REQUEST_BYTES, READ_POWER_QUALITY_REQUEST_BYTES, READ_RAW_SUMS_REQUEST_BYTES,
  READ_REGISTERS_REQUEST_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_ADJUSTMENT_IDENTIFY, MESSAGE_IDENTIFY, MESSAGE_READ_AGGREGATE, MESSAGE_READ_EVENTS, MESSAGE_READ_HARMONICS,
  MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_NETWORK, MESSAGE_READ_PARAMETERS, MESSAGE_READ_POWER_QUALITY,
  MESSAGE_READ_RAW_SUMS, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, MESSAGE_WRITE_PARAMETERS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { readParameters, readRawSums, writeParameters } from './adjustment-answers';
import { readAggregate, readHarmonics, readNetwork, readPowerQuality } from './quality-answers';
import { readInstantaneous, readRegisters } from './register-answers';
import { identify, readEvents, readStatus } from './status-answers';

/** Messages that only read: all that the link and the legal port know. Bytes of the request, or UNKNOWN_MESSAGE. */
export function readingRequestBytes(message: i32): i32 {
  switch (message) {
    case MESSAGE_IDENTIFY:
    case MESSAGE_READ_STATUS:
    case MESSAGE_READ_NETWORK: return 0;
    case MESSAGE_READ_REGISTERS: return READ_REGISTERS_REQUEST_BYTES;
    case MESSAGE_READ_INSTANTANEOUS: return READ_INSTANTANEOUS_REQUEST_BYTES;
    case MESSAGE_READ_EVENTS: return READ_EVENTS_REQUEST_BYTES;
    case MESSAGE_READ_HARMONICS: return READ_HARMONICS_REQUEST_BYTES;
    case MESSAGE_READ_POWER_QUALITY: return READ_POWER_QUALITY_REQUEST_BYTES;
    case MESSAGE_READ_AGGREGATE: return READ_AGGREGATE_REQUEST_BYTES;
    default: return Status.UNKNOWN_MESSAGE;
  }
}

/** The same for what the adjustment port knows. */
export function adjustmentRequestBytes(message: i32): i32 {
  switch (message) {
    case MESSAGE_ADJUSTMENT_IDENTIFY:
    case MESSAGE_READ_PARAMETERS: return 0;
    case MESSAGE_WRITE_PARAMETERS: return PARAMETERS_BYTES;
    case MESSAGE_READ_RAW_SUMS: return READ_RAW_SUMS_REQUEST_BYTES;
    default: return Status.UNKNOWN_MESSAGE;
  }
}

/** Replaces the request at payload by the reply; returns its bytes or a Status. */
export function answer(message: i32, payload: usize): i32 {
  switch (message) {
    case MESSAGE_IDENTIFY:
    case MESSAGE_ADJUSTMENT_IDENTIFY: return identify(payload);
    case MESSAGE_READ_STATUS: return readStatus(payload);
    case MESSAGE_READ_REGISTERS: return readRegisters(payload);
    case MESSAGE_READ_INSTANTANEOUS: return readInstantaneous(payload);
    case MESSAGE_READ_EVENTS: return readEvents(payload);
    case MESSAGE_READ_HARMONICS: return readHarmonics(payload);
    case MESSAGE_READ_POWER_QUALITY: return readPowerQuality(payload);
    case MESSAGE_READ_NETWORK: return readNetwork(payload);
    case MESSAGE_READ_AGGREGATE: return readAggregate(payload);
    case MESSAGE_READ_PARAMETERS: return readParameters(payload);
    case MESSAGE_WRITE_PARAMETERS: return writeParameters(payload);
    case MESSAGE_READ_RAW_SUMS: return readRawSums(payload);
    default: return Status.UNKNOWN_MESSAGE;
  }
}
