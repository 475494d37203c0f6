// A FRAM whose meter's legal port was left at its quickest rate: what asks there much takes less of the meter's time.
import { FRAM_LEGAL_LINE_A, LEGAL_LINE_MAGIC } from '../../shared-protocol/generated/ts/protocol.ts';
import { crc32 } from './framing.ts';
import { encodeRecord } from './records.ts';

const CRC_BYTES = 4;
/** Z of 17H: 115,200 baud. */
const QUICKEST = 0x82;

/** Writes the record of the line into its first bank; the port goes by it from the start on. */
export function withQuickLine(fram: Uint8Array): Uint8Array {
  const record = Buffer.from(
    encodeRecord('legal_line', {
      ...{ magic: LEGAL_LINE_MAGIC, sequence: 1, rate: QUICKEST },
      ...{ address: [], refused: [], first_s: [], last_s: [] },
    }),
  );
  const body = record.subarray(0, record.length - CRC_BYTES);
  record.writeUInt32LE(crc32(body), body.length);
  fram.set(record, FRAM_LEGAL_LINE_A);
  return fram;
}
