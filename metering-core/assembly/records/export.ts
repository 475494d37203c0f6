// Proves an export: chains the records that are read, in their order, and has the result signed.
// Legally relevant (IR46). Changes alter the software identification.
import {
  EXPORT_RESULT_BYTES, EXPORT_RESULT_chain, EXPORT_RESULT_challenge, EXPORT_RESULT_signature,
  EXPORT_RESULT_system_title, ExportResult, FREEZE_RECORD_BYTES,
} from '../../../shared-protocol/generated/assembly/layouts';
import { EXPORT_MAGIC, SHA256_BYTES, Status, STRENGTH_256 } from '../../../shared-protocol/generated/assembly/protocol';
import { clock_s } from '../clock/rtc';
import { hotRecord } from '../energy/hot-record';
import { digest } from '../host';
import { copyBytes } from '../math/copy';
import { Allowed, isAllowed, takeAllowance } from '../proof/allowance';
import { meterIdentity } from '../proof/identity';
import { askSignature, forgetSignature, Signer, Signing, signingOf } from '../proof/signatures';
import { recordBytesOf } from './rings';

const TITLE_BYTES: i32 = 8;
const CHALLENGE_BYTES: i32 = 16;

/** What is signed of a result: from its magic up to the signature. */
const SIGNED_FROM: i32 = offsetof<ExportResult>('magic');
const STATEMENT_BYTES: i32 = EXPORT_RESULT_signature - SIGNED_FROM;

// @ts-ignore: decorator
@lazy const RESULT = memory.data(EXPORT_RESULT_BYTES, 8);
/** The chain so far, a record, and room for the chain behind it. */
// @ts-ignore: decorator
@lazy const LINK = memory.data(SHA256_BYTES + FREEZE_RECORD_BYTES + SHA256_BYTES, 8);

/** Sequence that is chained next; 0 while no export is under way. */
let next: u32 = 0;

export function resetExport(): void {
  next = 0;
  memory.fill(RESULT, 0, EXPORT_RESULT_BYTES);
}

/** The statement as far as it is; state and signature are not in it. */
export function exportResult(): ExportResult {
  return changetype<ExportResult>(RESULT);
}

export function beginExport(ring: i32, first: u32, challenge: usize): void {
  resetExport();
  const statement = exportResult();
  statement.magic = EXPORT_MAGIC;
  statement.ring = <u8>ring;
  statement.first = first;
  copyBytes(RESULT + EXPORT_RESULT_challenge, challenge, CHALLENGE_BYTES);
  next = first;
  forgetSignature(Signer.EXPORT);
}

/** A record was read whole: where it is the next of the export it is chained, damaged or not. */
export function chainExport(ring: i32, sequence: u32, record: usize, damaged: bool): void {
  const statement = exportResult();
  if (next == 0 || sequence != next || ring != <i32>statement.ring || signingOf(Signer.EXPORT) != Signing.NONE) return;
  const bytes = recordBytesOf(ring);
  copyBytes(LINK, RESULT + EXPORT_RESULT_chain, SHA256_BYTES);
  copyBytes(LINK + SHA256_BYTES, record, bytes);
  if (digest(STRENGTH_256, LINK, SHA256_BYTES + bytes + SHA256_BYTES) != Status.OK) return;
  copyBytes(RESULT + EXPORT_RESULT_chain, LINK + SHA256_BYTES + bytes, SHA256_BYTES);
  if (damaged && statement.damaged < 255) statement.damaged++;
  statement.last = sequence;
  next = sequence + 1;
}

/**
 * Has the export signed up to a record, which must be the last one read. Returns OK, and the signature follows; SEQUENCE_GAP
 * where another one was, NOT_FOUND without an export or an identity, BUSY where it was asked for too often.
 */
export function endExport(last: u32): i32 {
  const statement = exportResult();
  if (statement.magic == 0 || statement.last == 0) return Status.NOT_FOUND;
  if (last != statement.last) return Status.SEQUENCE_GAP;
  if (signingOf(Signer.EXPORT) != Signing.NONE) return Status.OK;
  const title = meterIdentity();
  if (title == 0) return Status.NOT_FOUND;
  if (!isAllowed(Allowed.SIGNATURE)) return Status.BUSY;
  statement.time_s = clock_s;
  statement.starts = hotRecord().starts;
  copyBytes(RESULT + EXPORT_RESULT_system_title, title, TITLE_BYTES);
  const status = askSignature(Signer.EXPORT, RESULT + SIGNED_FROM, STATEMENT_BYTES);
  if (status == Status.OK) takeAllowance(Allowed.SIGNATURE);
  return status;
}
