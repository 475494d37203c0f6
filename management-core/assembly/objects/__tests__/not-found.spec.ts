// Objects of what was not found: no value, where the record says so by its number.
import { Instantaneous } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_READ_INSTANTANEOUS, NOT_MEASURED, NOT_MEASURED_SIGNED,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { entryIn } from '../../../../shared-protocol/assembly/objects/rows';
import { Value, VALUE_NULL } from '../../../../shared-protocol/assembly/objects/value';
import { resetMirror, shownSnapshot } from '../../link/mirror';
import { findObject, objectRow, readValue } from '../tables';
import { mirrorValue32 } from '../../__tests__/testing';

const CODE = memory.data(8, 8);
const VALUE = memory.data(40, 8);
const FREQUENCY: i32 = offsetof<Instantaneous>('frequency_mHz');
const ANGLE: i32 = offsetof<Instantaneous>('voltage_angle_mdeg');
const POWER: i32 = offsetof<Instantaneous>('active_power_mW');

/** True when 1-0:c.7.e.255 has a value, after its field of a scope's record was mirrored. */
function known(c: i32, e: i32, scope: i32, field: i32, raw: i32): bool {
  mirrorValue32(MESSAGE_READ_INSTANTANEOUS, scope, field, raw, 0);
  store<u32>(CODE, 0x07000001 | (c << 16));
  store<u16>(CODE + 4, <u16>(e | 0xff00));
  const row = objectRow(findObject(CODE));
  readValue(row, entryIn(row, CODE), 1, shownSnapshot(0), changetype<Value>(VALUE));
  return changetype<Value>(VALUE).kind != VALUE_NULL;
}

describe('What was not found', () => {
  beforeEach(() => {
    resetMirror();
  });

  test('has no value: a frequency without a mains', () => {
    expect(known(14, 0, 0, FREQUENCY, <i32>NOT_MEASURED)).toBe(false);
    expect(known(14, 0, 0, FREQUENCY, 50_000)).toBe(true);
  });

  test('has no value: the angle of a voltage that is not there', () => {
    expect(known(81, 10, 2, ANGLE, NOT_MEASURED_SIGNED)).toBe(false);
    expect(known(81, 10, 2, ANGLE, 120_000)).toBe(true);
  });

  test('has no value in either direction', () => {
    expect(known(2, 0, 0, POWER, NOT_MEASURED_SIGNED)).toBe(false);
    expect(known(2, 0, 0, POWER, NOT_MEASURED_SIGNED + 1)).toBe(true);
  });
});
