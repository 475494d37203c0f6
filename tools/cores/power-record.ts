// The record a board keeps ready for a failing supply, as hal/include/power_record.h has it for the C boards.
import { crc32 } from 'node:zlib';
import {
  KEY_BANKS,
  POWER_RECORD_MAX,
  POWER_RECORD_WRITTEN,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';

const CRC_BYTES = 4;

/** A record, and where it goes. */
export interface KeptRecord {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export class PowerRecord {
  #kept: KeptRecord | undefined;
  #written = false;

  /** What power_prepare does; it keeps the bytes given. */
  keep(address: number, bytes: Uint8Array): number {
    const { length } = bytes;
    if (length <= CRC_BYTES || length > POWER_RECORD_MAX) return Status.BAD_LENGTH;
    if (address < 0 || address + length > KEY_BANKS) return Status.OUT_OF_RANGE;
    const written = this.#written;
    this.#written = false;
    this.#kept = written ? undefined : { address, bytes };
    return written ? POWER_RECORD_WRITTEN : Status.OK;
  }

  /** The core starts: what the one before kept is no longer true. */
  forget(): void {
    this.#kept = undefined;
    this.#written = false;
  }

  /** The supply fails: the record goes into the FRAM, without the core. Returns what went there. */
  write(fram: Uint8Array): KeptRecord | undefined {
    if (!this.#kept || this.#written) return undefined;
    const { address, bytes } = this.#kept;
    const covered = bytes.subarray(0, -CRC_BYTES);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(covered.length, crc32(covered), true);
    fram.set(bytes, address);
    this.#written = true;
    return this.#kept;
  }
}
