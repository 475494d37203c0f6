// A tariff as the objects of a meter have it: attributes of the activity calendar and of the special days, as A-XDR.
import {
  array,
  decodeData,
  encodeData,
  numberOf,
  octets,
  structure,
  type Data,
} from '../clients/dlms/index.ts';
import { startBytes } from './stored.ts';
import type { TariffFile } from './toml.ts';
import type { DayTable, Season, SeasonStart, SpecialDay, Week } from './tariff.ts';

/** The activity calendar and the special days. */
export const CALENDAR = '0-0:13.0.0';
export const SPECIAL_DAYS = '0-0:11.0.0';
/** Attributes of the passive set; those of the active one stand four before. */
export const PASSIVE = { name: 6, seasons: 7, weeks: 8, days: 9 } as const;
export const TO_ACTIVE = 4;
export const ACTIVATION = 10;
/** Method that has the passive set hold at once. */
export const ACTIVATE = 1;

const RATES = Buffer.from([0, 0, 10, 0, 100, 255]);
const OPEN = 0xff;
const ANY_YEAR = 0xffff;
const LAST = 0xfe;

const text = (value: string): Data => octets(Buffer.from(value, 'latin1'));
const unsigned = (value: number): Data => numberOf('unsigned', value);

const seasonData = ({ name, start, week }: Season): Data =>
  structure(text(name), octets(Buffer.from(startBytes(start))), text(week));

const weekData = ({ name, days }: Week): Data => structure(text(name), ...days.map(unsigned));

const dayData = ({ id, switchings }: DayTable): Data =>
  structure(
    unsigned(id),
    array(
      ...switchings.map(([minute, rate]) =>
        structure(
          octets(Buffer.from([Math.floor(minute / 60), minute % 60, 0, 0])),
          octets(RATES),
          numberOf('long-unsigned', rate),
        ),
      ),
    ),
  );

function specialData({ index, year = ANY_YEAR, month, day, weekday, table }: SpecialDay): Data {
  const date = [year >> 8, year & 0xff, month ?? OPEN, day ?? OPEN, weekday ?? OPEN];
  return structure(numberOf('long-unsigned', index), octets(Buffer.from(date)), unsigned(table));
}

/** Object with attribute, and the A-XDR that is written to it, in the order in which they are written. */
export function writingsOf({ tariff, special }: TariffFile): [id: string, axdr: Uint8Array][] {
  const { name, seasons, weeks, days } = tariff;
  return [
    [`${CALENDAR}#${PASSIVE.name}`, encodeData(text(name))],
    [`${CALENDAR}#${PASSIVE.days}`, encodeData(array(...days.map(dayData)))],
    [`${CALENDAR}#${PASSIVE.weeks}`, encodeData(array(...weeks.map(weekData)))],
    [`${CALENDAR}#${PASSIVE.seasons}`, encodeData(array(...seasons.map(seasonData)))],
    [`${SPECIAL_DAYS}#2`, encodeData(array(...special.map(specialData)))],
  ];
}

/** What a meter told that is no tariff. */
export class TariffObjectsError extends Error {}

const wrong = (what: string): never => {
  throw new TariffObjectsError(`the meter tells no ${what}`);
};

const listOf = (data: Data, what: string): Data[] =>
  data.type === 'array' || data.type === 'structure' ? data.of : wrong(what);
const bytesOf = (data: Data, what: string): Buffer =>
  'bytes' in data && data.type !== 'bit-string' ? Buffer.from(data.bytes) : wrong(what);
const numberIn = (data: Data, what: string): number => ('value' in data ? Number(data.value) : wrong(what));
const nameIn = (data: Data, what: string): string => bytesOf(data, what).toString('latin1');
const open = (value: number, any = OPEN): number | undefined => (value === any ? undefined : value);

function startIn(bytes: Buffer): SeasonStart {
  const [year, weekday] = [open(bytes.readUInt16BE(0), ANY_YEAR), open(bytes[4])];
  return {
    ...(year !== undefined && { year }),
    month: bytes[2],
    day: bytes[3] === LAST ? 'last' : bytes[3],
    ...(weekday !== undefined && { weekday }),
  };
}

function seasonIn(data: Data): Season {
  const [name, start, week] = listOf(data, 'season');
  return {
    name: nameIn(name, 'season'),
    start: startIn(bytesOf(start, 'season')),
    week: nameIn(week, 'season'),
  };
}

function weekIn(data: Data): Week {
  const [name, ...days] = listOf(data, 'week');
  return { name: nameIn(name, 'week'), days: days.map((day) => numberIn(day, 'week')) };
}

function dayIn(data: Data): DayTable {
  const [id, switchings] = listOf(data, 'day');
  return {
    id: numberIn(id, 'day'),
    switchings: listOf(switchings, 'day').map((each) => {
      const [time, , rate] = listOf(each, 'switching time');
      const [hour, minute] = bytesOf(time, 'switching time');
      return [hour * 60 + minute, numberIn(rate, 'rate')];
    }),
  };
}

function specialIn(data: Data): SpecialDay {
  const [index, date, table] = listOf(data, 'special day');
  const bytes = bytesOf(date, 'special day');
  return {
    index: numberIn(index, 'special day'),
    year: open(bytes.readUInt16BE(0), ANY_YEAR),
    ...{ month: open(bytes[2]), day: open(bytes[3]), weekday: open(bytes[4]) },
    table: numberIn(table, 'special day'),
  };
}

/** A tariff from what `read` gives of each attribute. Throws TariffObjectsError. */
export async function tariffFrom(
  read: (id: string) => Promise<Uint8Array>,
  set: 'active' | 'passive',
): Promise<TariffFile> {
  const shift = set === 'active' ? TO_ACTIVE : 0;
  const data = async (id: string) => decodeData(await read(id));
  const attribute = (number: number) => data(`${CALENDAR}#${number - shift}`);
  const name = nameIn(await attribute(PASSIVE.name), 'name');
  const list = async (number: number, what: string) => listOf(await attribute(number), what);
  const seasons = (await list(PASSIVE.seasons, 'seasons')).map(seasonIn);
  const weeks = (await list(PASSIVE.weeks, 'weeks')).map(weekIn);
  const days = (await list(PASSIVE.days, 'days')).map(dayIn);
  const special = listOf(await data(`${SPECIAL_DAYS}#2`), 'special days').map(specialIn);
  return { tariff: { name, seasons, weeks, days }, special };
}

/** When the passive set takes over: local time, or UTC with the deviation 0; never. */
export function activationBytes(at: Date | undefined, isUtc: boolean): Uint8Array {
  if (!at) return encodeData(octets(Buffer.alloc(12, OPEN)));
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16BE(at.getUTCFullYear(), 0);
  bytes.set([at.getUTCMonth() + 1, at.getUTCDate(), OPEN], 2);
  bytes.set([at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), 0], 5);
  bytes.writeUInt16BE(isUtc ? 0 : 0x8000, 9);
  return encodeData(octets(bytes));
}
