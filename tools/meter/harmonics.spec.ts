// Pages of a spectrum as arrays by input.
import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../records/records.ts';
import { askPages, spectraOf } from './harmonics.ts';

const PAGE = 24;

/** A page as the meter sends it: order n has n mV or mA, and n degrees. */
function page(input: number, first_order: number, highest_order: number, measurements = 3n) {
  const orders = Array.from({ length: PAGE }, (_, i) => first_order + i);
  const kept = (value: (order: number) => number) =>
    orders.map((order) => (order <= highest_order ? value(order) : 0));
  const values = {
    measurements,
    input,
    first_order,
    highest_order,
    thd_ppm: 50_000,
    amplitude_u: kept((n) => n * 1000),
    angle_mdeg: kept((n) => n * 1000),
  };
  return decodeRecord('harmonics', encodeRecord('harmonics', values));
}

describe('A spectrum', () => {
  it('has an entry for each order up to the highest measured, in volts and degrees', () => {
    const { V2 } = spectraOf((input, first) => (input === 1 ? page(input, first, 31) : undefined));
    expect(V2.amplitude).toEqual(Array.from({ length: 31 }, (_, i) => (i + 1) / 1000));
    expect(V2.angle_deg).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
    expect(V2).toMatchObject({ unit: 'V', thd_percent: 5, measurements: 3 });
    expect(V2.obis).toEqual({ amplitude: '1-0:52.7.1.255', angle: '1-0:52.128.1.255' });
  });

  it('goes over three pages to order 63', () => {
    const { IN } = spectraOf((input, first) => (input === 6 ? page(input, first, 63) : undefined));
    expect(IN.amplitude).toHaveLength(63);
    expect(IN.amplitude[62]).toBeCloseTo(0.063, 9);
    expect(IN.obis.amplitude).toBe('1-0:91.7.1.255');
  });

  it('is not told of an input that was never measured', () => {
    expect(spectraOf((input, first) => page(input, first, 31, 0n))).toEqual({});
    expect(spectraOf(() => undefined)).toEqual({});
  });

  it('is not told while one of its pages is missing: half a spectrum would pass for a whole one', () => {
    expect(spectraOf((input, first) => (first === 1 ? page(input, 1, 31) : undefined))).toEqual({});
  });
});

describe('Asking for spectra', () => {
  it('takes as many pages of each input as its highest order needs', async () => {
    const asked: string[] = [];
    const pageOf = await askPages(async (input, first) => {
      asked.push(`${input} ${first}`);
      return page(input, first, input === 0 ? 50 : 24);
    });
    expect(asked).toEqual(['0 1', '0 25', '0 49', '1 1', '2 1', '3 1', '4 1', '5 1', '6 1']);
    expect(spectraOf(pageOf).V1.amplitude).toHaveLength(50);
  });
});
