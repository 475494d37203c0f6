// Drives the power-fail comparator of an emulated metering board at chosen instants, and sees when its hot record is safe.
import { FRAM_HOT_A, FRAM_HOT_B, LAYOUTS } from '../../shared-protocol/generated/ts/protocol.ts';
import type { EmulatedMeter } from '../meter/emulated/emulated-meter.ts';
import { crc32 } from '../records/framing.ts';
import { decodeRecord } from '../records/records.ts';
import { CYCLES_PER_US } from '../rp2350/processor/scheduler.ts';
import type { SpiDevice } from '../rp2350/wires/wires.ts';

/** What the board is at when the edge comes. */
export const DOINGS = [
  'anything',
  'an AFE frame',
  'a chunk of the FRAM',
  'a transfer of the NOR',
  'a frame of the link',
] as const;
export type Doing = (typeof DOINGS)[number];

/** When the edge is to come: at the first such doing so much later, where this holds; always without. */
export interface Moment {
  readonly doing: Doing;
  readonly after_us: number;
  readonly when?: () => boolean;
}

export interface EdgeResult {
  readonly doing: Doing;
  /** When the comparator's output fell, and how many samples the board had been given. */
  readonly at_us: number;
  readonly fed: number;
  /** From the comparator's edge to the last byte of the record in the FRAM. */
  readonly safe_us: number;
  /** Samples before the edge that are not in the registers of that record. */
  readonly lost_samples: number;
}

export interface HotRecord {
  readonly sequence: number;
  readonly sample: number;
  /** 13 of each scope, in the order of the message `registers`. */
  readonly registers: readonly bigint[];
}

const BYTES = LAYOUTS.hot_record.bytes;
/** From a select to the middle of what is moved under it. */
const INTO_us = 6;
/** How long the supply is away: less than the hold-up. */
export const DIP_ms = 30;
/** A record of a second comes within one, and frames of the link in a burst each second: not each of them within an erase and a character. */
const PATIENCE_us = 60_000_000;
/** How often a moment is looked for that no select tells. */
const LOOK_us = 50;

/** The record of a bank, where it is whole. */
function recordAt(cells: Uint8Array, address: number): HotRecord[] {
  const bytes = cells.slice(address, address + BYTES);
  if (new DataView(bytes.buffer).getUint32(BYTES - 4, true) !== crc32(bytes.subarray(0, BYTES - 4)))
    return [];
  const { sequence, sample_index, registers } = decodeRecord('hot_record', bytes);
  return [
    { sequence: Number(sequence), sample: Number(sample_index), registers: registers as readonly bigint[] },
  ];
}

/** What a start would restore. */
export function newestHotRecord(cells: Uint8Array): HotRecord | undefined {
  const whole = [FRAM_HOT_A, FRAM_HOT_B].flatMap((address) => recordAt(cells, address));
  return whole.sort((a, b) => b.sequence - a.sequence)[0];
}

/** The NOR of the metering board is at an erase. */
export const isErasing = (meter: EmulatedMeter): boolean =>
  meter.pair.metering.storage.image.underWay?.kind === 'erase';

/** The comparator's output fell: when, in cycles, at how many samples, and the newest record there was. */
export interface Edge {
  readonly at: number;
  readonly fed: number;
  readonly sequence: number;
}

/** The comparator of a meter that has run since its FRAM was new: life and run have the same samples. */
export class PowerEdges {
  readonly #meter: EmulatedMeter;
  readonly #cells: Uint8Array;
  #began: (doing: Doing) => void = () => {};
  #written: () => void = () => {};

  constructor(meter: EmulatedMeter, cells: Uint8Array) {
    this.#meter = meter;
    this.#cells = cells;
    const { afe, storage } = meter.pair.metering;
    this.#listen(afe, 'an AFE frame');
    this.#listen(storage.nor, 'a transfer of the NOR');
    this.#listen(storage.fram, 'a chunk of the FRAM', () => this.#written());
    meter.pair.metering.pin('LINK_CS').watch((level) => level || this.#began('a frame of the link'));
  }

  #listen(chip: Pick<SpiDevice, 'select'>, doing: Doing, ended = () => {}): void {
    const select = chip.select.bind(chip);
    chip.select = (selected, time) => {
      select(selected, time);
      if (selected) this.#began(doing);
      else ended();
    };
  }

  /** Lets the supply fail at such a moment and come back; gives what became of the record. */
  async dip(moment: Moment): Promise<EdgeResult> {
    let result: EdgeResult | undefined;
    this.#await(moment, (edge) => {
      this.#written = () => (result ??= this.#resultOf(edge, moment.doing));
      this.#after(DIP_ms * 1000, () => this.#setSupply(true));
    });
    await this.#until(() => result !== undefined, PATIENCE_us + moment.after_us);
    if (!result) throw new Error(`within ${PATIENCE_us} us no hot record of an edge within ${moment.doing}`);
    this.#began = this.#written = () => {};
    const { conductor } = this.#meter;
    await conductor.goOn({ now_us: result.at_us + 2 * DIP_ms * 1000 });
    return result;
  }

  /** Lets the supply fail at such a moment for good; `gone`: what happens when the hold-up is over, so much later. */
  async fall(moment: Moment, holdUp_ms: number, gone: () => void): Promise<Edge> {
    let fallen: Edge | undefined;
    let isGone = false;
    this.#await(moment, (edge) => {
      fallen = edge;
      this.#after(holdUp_ms * 1000, () => {
        gone();
        isGone = true;
      });
    });
    await this.#until(() => isGone, PATIENCE_us + moment.after_us);
    if (!fallen || !isGone) throw new Error(`no such moment: ${moment.doing}`);
    return fallen;
  }

  /** The comparator's output falls at the moment, once. */
  #await({ doing, after_us, when = () => true }: Moment, fell: (edge: Edge) => void): void {
    const { chip } = this.#meter.pair.metering;
    const from = chip.now + after_us * CYCLES_PER_US;
    let over = false;
    const fail = () => {
      if (over) return;
      over = true;
      const { sequence = 0 } = newestHotRecord(this.#cells) ?? {};
      const edge = { at: chip.now, fed: this.#meter.conductor.samplesFed, sequence };
      this.#setSupply(false);
      fell(edge);
    };
    const look = () => {
      if (when()) fail();
      else this.#after(LOOK_us, look);
    };
    if (doing === 'anything') chip.time.at(from, look);
    this.#began = (now) => {
      if (now === doing && chip.now >= from && when()) this.#after(INTO_us, fail);
    };
  }

  #resultOf(edge: Edge, doing: Doing): EdgeResult | undefined {
    const { chip } = this.#meter.pair.metering;
    const record = newestHotRecord(this.#cells);
    if (!record || record.sequence <= edge.sequence) return undefined;
    const safe_us = (chip.now - edge.at) / CYCLES_PER_US;
    const { at, fed } = edge;
    return { doing, at_us: at / CYCLES_PER_US, fed, safe_us, lost_samples: fed - record.sample };
  }

  #setSupply(whole: boolean): void {
    this.#meter.surroundings.supplyFails = !whole;
    this.#meter.pair.metering.setSupply(whole);
  }

  #after(time_us: number, then: () => void): void {
    const { chip } = this.#meter.pair.metering;
    chip.time.at(chip.now + time_us * CYCLES_PER_US, then);
  }

  async #until(done: () => boolean, patience_us: number): Promise<void> {
    const { conductor } = this.#meter;
    for (const end_us = conductor.now_us + patience_us; !done() && conductor.now_us < end_us; )
      await conductor.tick();
  }
}
