// Objects of the mirror: sign rules, cutting, units, arrays, what is not known.
import { OBJECTS, UNITS } from '../../../../shared-protocol/generated/assembly/objects';
import {
  Harmonics, HARMONICS_amplitude_u, HARMONICS_angle_mdeg, Instantaneous, Network, PowerQuality, Registers,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_READ_HARMONICS, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_NETWORK, MESSAGE_READ_POWER_QUALITY,
  MESSAGE_READ_REGISTERS, NOT_MEASURED, SEQUENCE_NEGATIVE,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { textBetween } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { entryIn, ObjectRow, putCode } from '../../../../shared-protocol/assembly/objects/rows';
import { Value, VALUE_NULL } from '../../../../shared-protocol/assembly/objects/value';
import { hasUnit, putObis, putReducedObis, putUnit, putValue } from '../../../../shared-protocol/assembly/objects/value-text';
import { resetMirror, shownSnapshot } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { findObject, formatOf, objectRow, readValue } from '../tables';
import { mirrorRecord, mirrorValue32, mirrorValue64, RECORD } from '../../__tests__/testing';

const TEXT = memory.data(64, 8);
const CODE = memory.data(8, 8);
const VALUE = memory.data(40, 8);
/** Place of the value among the attributes of its template: behind the logical name. */
const PLACE: i32 = 1;
const IMPORT: i32 = offsetof<Registers>('active_import_mWs');
const POWER: i32 = offsetof<Instantaneous>('active_power_mW');
const FACTOR: i32 = offsetof<Instantaneous>('power_factor_ppm');
const CURRENT: i32 = offsetof<Instantaneous>('current_uA');

/** Row of the object 1-0:c.d.e.255. */
function find(c: i32, d: i32, e: i32): i32 {
  store<u32>(CODE, 0x00000001 | (c << 16) | (d << 24));
  store<u16>(CODE + 4, <u16>(e | 0xff00));
  return findObject(CODE);
}

function row(c: i32, d: i32, e: i32): ObjectRow {
  return objectRow(find(c, d, e));
}

function read(c: i32, d: i32, e: i32): Value {
  const found = row(c, d, e);
  readValue(found, entryIn(found, CODE), PLACE, shownSnapshot(0), changetype<Value>(VALUE));
  return changetype<Value>(VALUE);
}

function known(c: i32, d: i32, e: i32): bool {
  return read(c, d, e).kind != VALUE_NULL;
}

/** Text of 1-0:c.d.e.255. */
function text(c: i32, d: i32, e: i32, decimals: i32): string {
  return textBetween(TEXT, putValue(TEXT, read(c, d, e), formatOf(row(c, d, e), PLACE), decimals));
}

function energy(count_mWs: i64, decimals: i32): string {
  mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, count_mWs, 0);
  return text(1, 8, 0, decimals);
}

function power(c: i32, power_mW: i32): i64 {
  mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, POWER, power_mW, 0);
  return read(c, 7, 0).number;
}

function factor(factor_ppm: i32, decimals: i32): string {
  mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, FACTOR, factor_ppm, 0);
  return text(13, 7, 0, decimals);
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
    expect(power(2, i32.MIN_VALUE + 1)).toBe(2_147_483_647);
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
    mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, CURRENT, -2, 0);
    expect(read(91, 7, 0).number).toBe(4_294_967_294);
  });
});

describe('The catalogue', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('is searched by C, D and E; what is not in it is not found', () => {
    const frequency = row(14, 7, 0);
    expect(frequency.c).toBe(14);
    expect(frequency.a).toBe(1);
    expect(find(14, 8, 0)).toBe(-1);
    expect(find(14, 7, 1)).toBe(-1);
  });

  test('gives each entry of each object a code that leads back to it', () => {
    for (let i = 0; i < OBJECTS; i++) {
      const row = objectRow(i);
      for (let entry = 0; entry < <i32>row.span; entry++) {
        putCode(CODE, row, entry);
        expect(findObject(CODE)).toBe(i);
        expect(entryIn(row, CODE)).toBe(entry);
        expect(findObject(CODE, row.class)).toBe(i);
        expect(findObject(CODE, 99)).toBe(-1);
      }
    }
  });

  test('writes all six fields of a code, or the reduced form', () => {
    const angle = row(81, 7, 20);
    expect(textBetween(TEXT, putObis(TEXT, angle, 1))).toBe('1-0:81.7.20*255');
    expect(textBetween(TEXT, putReducedObis(TEXT, angle, 0))).toBe('81.7.10');
  });

  test('has units, and objects without one', () => {
    const energy = formatOf(row(5, 8, 0), PLACE);
    expect(hasUnit(UNITS, energy)).toBe(true);
    expect(textBetween(TEXT, putUnit(TEXT, UNITS, energy))).toBe('kvarh');
    expect(hasUnit(UNITS, formatOf(row(13, 7, 0), PLACE))).toBe(false);
  });

  test('knows an object only when the mirror has its own record', () => {
    mirrorValue64(MESSAGE_READ_REGISTERS, 1, IMPORT, 1, 0);
    expect(known(21, 8, 0)).toBe(true);
    expect(known(1, 8, 0)).toBe(false);
    expect(known(21, 7, 0)).toBe(false);
  });
});

/** Text of 1-0:c.7.e.255 with all its decimals. */
function quality(c: i32, e: i32): string {
  return text(c, 7, e, 9);
}

/** The same when one field of a record was received. */
function qualityOf(message: i32, scope: i32, offset: i32, raw: i32, c: i32, e: i32): string {
  mirrorValue32(message, scope, offset, raw, 0);
  return quality(c, e);
}

describe('The finer quantities', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('show distortion and unbalance as parts of a hundred', () => {
    const thd: i32 = offsetof<PowerQuality>('voltage_thd_ppm');
    const negative: i32 = offsetof<Network>('current_negative_ppm');
    expect(qualityOf(MESSAGE_READ_POWER_QUALITY, 3, thd, 34_129, 72, 124)).toBe('003.412');
    expect(qualityOf(MESSAGE_READ_NETWORK, 0, negative, 1_250_000, 11, 131)).toBe('125.000');
    expect(known(52, 7, 124)).toBe(false);
    // Received, but its input had no turn yet.
    mirrorValue32(MESSAGE_READ_POWER_QUALITY, 3, thd, <i32>NOT_MEASURED, 0);
    expect(known(72, 7, 124)).toBe(false);
    mirrorValue32(MESSAGE_READ_POWER_QUALITY, 3, thd, 0, 0);
    expect(known(72, 7, 124)).toBe(true);
  });

  test('show the sign of the fundamental\'s power and of a direct current', () => {
    const power: i32 = offsetof<PowerQuality>('fundamental_power_mW');
    const direct: i32 = offsetof<PowerQuality>('direct_current_uA');
    expect(qualityOf(MESSAGE_READ_POWER_QUALITY, 0, power, -1_150_000, 16, 1)).toBe('-001.150000');
    expect(qualityOf(MESSAGE_READ_POWER_QUALITY, 2, direct, -250_000, 51, 130)).toBe('-000.2500');
  });

  test('tell vector and arithmetic apparent power by their codes', () => {
    mirrorValue32(MESSAGE_READ_POWER_QUALITY, 0, offsetof<PowerQuality>('apparent_vector_mVA'), 3_000_000, 0);
    mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, offsetof<Instantaneous>('apparent_power_mVA'), 3_100_000, 0);
    expect(quality(9, 128)).toBe('003.000000');
    expect(quality(9, 0)).toBe('003.100000');
  });

  test('take a byte for itself alone: the phase sequence without its neighbours', () => {
    const sequence: i32 = offsetof<Network>('phase_sequence');
    expect(qualityOf(MESSAGE_READ_NETWORK, 0, sequence, 0x0100 | SEQUENCE_NEGATIVE, 12, 133)).toBe('2');
  });
});

/** Puts the order itself, in thousandths, into one entry of a page. */
function mirrorOrder(input: i32, order: i32, field: i32, highest: u8 = 50): void {
  memory.fill(RECORD, 0, 256);
  changetype<Harmonics>(RECORD).highest_order = highest;
  store<u32>(RECORD + field + (((order - 1) % 24) << 2), order * 1000);
  mirrorRecord(slotOf(MESSAGE_READ_HARMONICS, input) + (order - 1) / 24, RECORD, 0);
}

function entryText(c: i32, d: i32, order: i32): string {
  return text(c, d, order, 9);
}

describe('A range', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('is one row for all its orders, and none beside them', () => {
    expect(find(31, 7, 63)).toBe(find(31, 7, 1));
    expect(find(31, 7, 64)).toBe(-1);
    expect(find(31, 7, 0)).not.toBe(find(31, 7, 1));
    expect(find(31, 7, 124)).not.toBe(find(31, 7, 1));
  });

  test('finds each order on its page, of amplitudes and of angles, of its own input', () => {
    for (let order = 1; order <= 63; order++) {
      resetMirror();
      mirrorOrder(4, order, HARMONICS_amplitude_u, 63);
      expect(entryText(51, 7, order)).toBe('000.0' + order.toString().padStart(2, '0') + '0');
      expect(known(31, 7, order)).toBe(false);
      mirrorOrder(4, order, HARMONICS_angle_mdeg, 63);
      expect(entryText(51, 128, order)).toBe(order.toString().padStart(3, '0') + '.00');
    }
  });

  test('is known page by page', () => {
    mirrorOrder(6, 25, HARMONICS_amplitude_u);
    expect(known(91, 7, 24)).toBe(false);
    expect(known(91, 7, 25)).toBe(true);
    expect(known(91, 7, 48)).toBe(true);
    expect(known(91, 7, 49)).toBe(false);
  });

  test('is known up to the highest order measured: what the sampling rate leaves out is not zero', () => {
    mirrorOrder(6, 49, HARMONICS_amplitude_u);
    expect(known(91, 7, 50)).toBe(true);
    expect(known(91, 7, 51)).toBe(false);
    changetype<Harmonics>(RECORD).highest_order = 0;
    mirrorRecord(slotOf(MESSAGE_READ_HARMONICS, 6), RECORD, 0);
    expect(known(91, 7, 1)).toBe(false);
  });

  test('has the order in its code', () => {
    const angles = row(32, 128, 7);
    expect(textBetween(TEXT, putObis(TEXT, angles, 6))).toBe('1-0:32.128.7*255');
    expect(textBetween(TEXT, putReducedObis(TEXT, angles, 62))).toBe('32.128.63');
  });

  test('leaves the distortion of the neutral current where its record has it', () => {
    mirrorValue32(MESSAGE_READ_HARMONICS, 6, offsetof<Harmonics>('thd_ppm'), 120_000, 0);
    expect(quality(91, 124)).toBe('012.000');
  });
});
