// The storage map as a model: regions of the memories, their bytes from the records they hold, and how fast they wear.
import type { Constant, Struct } from '../model.ts';

export interface Chip {
  name: string;
  type: string;
  bytes: number;
  /** Writes (or erases of a block) each place stands. */
  endurance: number;
  unit: string;
  /** Of a flash: bytes erased together; a region begins at one and fills whole ones. */
  erase_block?: number;
  doc: string;
}

export interface RawRegion {
  name: string;
  core: string;
  room: string;
  chip: string;
  record: string;
  /** Bytes from one record to the next, a number or a constant; without it they stand close. */
  stride?: number | string;
  /** A number or a constant. */
  count: number | string;
  banks: { name: string; address: number }[];
  /** Writes of a record a day, over the whole region. */
  writes_a_day: number;
  doc: string;
}

export interface Region extends RawRegion {
  /** Bytes of a bank. */
  bytes: number;
  /** Writes the most used byte sees in 15 years. */
  writes: number;
}

export interface RawStorage {
  chips: Chip[];
  regions: RawRegion[];
}

export interface Storage {
  chips: Chip[];
  regions: Region[];
}

const DAYS = 15 * 365.25;

export function storageOf(
  raw: RawStorage,
  structs: readonly Struct[],
  constants: readonly Constant[],
): Storage {
  const numberOf = (value: number | string) =>
    typeof value === 'number' ? value : (constants.find(({ name }) => name === value)?.value ?? NaN);
  const regions = raw.regions.map((region) => {
    const record = structs.find(({ name }) => name === region.record)?.bytes ?? NaN;
    const stride = region.stride === undefined ? record : Math.max(record, numberOf(region.stride));
    const count = numberOf(region.count);
    const places = count * region.banks.length;
    return { ...region, bytes: stride * count, writes: Math.ceil((region.writes_a_day / places) * DAYS) };
  });
  return { chips: raw.chips, regions };
}

/** The constants that follow: address of each bank, the bytes of each memory, and those a flash erases together. */
export const storageConstants = ({ chips, regions }: RawStorage): Constant[] => [
  ...regions.flatMap(({ chip, banks, doc }) =>
    banks.map(({ name, address }) => ({
      name: `${chip}_${name}`,
      value: address,
      doc: `Address in the ${chip}: ${doc}`,
    })),
  ),
  ...chips.map(({ name, type, bytes, doc }) => ({
    name: `${name}_BYTES`,
    value: bytes,
    doc: `${type}: ${doc}`,
  })),
  ...chips.flatMap(({ name, type, erase_block }) =>
    erase_block
      ? [{ name: `${name}_SECTOR`, value: erase_block, doc: `${type}: bytes of a sector, erased together.` }]
      : [],
  ),
];

/** Regions of one core's memory: each board has chips of its own. */
const spans = ({ regions }: Storage, chip: string, core: string) =>
  regions
    .filter((region) => region.chip === chip && region.core === core)
    .flatMap(({ name, bytes, banks }) =>
      banks.map((bank) => ({ name, bank: bank.name, from: bank.address, to: bank.address + bytes })),
    )
    .sort((a, b) => a.from - b.from);

function chipFaults(storage: Storage, chip: Chip, core: string): [string, string][] {
  const all = spans(storage, chip.name, core);
  const block = chip.erase_block ?? 1;
  return all.flatMap((span, i) => {
    const before = all[i - 1];
    const faults: string[] = [];
    if (before && before.to > span.from)
      faults.push(`${span.bank} at ${span.from} overlaps ${before.bank}, which ends at ${before.to}`);
    if (span.to > chip.bytes)
      faults.push(`${span.bank} ends at ${span.to}, the ${chip.name} has ${chip.bytes} bytes`);
    if (span.from % block)
      faults.push(`${span.bank} at ${span.from} does not begin a block of ${block} bytes`);
    return faults.map((reason): [string, string] => [`regions/${span.name}`, reason]);
  });
}

/** What is wrong with the map: [entry of storage.json, what]. */
export function storageFaults(storage: Storage): [entry: string, reason: string][] {
  const unknown = storage.regions.flatMap((region): [string, string][] => {
    const chip = storage.chips.find(({ name }) => name === region.chip);
    const entry = `regions/${region.name}`;
    if (!chip) return [[entry, `no chip '${region.chip}'`]];
    if (Number.isNaN(region.bytes))
      return [[entry, `no record '${region.record}' or no count '${region.count}'`]];
    return region.writes > chip.endurance
      ? [[entry, `${region.writes} writes in 15 years, the ${chip.type} stands ${chip.endurance}`]]
      : [];
  });
  const cores = [...new Set(storage.regions.map(({ core }) => core))];
  const faults = storage.chips.flatMap((chip) => cores.flatMap((core) => chipFaults(storage, chip, core)));
  return [...unknown, ...faults];
}
