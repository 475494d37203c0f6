// Answers what was recorded: read_record, find_record, exports with their proof, a freeze on command.
// Legally relevant (IR46). Changes alter the software identification.
import {
  BEGIN_EXPORT_REQUEST_challenge, BeginExportRequest, EndExportRequest, EXPORT_RESULT_BYTES, EXPORT_RESULT_signature,
  ExportResult, FindRecordRequest, FREEZE_RECORD_BYTES, FREEZE_RESULT_BYTES,
  FreezeResult, IDENTITY_BYTES, IDENTITY_public_key, IDENTITY_system_title,
  ReadRecordRequest, RECORD_FOUND_BYTES, RECORD_PART_BYTES, RECORD_PART_bytes, RecordFound, RecordPart,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  EXPORT_SIGNED, EXPORT_SIGNING, EXPORT_UNSIGNED, RECORD_PART, RING_INSTANT, RINGS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { copyBytes } from '../math/copy';
import { meterIdentity } from '../proof/identity';
import { SIGNATURE_BYTES, signatureOf, Signer, Signing, signingOf } from '../proof/signatures';
import { beginExport as beginProof, chainExport, endExport as endProof, exportResult } from '../records/export';
import { freezeForAnybody } from '../records/recorder';
import { newestOf, oldestOf, readRecord as readFromRing, sequenceFrom } from '../records/ring-reader';
import { recordBytesOf } from '../records/rings';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);

export function readIdentity(payload: usize): i32 {
  const identity = meterIdentity();
  if (identity == 0) return Status.NOT_FOUND;
  copyBytes(payload + IDENTITY_system_title, identity, IDENTITY_public_key);
  copyBytes(payload + IDENTITY_public_key, identity + IDENTITY_public_key, IDENTITY_BYTES - IDENTITY_public_key);
  return IDENTITY_BYTES;
}

function partsOf(ring: i32): i32 {
  return (recordBytesOf(ring) + RECORD_PART - 1) / RECORD_PART;
}

function writePart(payload: usize, ring: i32, part: i32, sequence: u32, status: i32): i32 {
  memory.fill(payload, 0, RECORD_PART_BYTES);
  const reply = changetype<RecordPart>(payload);
  reply.ring = <u8>ring;
  reply.part = <u8>part;
  reply.parts = <u8>partsOf(ring);
  reply.damaged = status == Status.BAD_CHECK ? 1 : 0;
  reply.sequence = sequence;
  reply.oldest = oldestOf(ring);
  reply.newest = newestOf(ring);
  const from = part * RECORD_PART;
  copyBytes(payload + RECORD_PART_bytes, RECORD + from, min(recordBytesOf(ring) - from, RECORD_PART));
  return RECORD_PART_BYTES;
}

/** With its last part a record counts as read. */
export function readRecord(payload: usize): i32 {
  const request = changetype<ReadRecordRequest>(payload);
  const ring = <i32>request.ring;
  const part = <i32>request.part;
  if (ring >= RINGS || part >= partsOf(ring)) return Status.OUT_OF_RANGE;
  const sequence = request.sequence ? request.sequence : newestOf(ring);
  const status = readFromRing(ring, sequence, RECORD);
  if (status != Status.OK && status != Status.BAD_CHECK) return status;
  if (part + 1 == partsOf(ring)) chainExport(ring, sequence, RECORD, status == Status.BAD_CHECK);
  return writePart(payload, ring, part, sequence, status);
}

function writeFound(payload: usize, ring: i32, sequence: u32): i32 {
  const reply = changetype<RecordFound>(payload);
  reply.sequence = sequence;
  reply.oldest = oldestOf(ring);
  reply.newest = newestOf(ring);
  reply.reserved = 0;
  return RECORD_FOUND_BYTES;
}

export function findRecord(payload: usize): i32 {
  const request = changetype<FindRecordRequest>(payload);
  const ring = <i32>request.ring;
  return ring >= RINGS ? Status.OUT_OF_RANGE : writeFound(payload, ring, sequenceFrom(ring, request.time_s));
}

export function beginExport(payload: usize): i32 {
  const request = changetype<BeginExportRequest>(payload);
  const ring = <i32>request.ring;
  const first = request.first;
  if (ring >= RINGS) return Status.OUT_OF_RANGE;
  if (first == 0 || first < oldestOf(ring) || first > newestOf(ring)) return Status.NOT_FOUND;
  beginProof(ring, first, payload + BEGIN_EXPORT_REQUEST_challenge);
  return writeFound(payload, ring, first);
}

function exportState(): u32 {
  if (signingOf(Signer.EXPORT) == Signing.DONE) return EXPORT_SIGNED;
  return signingOf(Signer.EXPORT) == Signing.FAILED ? EXPORT_UNSIGNED : EXPORT_SIGNING;
}

export function endExport(payload: usize): i32 {
  const status = endProof(changetype<EndExportRequest>(payload).last);
  if (status != Status.OK) return status;
  copyBytes(payload, changetype<usize>(exportResult()), EXPORT_RESULT_BYTES);
  const reply = changetype<ExportResult>(payload);
  reply.state = exportState();
  if (reply.state == EXPORT_SIGNED) copyBytes(payload + EXPORT_RESULT_signature, signatureOf(Signer.EXPORT), SIGNATURE_BYTES);
  return EXPORT_RESULT_BYTES;
}

export function freeze(payload: usize): i32 {
  const status = freezeForAnybody();
  if (status != Status.OK) return status;
  changetype<FreezeResult>(payload).sequence = newestOf(RING_INSTANT) + 1;
  changetype<FreezeResult>(payload).reserved = 0;
  return FREEZE_RESULT_BYTES;
}
