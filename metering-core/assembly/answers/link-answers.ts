// The closed list of messages the metering core answers, on the link and on its own port: all of them only read.
// Legally relevant (IR46). Changes alter the software identification.
import { encodeFrame, FrameHeader, frameKind, framePayload, checkFrame } from '../../../shared-protocol/assembly/framing';
import {
  Error, ERROR_BYTES, Events, EVENTS_BYTES, EVENTS_records, Instantaneous, ReadEventsRequest, READ_EVENTS_REQUEST_BYTES, Identification, IDENTIFICATION_BYTES, IDENTIFICATION_module_sha256, INSTANTANEOUS_BYTES,
  ReadInstantaneousRequest, READ_INSTANTANEOUS_REQUEST_BYTES, ReadRegistersRequest, READ_REGISTERS_REQUEST_BYTES,
  Registers, REGISTERS_BYTES, Status as StatusRecord, STATUS_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  ABI_VERSION, FRAME_ERROR, FRAME_REPLY, FRAME_REQUEST, MESSAGE_IDENTIFY, MESSAGE_READ_INSTANTANEOUS,
  MESSAGE_READ_EVENTS, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, MOMENT_CLOSED, MOMENT_OPEN, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { closedRegisters, REGISTERS } from '../energy/energy';
import { latency_samples } from '../inputs/filter';
import { softwareId } from '../host';
import { invalidSamples } from '../inputs/afe-watch';
import { activeEvents } from '../events/event-detector';
import { copyEvents, newestEvent } from '../events/event-log';
import { meteringFlags } from '../events/event-moments';
import { hotRecord } from '../energy/hot-record';
import { missedSamples, registersNow, sampleIndex } from '../metering';
import { parameters, parametersCrc } from '../parameters/parameters';
import { answerQuality, qualityRequestBytes } from './quality-services';
import { quantities, SCOPES } from '../quantities/quantities';
import { VERSION_MAJOR, VERSION_MINOR, VERSION_PATCH } from '../version';

/** Writes the identification; returns its bytes or a Status. */
export function identify(payload: usize): i32 {
  const p = parameters();
  const id = changetype<Identification>(payload);
  id.abi_version = <u16>ABI_VERSION;
  id.version_major = VERSION_MAJOR;
  id.version_minor = VERSION_MINOR;
  id.version_patch = VERSION_PATCH;
  id.service = p.service;
  id.filter_delay_samples = <u16>latency_samples;
  id.sampling_rate_mHz = p.sampling_rate_mHz;
  id.meter_constant_imp_per_kWh = p.meter_constant_imp_per_kWh;
  id.parameters_crc = parametersCrc();
  const status = softwareId(payload + IDENTIFICATION_module_sha256);
  return status < 0 ? status : IDENTIFICATION_BYTES;
}

function readStatus(payload: usize): i32 {
  const s = changetype<StatusRecord>(payload);
  s.sample_index = sampleIndex;
  s.missed_samples = missedSamples;
  s.invalid_samples = invalidSamples;
  s.starts = hotRecord().starts;
  s.flags = meteringFlags();
  s.active_events = activeEvents;
  s.newest_event = newestEvent;
  s.reserved = 0;
  return STATUS_BYTES;
}

function readRegisters(payload: usize): i32 {
  const request = changetype<ReadRegistersRequest>(payload);
  const scope = <i32>request.scope;
  const moment = <i32>request.moment;
  if (scope >= SCOPES || moment > MOMENT_OPEN) return Status.OUT_OF_RANGE;
  const values = moment == MOMENT_CLOSED ? closedRegisters() : registersNow();
  const reply = changetype<Registers>(payload);
  memory.fill(payload, 0, REGISTERS_BYTES);
  reply.sample_index = moment == MOMENT_CLOSED ? quantities(0).sample_index : sampleIndex;
  reply.scope = <u8>scope;
  reply.moment = <u8>moment;
  reply.flags = <u8>meteringFlags();
  memory.copy(payload + offsetof<Registers>('active_import_mWs'), values + ((scope * REGISTERS) << 3), REGISTERS << 3);
  return REGISTERS_BYTES;
}

function readInstantaneous(payload: usize): i32 {
  const scope = <i32>changetype<ReadInstantaneousRequest>(payload).scope;
  if (scope >= SCOPES) return Status.OUT_OF_RANGE;
  memory.copy(payload, changetype<usize>(quantities(scope)), INSTANTANEOUS_BYTES);
  changetype<Instantaneous>(payload).flags = <u8>meteringFlags();
  return INSTANTANEOUS_BYTES;
}

function readEvents(payload: usize): i32 {
  const first = changetype<ReadEventsRequest>(payload).first;
  memory.fill(payload, 0, EVENTS_BYTES);
  const events = changetype<Events>(payload);
  events.newest = newestEvent;
  events.active = activeEvents;
  events.count = <u8>copyEvents(first, payload + EVENTS_records);
  return EVENTS_BYTES;
}

/** Bytes the request's payload must have, or UNKNOWN_MESSAGE. */
function requestBytes(message: i32): i32 {
  if (message == MESSAGE_IDENTIFY || message == MESSAGE_READ_STATUS) return 0;
  if (message == MESSAGE_READ_REGISTERS) return READ_REGISTERS_REQUEST_BYTES;
  if (message == MESSAGE_READ_INSTANTANEOUS) return READ_INSTANTANEOUS_REQUEST_BYTES;
  if (message == MESSAGE_READ_EVENTS) return READ_EVENTS_REQUEST_BYTES;
  return qualityRequestBytes(message);
}

/** Replaces the request's payload by the reply's; returns its length or a Status. */
function answer(message: i32, payload: usize): i32 {
  if (message == MESSAGE_IDENTIFY) return identify(payload);
  if (message == MESSAGE_READ_STATUS) return readStatus(payload);
  if (message == MESSAGE_READ_REGISTERS) return readRegisters(payload);
  if (message == MESSAGE_READ_INSTANTANEOUS) return readInstantaneous(payload);
  if (message == MESSAGE_READ_EVENTS) return readEvents(payload);
  return answerQuality(message, payload);
}

/**
 * Answers the frame at pointer, over it. Returns the reply's length; 0 when the bytes are no request frame:
 * a damaged request gets no answer, so that it can never be taken for another one's.
 */
export function serve(pointer: usize, length: i32): i32 {
  if (checkFrame(pointer, length) < 0 || frameKind(pointer) != FRAME_REQUEST) return 0;
  const header = changetype<FrameHeader>(pointer);
  const payload = framePayload(pointer);
  const expected = requestBytes(header.message);
  let result = expected;
  if (expected >= 0) {
    result = expected == <i32>header.payloadLength ? answer(header.message, payload) : Status.BAD_LENGTH;
  }
  return finishReply(pointer, result);
}

/** Makes the request at pointer its own reply: of result payload bytes, or an error frame with that Status. */
export function finishReply(pointer: usize, result: i32): i32 {
  const header = changetype<FrameHeader>(pointer);
  if (result >= 0) return encodeFrame(pointer, FRAME_REPLY, header.sequence, header.message, result);
  changetype<Error>(framePayload(pointer)).status = result;
  return encodeFrame(pointer, FRAME_ERROR, header.sequence, header.message, ERROR_BYTES);
}
