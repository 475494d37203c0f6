// What `twinmeter clock --zone --daylight` writes: zone and daylight rules of a clock (class 8, attributes 3, 5, 6, 7; IEC 62056-6-2, 4.5.1).
import { numberOf, octets, type Data, type Target } from '../../clients/dlms/index.ts';
import { BadInputError } from '../errors.ts';

const CLOCK = { class: 8, obis: '0-0:1.0.0.255' } as const;
const [ZONE, BEGIN, END, DEVIATION] = [3, 5, 6, 7];

/** Of daylight saving in Europe (directive 2000/84/EC): the last Sundays of March and October, 01:00 UTC, an hour. */
const CHANGES_min = 60;
const FORWARD_min = 60;
const [MARCH, OCTOBER] = [3, 10];
const [LAST_DAY, SUNDAY] = [0xfe, 7];
/** Zones that have it: from the Azores to Cyprus. */
const [WESTERNMOST_min, EASTERNMOST_min] = [-60, 120];

export type Daylight = 'none' | 'europe';

/** Local time is ahead of UTC by whole quarters of an hour. Throws BadInputError. */
export function checkZone(zone_min: number | undefined, daylight: Daylight | undefined): void {
  if (zone_min !== undefined && zone_min % 15 !== 0)
    throw new BadInputError(`--zone ${zone_min}: expected whole quarters of an hour`);
  if (daylight !== 'europe') return;
  if (zone_min === undefined) throw new BadInputError('--daylight europe: wants --zone');
  if (zone_min < WESTERNMOST_min || zone_min > EASTERNMOST_min)
    throw new BadInputError(`--daylight europe: of zones from ${WESTERNMOST_min} to ${EASTERNMOST_min} min`);
}

/** A day of each year, at a time of it in minutes. */
const everyYear = (month: number, minutes: number): Data =>
  octets(
    Buffer.from([
      ...[0xff, 0xff, month, LAST_DAY, SUNDAY],
      ...[Math.floor(minutes / 60), minutes % 60, 0, 0xff],
      ...[0x80, 0, 0],
    ]),
  );

/** What is written, in this order: rules hold before daylight saving is switched on. */
export function zoneWritings(
  zone_min: number | undefined,
  daylight: Daylight | undefined,
): (readonly [Target, Data])[] {
  const at = (id: number): Target => ({ ...CLOCK, id });
  // The class counts UTC less local time.
  const zone = zone_min === undefined ? [] : ([[at(ZONE), numberOf('long', -zone_min)]] as const);
  if (daylight === undefined) return [...zone];
  if (daylight === 'none') return [...zone, [at(DEVIATION), numberOf('integer', 0)]];
  const begins_min = CHANGES_min + zone_min!;
  return [
    ...zone,
    [at(BEGIN), everyYear(MARCH, begins_min)],
    [at(END), everyYear(OCTOBER, begins_min + FORWARD_min)],
    [at(DEVIATION), numberOf('integer', FORWARD_min)],
  ];
}
