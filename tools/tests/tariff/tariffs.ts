// Tariffs for scenarios: quarter-hour prices, seasons that begin on dates and on Sundays, special days.
import { TARIFF_RATES } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { DayTable, SpecialDay, Switching, Tariff } from '../../tariff/tariff.ts';

const QUARTER_min = 15;

/** A price for each quarter of an hour. */
const quarters = (id: number, seed: number): DayTable => ({
  id,
  switchings: Array.from(
    { length: 96 },
    (_, i): Switching => [i * QUARTER_min, ((i * 7 + seed + (i >> 3)) % TARIFF_RATES) + 1],
  ),
});

const HIGH_LOW: DayTable = {
  id: 1,
  switchings: [
    [0, 2],
    [361, 1],
    [1319, 2],
  ],
};
const ALL_LOW: DayTable = { id: 2, switchings: [[0, 2]] };
const HOLIDAY: DayTable = {
  id: 9,
  switchings: [
    [0, 3],
    [720, 4],
  ],
};

export const SEASONS: Tariff = {
  name: 'SEASONS',
  seasons: [
    { name: 'winter', start: { month: 11, day: 1 }, week: 'W' },
    { name: 'spring', start: { month: 3, day: 'last', weekday: 7 }, week: 'Q' },
    { name: 'leap', start: { year: 2028, month: 2, day: 29 }, week: 'L' },
    { name: 'march', start: { month: 3, day: 2 }, week: 'W' },
    { name: 'autumn', start: { month: 10, day: 8, weekday: 7 }, week: 'L' },
  ],
  weeks: [
    { name: 'W', days: [1, 1, 1, 1, 1, 2, 2] },
    { name: 'Q', days: [3, 4, 3, 4, 3, 4, 3] },
    { name: 'L', days: [2, 2, 1, 2, 4, 2, 3] },
  ],
  days: [HIGH_LOW, ALL_LOW, quarters(3, 1), quarters(4, 5), HOLIDAY],
};

/** Other prices in the same seasons. */
export const LATER: Tariff = {
  ...SEASONS,
  name: 'LATER',
  days: [ALL_LOW, { ...HIGH_LOW, id: 2 }, quarters(3, 2), quarters(4, 3), HOLIDAY].map((day, i) =>
    i === 0 ? { ...day, id: 1 } : day,
  ),
};

export const FLAT: Tariff = {
  name: 'FLAT',
  seasons: [{ name: 'all', start: { month: 1, day: 1 }, week: 'A' }],
  weeks: [{ name: 'A', days: [1, 1, 1, 1, 1, 1, 1] }],
  days: [
    {
      id: 1,
      switchings: [
        [0, 5],
        [60, 6],
        [120, 7],
        [180, 8],
      ],
    },
  ],
};

export const SPECIAL: SpecialDay[] = [
  { index: 1, year: 2028, month: 3, day: 15, table: 9 },
  { index: 2, month: 10, day: 31, table: 9 },
  { index: 3, month: 4, weekday: 1, table: 9 },
  { index: 4, month: 12, day: 24, table: 77 },
];
