// Zone and daylight saving as `twinmeter clock` writes them: the bytes that a metering core takes.
import { describe, expect, it } from 'vitest';
import { encodeData } from '../../clients/dlms/index.ts';
import { checkZone, zoneWritings } from './clock-zone.ts';

const written = (...of: Parameters<typeof zoneWritings>) =>
  zoneWritings(...of).map(([{ id }, data]) => [id, encodeData(data).toString('hex')]);

describe('Zone and daylight saving', () => {
  it('are written as UTC less local time, and as the last Sundays of March and October', () => {
    expect(written(60, 'europe')).toEqual([
      [3, '10ffc4'],
      [5, '090cffff03fe07020000ff800000'],
      [6, '090cffff0afe07030000ff800000'],
      [7, '0f3c'],
    ]);
    expect(written(-60, 'europe').slice(1, 3)).toEqual([
      [5, '090cffff03fe07000000ff800000'],
      [6, '090cffff0afe07010000ff800000'],
    ]);
  });

  it('are written apart from each other where one alone is given', () => {
    expect(written(345, undefined)).toEqual([[3, '10fea7']]);
    expect(written(undefined, 'none')).toEqual([[7, '0f00']]);
    expect(written(undefined, undefined)).toEqual([]);
  });

  it.each([
    [50, undefined, /--zone 50: expected whole quarters/],
    [undefined, 'europe', /--daylight europe: wants --zone/],
    [480, 'europe', /of zones from -60 to 120/],
  ] as const)('of %s and %s are refused', (zone, daylight, says) => {
    expect(() => checkZone(zone, daylight)).toThrow(says);
  });
});
