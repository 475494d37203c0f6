// Drives the power-fail comparator of an emulated metering board at chosen instants, and sees when its hot record is safe.
import { FRAM_HOT_A, FRAM_HOT_B, LAYOUTS } from '../../shared-protocol/generated/ts/protocol.ts';
import type { EmulatedMeter } from '../meter/emulated/emulated-meter.ts';
import { crc32 } from '../records/framing.ts';
import { decodeRecord } from '../records/records.ts';
import { CYCLES_PER_US } from '../rp2350/processor/scheduler.ts';

/** What the board is at when the edge comes. */
export const DOINGS = ['anything', 'an AFE frame', 'a chunk of the FRAM'] as const;
export type Doing = (typeof DOINGS)[number];

export interface EdgeResult {
  readonly doing: Doing;
  /** From the comparator's edge to the last byte of the record in the FRAM. */
  readonly safe_us: number;
  /** Samples before the edge that are not in the registers of that record. */
  readonly lost_samples: number;
}

interface HotRecord {
  readonly sequence: number;
  readonly sample: number;
}

const BYTES = LAYOUTS.hot_record.bytes;
/** From a select to the middle of what is moved under it. */
const INTO_us = 6;
const DIP_ms = 30;
/** A record of a second comes within one. */
const PATIENCE_us = 1_500_000;

/** The record of a bank, where it is whole. */
function recordAt(cells: Uint8Array, address: number): HotRecord[] {
  const bytes = cells.slice(address, address + BYTES);
  if (new DataView(bytes.buffer).getUint32(BYTES - 4, true) !== crc32(bytes.subarray(0, BYTES - 4)))
    return [];
  const { sequence, sample_index } = decodeRecord('hot_record', bytes);
  return [{ sequence: Number(sequence), sample: Number(sample_index) }];
}

/** What a start would restore. */
export function newestHotRecord(cells: Uint8Array): HotRecord | undefined {
  const whole = [FRAM_HOT_A, FRAM_HOT_B].flatMap((address) => recordAt(cells, address));
  return whole.sort((a, b) => b.sequence - a.sequence)[0];
}

/** The comparator of a meter that has run since its FRAM was new: life and run have the same samples. */
export class PowerEdges {
  readonly #meter: EmulatedMeter;
  readonly #cells: Uint8Array;
  #selected: (doing: Doing) => void = () => {};
  #written: () => void = () => {};

  constructor(meter: EmulatedMeter, cells: Uint8Array) {
    this.#meter = meter;
    this.#cells = cells;
    const { afe, storage } = meter.pair.metering;
    const { fram } = storage;
    const selectFram = fram.select.bind(fram);
    fram.select = (selected, time) => {
      selectFram(selected, time);
      if (selected) this.#selected('a chunk of the FRAM');
      else this.#written();
    };
    const selectAfe = afe.select.bind(afe);
    afe.select = (selected, time) => {
      selectAfe(selected, time);
      if (selected) this.#selected('an AFE frame');
    };
  }

  /** Lets the supply fail so much later, once the board is at it, and come back; gives what became of the record. */
  async dip(doing: Doing, after_us: number): Promise<EdgeResult> {
    const { chip } = this.#meter.pair.metering;
    const from = chip.now + after_us * CYCLES_PER_US;
    let edge: { at: number; fed: number; sequence: number } | undefined;
    let result: EdgeResult | undefined;
    const fail = () => {
      if (edge) return;
      const { sequence = 0 } = newestHotRecord(this.#cells) ?? {};
      edge = { at: chip.now, fed: this.#meter.conductor.samplesFed, sequence };
      this.#meter.surroundings.supplyFails = true;
      this.#meter.pair.metering.setSupply(false);
    };
    this.#selected = (now) => {
      if (now === doing && chip.now >= from) chip.time.at(chip.now + INTO_us * CYCLES_PER_US, fail);
    };
    this.#written = () => {
      const record = edge && !result && newestHotRecord(this.#cells);
      if (!edge || !record || record.sequence <= edge.sequence) return;
      const safe_us = (chip.now - edge.at) / CYCLES_PER_US;
      result = { doing, safe_us, lost_samples: edge.fed - record.sample };
    };
    if (doing === 'anything') chip.time.at(from, fail);
    await this.#until(() => result !== undefined, PATIENCE_us);
    if (!result) throw new Error(`no hot record within ${PATIENCE_us} us of an edge within ${doing}`);
    this.#selected = this.#written = () => {};
    await this.#pass(DIP_ms);
    this.#meter.surroundings.supplyFails = false;
    await this.#pass(DIP_ms);
    return result;
  }

  #pass(time_ms: number): Promise<void> {
    const { conductor } = this.#meter;
    return conductor.goOn({ now_us: conductor.now_us + time_ms * 1000 });
  }

  async #until(done: () => boolean, patience_us: number): Promise<void> {
    const { conductor } = this.#meter;
    for (const end_us = conductor.now_us + patience_us; !done() && conductor.now_us < end_us; )
      await conductor.tick();
  }
}
