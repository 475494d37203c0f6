// Records of two banks in an FRAM as they stand there: the newer one that is sound, and one that is newer still.
import { LAYOUTS } from '../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from './framing.ts';
import { decodeRecord, encodeRecord, type RecordName, type RecordValue } from './records.ts';

type Values = Record<string, RecordValue>;

const CRC_BYTES = 4;

/** The record of a bank whose magic and CRC (its last four bytes) are right. */
function bank(fram: Uint8Array, name: RecordName, magic: number, address: number): Values | undefined {
  const bytes = fram.subarray(address, address + LAYOUTS[name].bytes);
  const record = decodeRecord(name, bytes);
  const body = bytes.subarray(0, bytes.length - CRC_BYTES);
  const check = new DataView(bytes.buffer, bytes.byteOffset).getUint32(body.length, true);
  return record.magic === magic && check === crc32(body) ? record : undefined;
}

/** The one of two banks that is sound and has the higher sequence; undefined where none is sound. */
export function newerBank(
  fram: Uint8Array,
  name: RecordName,
  magic: number,
  addresses: readonly [number, number],
): Values | undefined {
  const [a, b] = addresses.map((address) => bank(fram, name, magic, address));
  return a && b ? (Number(b.sequence) > Number(a.sequence) ? b : a) : (a ?? b);
}

/** Writes a record as its core would: newer than both banks, odd sequences into the first. */
export function putBanked(
  fram: Uint8Array,
  name: RecordName,
  magic: number,
  addresses: readonly [number, number],
  values: Values,
): void {
  const sequence = Number(newerBank(fram, name, magic, addresses)?.sequence ?? 0) + 1;
  const record = Buffer.from(encodeRecord(name, { ...values, magic, sequence }));
  const body = record.subarray(0, record.length - CRC_BYTES);
  record.writeUInt32LE(crc32(body), body.length);
  fram.set(record, addresses[(sequence + 1) % 2]);
}
