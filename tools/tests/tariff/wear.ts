// What a management core wore of its chips: how often each byte and sector was written, held against the storage map.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as protocol from '../../../shared-protocol/generated/ts/protocol.ts';
import { ROOT } from '../../build/paths.ts';
import type { StorageWatch } from '../../cores/board-chips.ts';
import type { NorImage } from '../../rp2350/chips/nor-image.ts';

const { FRAM_BYTES, LAYOUTS, NOR_SECTOR } = protocol;
/** Days of the life that the chips must stand. */
const LIFE_days = 15 * 365.25;

interface Region {
  name: string;
  core: string;
  chip: string;
  record: keyof typeof LAYOUTS;
  stride?: string;
  count: number | string;
  banks: { address: number }[];
  writes_a_day: number;
}
interface Chip {
  name: string;
  endurance: number;
}

const MAP = JSON.parse(readFileSync(join(ROOT, 'shared-protocol/spec/storage.json'), 'utf8')) as {
  chips: Chip[];
  regions: Region[];
};
const CONSTANTS = protocol as unknown as Record<string, number>;
const numberOf = (value: number | string) => (typeof value === 'number' ? value : CONSTANTS[value]);
const REGIONS = MAP.regions.filter(({ core }) => core === 'management');

/** Of a region: the most that any place of it was written, and what that is of the chip's endurance in its life. */
interface Worn {
  name: string;
  writes: number;
  /** Share of the chip's endurance in fifteen years. */
  share: number;
  /** More in a day than the map has. */
  isOverMap: boolean;
}

const bytesOf = ({ record, stride, count }: Region): number =>
  numberOf(count) * (stride === undefined ? LAYOUTS[record].bytes : numberOf(stride));

export class Wear implements StorageWatch {
  readonly #fram = new Uint32Array(FRAM_BYTES);

  framWritten(address: number, bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.#fram[address + i]++;
  }

  recordKept(): void {}
  norStarted(): void {}
  norEnded(): void {}

  /** The most of any place of a region. */
  #most(region: Region, nor: NorImage): number {
    const length = bytesOf(region);
    const step = region.chip === 'NOR' ? NOR_SECTOR : 1;
    let most = 0;
    for (const { address } of region.banks)
      for (let at = address; at < address + length; at += step)
        most = Math.max(most, region.chip === 'NOR' ? nor.erases(at) : this.#fram[at]);
    return most;
  }

  #worn(region: Region, days: number, nor: NorImage): Worn {
    const writes = this.#most(region, nor);
    const { endurance } = MAP.chips.find(({ name }) => name === region.chip)!;
    const places = numberOf(region.count) * region.banks.length;
    // A place more than the even share is what was under way when the days began or ended.
    const allowed = (region.writes_a_day * days) / places + 2;
    const share = (writes * LIFE_days) / days / endurance;
    return { name: region.name, writes, share, isOverMap: writes > allowed };
  }

  /** Regions that do not last, or that are written more often than the storage map says. */
  worn(days: number, nor: NorImage): string[] {
    return REGIONS.map((region) => this.#worn(region, days, nor)).flatMap(
      ({ name, writes, share, isOverMap }) =>
        share >= 1 || isOverMap ? [`${name}: ${writes} writes, ${share} of its endurance in 15 years`] : [],
    );
  }

  /** What was written, with its share of the endurance in fifteen years such as these days. */
  lines(days: number, nor: NorImage): string[] {
    return REGIONS.map((region) => this.#worn(region, days, nor)).flatMap(({ name, writes, share }) =>
      writes
        ? [`${name}: ${writes} writes of its most used place, ${share.toExponential(1)} of its endurance`]
        : [],
    );
  }
}
