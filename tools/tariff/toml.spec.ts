// Tariff files: there and back without a difference, and refused with the place of what is wrong.
import { describe, expect, it } from 'vitest';
import { tariffFrom, writingsOf } from './objects.ts';
import { tariffOf, tariffText, TariffFileError, type TariffFile } from './toml.ts';

const TEXT = `name = "QUARTERS"

[[season]]
name = "summer"
start = "03-last sun"
week = "S"

[[season]]
name = "winter"
start = "10-01"
week = "W"

[[season]]
name = "leap"
start = "2028-02-29"
week = "W"

[[week]]
name = "S"
days = [ 1, 1, 1, 1, 1, 2, 2 ]

[[week]]
name = "W"
days = [ 2, 2, 2, 2, 2, 2, 2 ]

[[day]]
id = 1
rates = { "00:00" = 2, "06:15" = 1, "23:45" = 8 }

[[day]]
id = 2
rates = { "00:00" = 3 }

[[special]]
date = "*-12-25"
day = 2

[[special]]
date = "2028-*-* mon"
day = 1
`;

const FILE: TariffFile = tariffOf(TEXT);

/** What a meter would tell that was written to. */
const meter = (file: TariffFile) => {
  const written = new Map(writingsOf(file));
  return (id: string) => Promise.resolve(written.get(id)!);
};

/** Seven more days of 96 times each. */
function crowded(): string {
  const times = Array.from({ length: 96 }, (_, i) => {
    const [hour, minute] = [Math.floor(i / 4), (i % 4) * 15].map((value) => String(value).padStart(2, '0'));
    return `"${hour}:${minute}" = ${(i % 8) + 1}`;
  });
  const days = Array.from(
    { length: 7 },
    (_, i) => `[[day]]\nid = ${10 + i}\nrates = { ${times.join(', ')} }`,
  );
  return `${TEXT}\n${days.join('\n')}\n`.replace('"06:15" = 1, ', '');
}

describe('A tariff file', () => {
  it('says seasons, weeks, days and special days', () => {
    const { tariff, special } = FILE;
    expect(tariff.seasons[0].start).toEqual({ month: 3, day: 'last', weekday: 7 });
    expect(tariff.seasons[2].start).toEqual({ year: 2028, month: 2, day: 29 });
    expect(tariff.days[0].switchings).toEqual([
      [0, 2],
      [375, 1],
      [1425, 8],
    ]);
    expect(special[1]).toMatchObject({ index: 2, year: 2028, weekday: 1, table: 1 });
  });

  it('comes back as it was, from text and from what a meter tells', async () => {
    expect(tariffOf(tariffText(FILE))).toEqual(FILE);
    expect(await tariffFrom(meter(FILE), 'passive')).toEqual(FILE);
  });

  it.each([
    ['what is no TOML', 'name = ', /line 1, column/],
    ['a key that nobody knows', 'nam = "x"', /unknown key 'nam'/],
    ['a name of nine characters', TEXT.replace('QUARTERS', 'NINECHARS'), /at most 8 characters/],
    ['no season', 'name = "x"', /there is none/],
    ['a day that no month has', TEXT.replace('10-01', '10-32'), /season 2: start: '10-32' is no day/],
    ['a week that is not there', TEXT.replace('week = "S"', 'week = "X"'), /season 1: week: no week 'X'/],
    [
      'a day table that is not there',
      TEXT.replace('1, 1, 1, 1, 1, 2, 2', '1, 1, 1, 1, 1, 2, 7'),
      /week 1: days: no day 7/,
    ],
    ['six days of a week', TEXT.replace('1, 1, 1, 1, 1, 2, 2', '1, 1, 1, 1, 1, 2'), /seven numbers/],
    ['a rate of nine', TEXT.replace('= 8 }', '= 9 }'), /day 1: 23:45: expected a whole number from 1 to 8/],
    [
      'a day that does not begin at midnight',
      TEXT.replace('"00:00" = 2', '"00:15" = 2'),
      /the first time is 00:00/,
    ],
    ['times that do not go up', TEXT.replace('"23:45"', '"06:00"'), /times go up/],
    ['a time that is none', TEXT.replace('06:15', '06:75'), /expected a time HH:MM/],
    ['two days of one number', TEXT.replace('id = 2', 'id = 1'), /'1' stands twice|no day 2/],
    ['two seasons of one start', TEXT.replace('2028-02-29', '10-01'), /season: start: '10-01' stands twice/],
    [
      'a special day of a table that is not there',
      TEXT.replace('"*-12-25"\nday = 2', '"*-12-25"\nday = 7'),
      /special 1: day: no day 7/,
    ],
    ['more switching times than a meter holds', crowded(), /day: 675 times in all, at most 640/],
    [
      'a 29th of February of no leap year',
      TEXT.replace('*-12-25', '2026-02-29'),
      /special 1: date: '2026-02-29' is no day/,
    ],
    ['a special day that is none', TEXT.replace('*-12-25', '*-02-30'), /special 1: date/],
  ])('is refused for %s', (_, text, complaint) => {
    expect(() => tariffOf(text)).toThrow(complaint);
    expect(() => tariffOf(text)).toThrow(TariffFileError);
  });
});
