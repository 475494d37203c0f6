// A module in a slot of the management board, with a supercapacitor of its own: what it heard when the meter's supply failed.
import { crc32 } from 'node:zlib';
import { LAST_GASP_MAX } from '../../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord, type RecordValue } from '../../records/records.ts';

/** What its radio needs to tell the head-end, and what its supercapacitor gives, s. */
const TELLING_s = 2;
const SUPERCAPACITOR_s = 10;
const CRC_BYTES = 4;

/** A last gasp, and when its last byte was there. */
export interface HeardGasp {
  readonly at_us: number;
  readonly record: Readonly<Record<string, RecordValue>>;
}

export class SlotModule {
  /** What the supercapacitor gives behind the loss, s; 0: the module has none. */
  holds_s = SUPERCAPACITOR_s;
  readonly heard: HeardGasp[] = [];
  /** The bytes heard last, at LAST_GASP_BAUD: what is on the line at another rate is noise among them. */
  #last: number[] = [];

  /** Takes a byte of the line. A record is known by its check. */
  hear(byte: number, at_us: number): void {
    this.#last = [...this.#last.slice(1 - LAST_GASP_MAX), byte];
    if (this.#last.length < LAST_GASP_MAX) return;
    const bytes = Uint8Array.from(this.#last);
    const crc = new DataView(bytes.buffer).getUint32(LAST_GASP_MAX - CRC_BYTES, true);
    if (crc32(bytes.subarray(0, -CRC_BYTES)) !== crc) return;
    this.#last = [];
    this.heard.push({ at_us, record: decodeRecord('last_gasp', bytes) });
  }

  /** What the head-end knows by now: the module lives on its supercapacitor while it tells. */
  told(now_us: number): readonly HeardGasp[] {
    if (this.holds_s < TELLING_s) return [];
    return this.heard.filter(({ at_us }) => at_us + TELLING_s * 1e6 <= now_us);
  }
}
