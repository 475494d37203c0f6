// The catalogue as it stands: its codes are those of IEC 62056-6-1, and no quantity of the link is left without one.
import { describe, expect, it } from 'vitest';
import { CATALOGUE, RANGES } from '../generated/ts/catalogue.ts';
import { LAYOUTS } from '../generated/ts/protocol.ts';

const objectOf = (obis: string) => [...CATALOGUE, ...RANGES].find((o) => o.obis === obis);

/** Value group C of voltage and current by phase, and of the neutral current. */
const VOLTAGES = [32, 52, 72];
const CURRENTS = [31, 51, 71];
const NEUTRAL = 91;

describe('The codes of harmonics', () => {
  it('are those of voltage and current with the order in E, one range for each input', () => {
    [...VOLTAGES, ...CURRENTS, NEUTRAL].forEach((c, input) => {
      const amplitudes = {
        struct: 'harmonics',
        field: 'amplitude_u',
        scope: input,
        orders: 63,
        standard: true,
      };
      expect(objectOf(`1-0:${c}.7.1.255`)).toMatchObject(amplitudes);
    });
  });

  it('have E = 124 for their total distortion', () => {
    VOLTAGES.forEach((c, i) =>
      expect(objectOf(`1-0:${c}.7.124.255`)).toMatchObject({ field: 'voltage_thd_ppm', scope: i + 1 }),
    );
    CURRENTS.forEach((c, i) =>
      expect(objectOf(`1-0:${c}.7.124.255`)).toMatchObject({ field: 'current_thd_ppm', scope: i + 1 }),
    );
    expect(objectOf('1-0:91.7.124.255')).toMatchObject({ field: 'thd_ppm', scope: 6, standard: true });
  });

  it('have E = 1 for the active power of the fundamental, signed as C = 16, 36, 56, 76', () => {
    [16, 36, 56, 76].forEach((c, scope) =>
      expect(objectOf(`1-0:${c}.7.1.255`)).toMatchObject({
        field: 'fundamental_power_mW',
        scope,
        rule: 'signed',
      }),
    );
  });
});

describe('The apparent power', () => {
  it('is arithmetic under its standard code, and named as vector sum under another', () => {
    [9, 29, 49, 69].forEach((c, scope) => {
      const [arithmetic, vector] = [objectOf(`1-0:${c}.7.0.255`), objectOf(`1-0:${c}.7.128.255`)];
      expect(arithmetic).toMatchObject({ field: 'apparent_power_mVA', scope, standard: true });
      expect(arithmetic!.name).toMatch(/arithmetic/);
      expect(vector).toMatchObject({ field: 'apparent_vector_mVA', scope, standard: false });
      expect(vector!.name).toMatch(/vector/);
    });
  });
});

/** Fields that say whose and when a record is, and quantities another record's object stands for. */
const WITHOUT = [
  'sample_index',
  'scope',
  'reserved',
  'flags', // how far it can be trusted: the error register 0-0:97.97.0 for all of them
  'measurements',
  'input',
  'first_order',
  'highest_order',
  'reference_input',
  'ten_seconds', // which stretch of ten seconds it is
  'apparent_arithmetic_mVA', // the apparent_power_mVA of instantaneous
  'frequency_mHz', // that of instantaneous
];

describe('Every quantity of the link', () => {
  it.each(['power_quality', 'network', 'harmonics'] as const)('has an object for each in %s', (struct) => {
    const shown = new Set<string>(
      [...CATALOGUE, ...RANGES].filter((o) => o.struct === struct).map((o) => o.field),
    );
    const fields = LAYOUTS[struct].fields.map((f) => f.name).filter((name) => !WITHOUT.includes(name));
    expect(fields.filter((name) => !shown.has(name))).toEqual([]);
  });
});
