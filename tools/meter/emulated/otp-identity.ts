// A board's identity in the fuses of its chip, as boards/rp2350/drivers/identity.c reads it.
import { crc16 } from '../../rp2350/chips/crc16.ts';
import type { OtpRows } from '../../rp2350/peripherals/otp.ts';

const PAGE_ROWS = 64;
const SIGNING_PAGE = 20;
const WRAPPING_PAGE = 21;
const MAGIC = Buffer.from('I1', 'latin1');
/** Bytes of the wrapping key, the last of an identity. */
const WRAPPING_BYTES = 32;

function page(content: Uint8Array): Buffer {
  const covered = Buffer.concat([MAGIC, content]);
  const check = Buffer.alloc(2);
  check.writeUInt16LE(crc16(covered, covered.length));
  return Buffer.concat([covered, check]);
}

function program(rows: OtpRows, number: number, bytes: Buffer): void {
  for (let i = 0; i < bytes.length; i += 2) rows.program(number * PAGE_ROWS + i / 2, bytes.readUInt16LE(i));
}

/** Writes it as the factory did: into fuses that were never written. */
export function programIdentity(rows: OtpRows, identity: Uint8Array): void {
  program(rows, SIGNING_PAGE, page(identity.subarray(0, -WRAPPING_BYTES)));
  program(rows, WRAPPING_PAGE, page(identity.subarray(-WRAPPING_BYTES)));
}
