// Objects of the catalogue as text: sign rules, cutting, units.
import { OBJECTS } from '../../../shared-protocol/generated/assembly/catalogue';
import { Instantaneous, Registers } from '../../../shared-protocol/generated/assembly/layouts';
import { MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_REGISTERS } from '../../../shared-protocol/generated/assembly/protocol';
import { resetMirror } from '../mirror';
import { findObject, hasUnit, objectIsKnown, objectRow, objectValue, putObis, putReducedObis, putUnit, putValue } from '../objects';
import { mirrorValue32, mirrorValue64, textBetween } from './testing';

const TEXT = memory.data(64, 8);
const IMPORT: i32 = offsetof<Registers>('active_import_mWs');
const POWER: i32 = offsetof<Instantaneous>('active_power_mW');
const FACTOR: i32 = offsetof<Instantaneous>('power_factor_ppm');
const CURRENT: i32 = offsetof<Instantaneous>('current_uA');

function value(c: i32, d: i32, decimals: i32): string {
  return textBetween(TEXT, putValue(TEXT, findObject(c, d, 0), decimals));
}

function energy(count_mWs: i64, decimals: i32): string {
  mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, count_mWs, 0);
  return value(1, 8, decimals);
}

function power(c: i32, power_mW: i32): i64 {
  mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, POWER, power_mW, 0);
  return objectValue(objectRow(findObject(c, 7, 0)));
}

function factor(factor_ppm: i32, decimals: i32): string {
  mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, FACTOR, factor_ppm, 0);
  return value(13, 7, decimals);
}

describe('An energy register', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('is cut to its last decimal, never rounded up', () => {
    expect(energy(3_599_999_999, 9)).toBe('000000.999999');
    expect(energy(3_599_999_999, 3)).toBe('000000.999');
    expect(energy(3_600_000_000, 9)).toBe('000001.000000');
    expect(energy(3_599, 9)).toBe('000000.000000');
    expect(energy(3_600, 9)).toBe('000000.000001');
  });

  test('has no point where no decimals are wanted', () => {
    expect(energy(7_200_000_000, 0)).toBe('000002');
  });

  test('rolls over behind its last digit', () => {
    expect(energy(3_600_000_000 * 999_999, 0)).toBe('999999');
    expect(energy(3_600_000_000 * 1_000_000, 0)).toBe('000000');
  });

  test('has no more decimals than the catalogue gives, however many are asked', () => {
    expect(energy(3_600_000_001, 9)).toBe(energy(3_600_000_001, 6));
  });
});

describe('A power', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('of a load is import, not export', () => {
    expect(power(1, 2_300_000)).toBe(2_300_000);
    expect(power(2, 2_300_000)).toBe(0);
    expect(power(16, 2_300_000)).toBe(2_300_000);
  });

  test('of a generator is export without sign, not import; the signed one keeps its sign', () => {
    expect(power(1, -2_300_000)).toBe(0);
    expect(power(2, -2_300_000)).toBe(2_300_000);
    expect(power(16, -2_300_000)).toBe(-2_300_000);
  });

  test('of the largest negative count does not turn round', () => {
    expect(power(2, i32.MIN_VALUE)).toBe(2_147_483_648);
  });
});

describe('A signed value', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('has its minus before the digits', () => {
    expect(factor(-499_999, 9)).toBe('-0.4999');
    expect(factor(499_999, 9)).toBe('0.4999');
  });

  test('that is cut to nothing has no minus', () => {
    expect(factor(-99, 9)).toBe('0.0000');
    expect(factor(-100, 9)).toBe('-0.0001');
    expect(factor(-9_999, 1)).toBe('0.0');
  });

  test('of an unsigned field is never negative', () => {
    mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, CURRENT, -1, 0);
    expect(objectValue(objectRow(findObject(91, 7, 0)))).toBe(4_294_967_295);
  });
});

describe('The catalogue', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('is searched by C, D and E; what is not in it is not found', () => {
    const row = objectRow(findObject(14, 7, 0));
    expect(row.c).toBe(14);
    expect(row.a).toBe(1);
    expect(findObject(14, 8, 0)).toBe(-1);
    expect(findObject(14, 7, 1)).toBe(-1);
  });

  test('gives each object a code that leads back to it', () => {
    for (let i = 0; i < OBJECTS; i++) expect(findObject(objectRow(i).c, objectRow(i).d, objectRow(i).e)).toBe(i);
  });

  test('writes all six fields of a code, or the reduced form', () => {
    const row = objectRow(findObject(81, 7, 10));
    expect(textBetween(TEXT, putObis(TEXT, row))).toBe('1-0:81.7.10*255');
    expect(textBetween(TEXT, putReducedObis(TEXT, row))).toBe('81.7.10');
  });

  test('has units, and objects without one', () => {
    const energy = objectRow(findObject(5, 8, 0));
    expect(hasUnit(energy)).toBe(true);
    expect(textBetween(TEXT, putUnit(TEXT, energy))).toBe('kvarh');
    expect(hasUnit(objectRow(findObject(13, 7, 0)))).toBe(false);
  });

  test('knows an object only when the mirror has its own record', () => {
    mirrorValue64(MESSAGE_READ_REGISTERS, 1, IMPORT, 1, 0);
    expect(objectIsKnown(objectRow(findObject(21, 8, 0)))).toBe(true);
    expect(objectIsKnown(objectRow(findObject(1, 8, 0)))).toBe(false);
    expect(objectIsKnown(objectRow(findObject(21, 7, 0)))).toBe(false);
  });
});
