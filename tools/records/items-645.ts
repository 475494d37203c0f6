// What data behind an identifier of DL/T 645 say, by the catalogue: one item, or those of a block one behind the other.
import { IDENTIFIERS_645, type Entry645 } from '../../shared-protocol/generated/ts/dlt645.ts';
import { decodeValue, type Value645 } from '../clients/dlt645/values.ts';

export interface Item645 extends Value645 {
  /** Eight hexadecimal digits, DI3 first. */
  readonly di: string;
  readonly name: string;
  readonly unit: string;
}

/** The catalogue does not know the identifier, or the data are not as long as it says. */
export class Item645Error extends Error {
  override name = 'Item645Error';
}

const ALL_OF = 0xff;
/** Places in an identifier as the catalogue writes it: DI3 first. */
const [DI1, DI0] = [2, 3];

const bytesOf = (di: string): number[] => [...Buffer.from(di, 'hex')];

const isBlock = (entry: Entry645, byte: number, place: number): boolean =>
  byte === ALL_OF && entry.blocks.includes(3 - place);

/** True where an identifier asks for an entry, by itself or in a block. */
const covers = (entry: Entry645, di: readonly number[]): boolean =>
  entry.ranges.every(([first, last], place) => {
    const byte = di[place];
    return (byte >= first && byte <= last) || isBlock(entry, byte, place);
  });

function valuesIn(entry: Entry645, byte: number, place: number): number[] {
  if (!isBlock(entry, byte, place)) return [byte];
  const [first, last] = entry.ranges[place];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

const PHASES = ['', ' L1', ' L2', ' L3'];

/** Quantities stand under the number of their phase. */
function nameOf({ name, ranges }: Entry645, [di3, , di1]: readonly number[]): string {
  const hasPhases = di3 === 0x02 && ranges[DI1][1] === 3;
  return hasPhases ? name + PHASES[di1] : name;
}

/** Identifiers of the items that one identifier asks for, in their order, each with its entry. */
export function itemsOf(di: string): { di: string; entry: Entry645; name: string }[] {
  const asked = bytesOf(di);
  return IDENTIFIERS_645.filter((entry) => covers(entry, asked)).flatMap((entry) =>
    valuesIn(entry, asked[DI1], DI1).flatMap((di1) =>
      valuesIn(entry, asked[DI0], DI0).map((di0) => {
        const one = [asked[0], asked[1], di1, di0];
        return { di: Buffer.from(one).toString('hex').toUpperCase(), entry, name: nameOf(entry, one) };
      }),
    ),
  );
}

/** Reads the data of an identifier. Throws Item645Error, ValueError. */
export function readItems(di: string, data: Uint8Array): Item645[] {
  const items = itemsOf(di);
  if (items.length === 0) throw new Item645Error(`no identifier ${di}`);
  let at = 0;
  const read = items.map(({ di: each, entry, name }) => {
    const bytes = entry.bytes || data.length;
    const value = decodeValue(entry, data.subarray(at, at + bytes));
    at += bytes;
    return { di: each, name, unit: entry.unit, ...value };
  });
  if (at !== data.length) throw new Item645Error(`${di}: ${data.length} bytes, expected ${at}`);
  return read;
}
