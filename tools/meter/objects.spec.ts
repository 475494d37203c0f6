// Records as objects: catalogue, units, sign rules, exact counts.
import { describe, expect, it } from 'vitest';
import { CATALOGUE, RANGES } from '../../shared-protocol/generated/ts/catalogue.ts';
import { NOT_MEASURED, NOT_MEASURED_SIGNED } from '../../shared-protocol/generated/ts/protocol.ts';
import { decodeRecord, encodeRecord, type RecordValues } from '../records/records.ts';
import { objectName, objectsOf } from './objects.ts';

function scoped(
  struct: 'registers' | 'instantaneous' | 'power_quality' | 'network',
  scope: number,
  values: RecordValues,
) {
  return new Map([[scope, decodeRecord(struct, encodeRecord(struct, { scope, ...values }))]]);
}

describe('Registers as objects', () => {
  it('have their value in Wh and the exact count behind it', () => {
    const objects = objectsOf('registers', scoped('registers', 0, { active_import_mWs: 7_200_001n }));
    expect(objects['1-0:1.8.0.255']).toEqual({
      value: 7_200_001 / 3_600_000,
      unit: 'Wh',
      count: '7200001',
      count_unit: 'mWs',
    });
  });

  it('keep a count that a double cannot hold', () => {
    const count = 2n ** 60n + 1n;
    const objects = objectsOf('registers', scoped('registers', 0, { active_import_mWs: count }));
    expect(objects['1-0:1.8.0.255'].count).toBe(String(count));
  });

  it('are those of their scope and of no other', () => {
    const objects = objectsOf('registers', scoped('registers', 2, { active_import_mWs: 3_600_000n }));
    expect(objects['1-0:41.8.0.255'].value).toBe(1);
    expect(objects['1-0:1.8.0.255']).toBeUndefined();
    expect(objects['1-0:21.8.0.255']).toBeUndefined();
  });

  it('are none without records', () => {
    expect(objectsOf('registers', new Map())).toEqual({});
  });
});

describe('Quantities as objects', () => {
  it('of a load are import, of a generator export', () => {
    const load = objectsOf('instantaneous', scoped('instantaneous', 1, { active_power_mW: 2_300_000 }));
    expect([
      load['1-0:21.7.0.255'].value,
      load['1-0:22.7.0.255'].value,
      load['1-0:36.7.0.255'].value,
    ]).toEqual([2300, 0, 2300]);
    const generator = objectsOf('instantaneous', scoped('instantaneous', 1, { active_power_mW: -2_300_000 }));
    expect([
      generator['1-0:21.7.0.255'].value,
      generator['1-0:22.7.0.255'].value,
      generator['1-0:36.7.0.255'].value,
    ]).toEqual([0, 2300, -2300]);
  });

  it('are never a negative zero', () => {
    const objects = objectsOf('instantaneous', scoped('instantaneous', 1, {}));
    for (const { value } of Object.values(objects)) expect(Object.is(value, -0)).toBe(false);
  });

  it('have no count: they are measured, not counted', () => {
    const objects = objectsOf('instantaneous', scoped('instantaneous', 1, { voltage_mV: 230_123 }));
    expect(objects['1-0:32.7.0.255']).toEqual({ value: 230.123, unit: 'V' });
  });
});

describe('What was not found', () => {
  it('is no object: a frequency without a mains, the angle of a voltage that is not there', () => {
    const none = { frequency_mHz: NOT_MEASURED, voltage_angle_mdeg: NOT_MEASURED_SIGNED };
    expect(objectsOf('instantaneous', scoped('instantaneous', 0, none))['1-0:14.7.0.255']).toBeUndefined();
    expect(objectsOf('instantaneous', scoped('instantaneous', 2, none))['1-0:81.7.10.255']).toBeUndefined();
    const found = objectsOf('instantaneous', scoped('instantaneous', 2, { voltage_angle_mdeg: 120_000 }));
    expect(found['1-0:81.7.10.255']).toEqual({ value: 120, unit: '°' });
  });
});

describe('Finer quantities as objects', () => {
  it('are in parts of a hundred, of their phase', () => {
    const objects = objectsOf('power_quality', scoped('power_quality', 2, { voltage_thd_ppm: 34_129 }));
    expect(objects['1-0:52.7.124.255']).toEqual({ value: 3.4129, unit: '%' });
    expect(objects['1-0:32.7.124.255']).toBeUndefined();
    const early = objectsOf('power_quality', scoped('power_quality', 2, { voltage_thd_ppm: NOT_MEASURED }));
    expect(early['1-0:52.7.124.255']).toBeUndefined();
    expect(early['1-0:51.7.124.255']).toEqual({ value: 0, unit: '%' });
  });

  it('keep the sign of a direct component and of the power of the fundamentals', () => {
    const values = { direct_current_uA: -250_000, fundamental_power_mW: -1500 };
    const objects = objectsOf('power_quality', scoped('power_quality', 1, values));
    expect(objects['1-0:31.7.130.255'].value).toBe(-0.25);
    expect(objects['1-0:36.7.1.255'].value).toBe(-1.5);
  });

  it('of all phases together come from a record without a scope', () => {
    const objects = objectsOf(
      'network',
      scoped('network', 0, { phase_sequence: 2, current_zero_ppm: 10_000 }),
    );
    expect(objects['1-0:12.7.133.255']).toEqual({ value: 2, unit: '' });
    expect(objects['1-0:11.7.132.255']).toEqual({ value: 1, unit: '%' });
  });
});

describe('The name of an object', () => {
  it('is that of the catalogue, or the code itself', () => {
    expect(objectName('1-0:1.8.0.255')).toBe('Active energy import, total');
    expect(objectName('9-9:9.9.9.255')).toBe('9-9:9.9.9.255');
  });

  it('is not empty for any object', () => {
    for (const { obis } of [...CATALOGUE, ...RANGES]) expect(objectName(obis)).not.toBe('');
  });
});
