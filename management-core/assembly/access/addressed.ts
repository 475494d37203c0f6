// What general-ciphering and general-signing say of a message: its transaction, whose it is and to whom, when, and what else.
import { TITLE_BYTES } from '../../../shared-protocol/assembly/dlms/acse';
import { readingAt, refuseReading, takeByte, takeBytes } from '../../../shared-protocol/assembly/dlms/reader';
import { putByte, putBytes } from '../../../shared-protocol/assembly/dlms/writer';
import { Envelope } from './envelope';

/** Bytes that a transaction and other information have at most, with their lengths. */
export const TRANSACTION_BYTES: i32 = 1 + 32;
const TIME_BYTES: i32 = 12;

@unmanaged
export class Addressed extends Envelope {
  /** Transaction, both titles, time, other information, each with its length. */
  fields: usize;
  fieldsLength: i32;
  /** Bytes of the transaction with its length, which stand first of them. */
  transactionBytes: i32;
  recipient: usize;
}

/** Passes bytes with their length by, of which there may be so many. */
function takeShort(least: i32, most: i32): usize {
  const bytes = takeByte();
  if (bytes > most || bytes < least) refuseReading();
  return takeBytes(bytes);
}

/** Takes these fields; what is none is refused by the reader. */
export function readAddressed(found: Addressed): void {
  found.fields = readingAt();
  takeShort(1, TRANSACTION_BYTES - 1);
  found.transactionBytes = <i32>(readingAt() - found.fields);
  found.title = takeShort(TITLE_BYTES, TITLE_BYTES);
  found.recipient = takeShort(TITLE_BYTES, TITLE_BYTES);
  const time = <i32>load<u8>(readingAt());
  takeShort(time == 0 ? 0 : TIME_BYTES, TIME_BYTES);
  takeShort(0, TRANSACTION_BYTES - 1);
  found.fieldsLength = <i32>(readingAt() - found.fields);
}

/** Bytes of them in an answer: the transaction, two titles, no time, no other information. */
export function addressedBytes(transactionBytes: i32): i32 {
  return transactionBytes + 2 * (1 + TITLE_BYTES) + 2;
}

/** Writes them; gives the address behind. */
export function putAddressed(at: usize, transaction: usize, transactionBytes: i32, originator: usize, recipient: usize): usize {
  let next = putBytes(at, transaction, transactionBytes);
  next = putBytes(putByte(next, TITLE_BYTES), originator, TITLE_BYTES);
  next = putBytes(putByte(next, TITLE_BYTES), recipient, TITLE_BYTES);
  return putByte(putByte(next, 0), 0);
}
