// Answers a reading in words, signed by the meter: sign_reading, read_reading.
// Legally relevant (IR46). Changes alter the software identification.
import {
  FREEZE_RECORD_BYTES, FreezeRecord, READING_PART_BYTES, READING_PART_text, ReadingPart, ReadReadingRequest,
  READING_SIGNATURE_BYTES, READING_SIGNATURE_signature, ReadingSignature, SignReadingRequest,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  EXPORT_SIGNED, EXPORT_SIGNING, EXPORT_UNSIGNED, RECORD_PART, RING_INSTANT, RING_MINUTES, RINGS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { lifeSamples } from '../clock/sample-clock';
import { copyBytes } from '../math/copy';
import { Allowed, isAllowed, takeAllowance } from '../proof/allowance';
import { askSignature, SIGNATURE_BYTES, signatureOf, Signer, Signing, signingOf } from '../proof/signatures';
import { READING_MOST, writeReading } from '../records/reading-text';
import { takeFreeze } from '../records/recorder';
import { readRecord } from '../records/ring-reader';

// @ts-ignore: decorator
@lazy const RECORD = memory.data(FREEZE_RECORD_BYTES, 8);
// @ts-ignore: decorator
@lazy const TEXT = memory.data(READING_MOST, 8);

/** What was asked for last, and the bytes of its text; 0 for none. */
let asked: u64 = 0;
let textBytes: i32 = 0;

export function resetReadings(): void {
  asked = 0;
  textBytes = 0;
}

/** Puts the freeze into RECORD, or the registers as they stand. */
function takeReading(ring: i32, sequence: u32): i32 {
  if (ring < RINGS) return readRecord(ring, sequence, RECORD);
  takeFreeze(RECORD);
  return Status.OK;
}

/** A number for each reading of this meter: freezes of a ring by their sequence, others by the samples of its life. */
function pageOf(ring: i32, sequence: u32): u64 {
  return (ring < RINGS ? <u64>sequence : lifeSamples) * (RINGS + 1) + ring;
}

function begin(ring: i32, sequence: u32): i32 {
  if (!isAllowed(Allowed.SIGNATURE) || signingOf(Signer.READING) == Signing.UNDER_WAY) return Status.BUSY;
  const taken = takeReading(ring, sequence);
  if (taken != Status.OK) return taken;
  textBytes = writeReading(TEXT, changetype<FreezeRecord>(RECORD), pageOf(ring, sequence));
  const status = askSignature(Signer.READING, TEXT, textBytes);
  if (status == Status.OK) takeAllowance(Allowed.SIGNATURE);
  return status;
}

function state(): u32 {
  if (signingOf(Signer.READING) == Signing.DONE) return EXPORT_SIGNED;
  return signingOf(Signer.READING) == Signing.UNDER_WAY ? EXPORT_SIGNING : EXPORT_UNSIGNED;
}

export function signReading(payload: usize): i32 {
  const request = changetype<SignReadingRequest>(payload);
  const ring = <i32>request.ring;
  const sequence = request.sequence;
  if (ring == RING_MINUTES || (ring > RING_INSTANT && ring != RINGS)) return Status.OUT_OF_RANGE;
  const wanted = (<u64>(ring + 1) << 32) | sequence;
  if (wanted != asked) {
    const status = begin(ring, sequence);
    if (status != Status.OK) return status;
    asked = wanted;
  }
  const reply = changetype<ReadingSignature>(payload);
  reply.state = state();
  reply.length = textBytes;
  memory.fill(payload + READING_SIGNATURE_signature, 0, SIGNATURE_BYTES);
  if (reply.state == EXPORT_SIGNED) copyBytes(payload + READING_SIGNATURE_signature, signatureOf(Signer.READING), SIGNATURE_BYTES);
  return READING_SIGNATURE_BYTES;
}

export function readReading(payload: usize): i32 {
  const part = <i32>changetype<ReadReadingRequest>(payload).part;
  const from = part * RECORD_PART;
  if (from >= textBytes) return textBytes ? Status.OUT_OF_RANGE : Status.NOT_FOUND;
  memory.fill(payload, 0, READING_PART_BYTES);
  changetype<ReadingPart>(payload).part = <u8>part;
  changetype<ReadingPart>(payload).parts = <u8>((textBytes + RECORD_PART - 1) / RECORD_PART);
  copyBytes(payload + READING_PART_text, TEXT + from, min(textBytes - from, RECORD_PART));
  return READING_PART_BYTES;
}
