// Signs a reading for a challenge: all registers, the clock and what can be said of them, at one moment; a job of the board.
// Legally relevant (IR46). Changes alter the software identification.
import { CHALLENGE_MAX, CHALLENGE_MIN, TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { ObjectRow } from '../../../shared-protocol/assembly/objects/rows';
import { setBytes, Value } from '../../../shared-protocol/assembly/objects/value';
import {
  REGISTERS_BYTES, SIGNED_READING_BYTES, SIGNED_READING_challenge, SIGNED_READING_module_sha256,
  SIGNED_READING_registers, SIGNED_READING_system_title, SignedReading,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_READ_REGISTERS, MOMENT_CLOSED, REFUSED_RATE, SHA256_BYTES, SIGNED_READING_MAGIC, Status, STRENGTH_256,
} from '../../../shared-protocol/generated/assembly/protocol';
import { answer } from '../answers/messages';
import { meteringFlags } from '../events/marks';
import { clock_s, clockStatus } from '../clock/rtc';
import { hotRecord } from '../energy/hot-record';
import { digest, softwareId } from '../host';
import { copyBytes } from '../math/copy';
import { parametersCrc } from '../parameters/parameters';
import { forgetSignature, SIGNATURE_BYTES, signatureOf, signDigest, Signer, Signing, signingOf } from '../proof/signatures';
import { SCOPES } from '../quantities/quantities';
import { askingAssociation } from './asker';
import { now_s } from './association';
import { ownTitle } from './cipher';
import { noteRefusal } from './counters';
import { staged, stagedLength } from './staging';

const VERSION: u8 = 1;
/** From one signature to the next: some 70 ms of the chip's time each, which other jobs wait for. */
const SIGNATURE_EACH_s: u32 = 5;

/** The reading, and its digest behind it. */
// @ts-ignore: decorator
@lazy const READING = memory.data(SIGNED_READING_BYTES + SHA256_BYTES, 8);

/** Client for whom a reading is signed or being signed, 0 for none; second before which there is no other. */
let signedFor: i32 = 0;
let notBefore_s: u32 = 0;

/** Nothing is signed after a start. */
export function resetSigning(): void {
  signedFor = 0;
  notBefore_s = 0;
}

/** Writes what is signed, all of one moment. Returns a Status. */
function compose(client: i32): i32 {
  memory.fill(READING, 0, SIGNED_READING_BYTES);
  const reading = changetype<SignedReading>(READING);
  reading.magic = SIGNED_READING_MAGIC;
  reading.version = VERSION;
  reading.client = <u8>client;
  reading.challenge_bytes = <u8>stagedLength;
  copyBytes(READING + SIGNED_READING_system_title, ownTitle(), TITLE_BYTES);
  reading.clock_s = clock_s;
  reading.clock_status = clockStatus;
  reading.flags = meteringFlags();
  reading.parameters_crc = parametersCrc();
  reading.starts = hotRecord().starts;
  copyBytes(READING + SIGNED_READING_challenge, staged(), stagedLength);
  for (let scope: i32 = 0; scope < SCOPES; scope++) {
    const at = READING + SIGNED_READING_registers + scope * REGISTERS_BYTES;
    store<u16>(at, <u16>(scope | (MOMENT_CLOSED << 8)));
    answer(MESSAGE_READ_REGISTERS, at);
  }
  return min(softwareId(READING + SIGNED_READING_module_sha256), Status.OK);
}

/** The challenge that is being answered. */
export function challengeToSign(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const length = <i32>changetype<SignedReading>(READING).challenge_bytes;
  return setBytes(value, READING + SIGNED_READING_challenge, signedFor == askingAssociation().client ? length : 0);
}

/** Takes a challenge, and has a reading signed for it. Returns a Status: EXHAUSTED too soon after the one before. */
export function commitChallengeToSign(row: ObjectRow, entry: i32, place: i32): i32 {
  if (stagedLength < CHALLENGE_MIN || stagedLength > CHALLENGE_MAX) return Status.BAD_LENGTH;
  if (signingOf(Signer.SESSION) == Signing.UNDER_WAY || now_s < notBefore_s) {
    noteRefusal(REFUSED_RATE);
    return Status.EXHAUSTED;
  }
  forgetSignature(Signer.SESSION);
  signedFor = askingAssociation().client;
  let status = compose(signedFor);
  if (status == Status.OK) status = digest(STRENGTH_256, READING, SIGNED_READING_BYTES + SHA256_BYTES);
  if (status == Status.OK) status = signDigest(Signer.SESSION, READING + SIGNED_READING_BYTES);
  if (status == Status.OK) notBefore_s = now_s + SIGNATURE_EACH_s;
  return status;
}

/** The reading and its signature, for the client that asked; BUSY while it is being signed. */
export function signedReading(
  row: ObjectRow, entry: i32, place: i32, index: i32, leaf: i32, snapshot: usize, value: Value,
): i32 {
  const state = signingOf(Signer.SESSION);
  if (signedFor == askingAssociation().client && state == Signing.UNDER_WAY) return Status.BUSY;
  if (signedFor != askingAssociation().client || state != Signing.DONE) return Status.NOT_FOUND;
  if (leaf == 1) return setBytes(value, READING, SIGNED_READING_BYTES);
  return setBytes(value, signatureOf(Signer.SESSION), SIGNATURE_BYTES);
}
