// What the load switch may do, in process: the rule of the C host (hal/src/load_switch_management.c) over the same record of the FRAM.
import {
  FRAM_SWITCH_BUDGET,
  LOAD_SWITCH_CLOSE,
  LOAD_SWITCH_OPEN,
  LOAD_SWITCH_OPERATIONS,
  LOAD_SWITCH_PAUSE_ms,
  LOAD_SWITCH_RENEWAL_s,
  Status,
} from '../../shared-protocol/generated/ts/protocol.ts';

const PAUSE_us = LOAD_SWITCH_PAUSE_ms * 1000;
const RENEWAL_us = LOAD_SWITCH_RENEWAL_s * 1e6;
/** Bytes of the record. */
export const BUDGET_BYTES = 8;
const BLANK = 0xffffffff;

export class LoadSwitchRule {
  readonly #record: DataView;
  /** Operations left; undefined before it was read. */
  #left: number | undefined;
  #next_us = PAUSE_us;
  #renewed_us = 0;

  constructor(fram: Uint8Array) {
    this.#record = new DataView(fram.buffer, fram.byteOffset + FRAM_SWITCH_BUDGET, BUDGET_BYTES);
  }

  /** Asked for an operation at a time since power-on; it is counted when the answer is OK. */
  ask(action: number, now_us: number): number {
    if (action !== LOAD_SWITCH_OPEN && action !== LOAD_SWITCH_CLOSE) return Status.OUT_OF_RANGE;
    const left = this.#renewed(now_us);
    if (now_us < this.#next_us) return Status.BUSY;
    if (left === 0) return Status.EXHAUSTED;
    this.#left = left - 1;
    this.#record.setUint32(0, this.#left, true);
    this.#record.setUint32(4, ~this.#left >>> 0, true);
    this.#next_us = now_us + PAUSE_us;
    return Status.OK;
  }

  #renewed(now_us: number): number {
    let left = this.#left ?? this.#stored();
    const renewals = Math.floor((now_us - this.#renewed_us) / RENEWAL_us);
    const added = Math.min(renewals, LOAD_SWITCH_OPERATIONS - left);
    left += added;
    this.#renewed_us += added * RENEWAL_us;
    if (left === LOAD_SWITCH_OPERATIONS) this.#renewed_us = now_us;
    this.#left = left;
    return left;
  }

  #stored(): number {
    const [left, inverted] = [this.#record.getUint32(0, true), this.#record.getUint32(4, true)];
    if (left === BLANK && inverted === BLANK) return LOAD_SWITCH_OPERATIONS;
    return inverted === ~left >>> 0 && left <= LOAD_SWITCH_OPERATIONS ? left : 0;
  }
}
