// A change of the ratios: what is kept of the period before, how far back, and what failing storage and power cuts leave.
import { framRead, framWrite, norEnds, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { Parameters, PARAMETERS_BYTES, RATIO_CHANGE_BYTES, RATIO_CHANGE_new_ratios, RATIO_CHANGE_old_ratios, RATIO_CHANGE_registers, RatioChange } from '../../../../shared-protocol/generated/assembly/layouts';
import { EVENT_RATIO_CHANGED, FRAM_RATIO_CHANGES, RATIO_CHANGES, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { eventOf, newestEvent } from '../../events/event-log';
import { replaceParameters } from '../../metering';
import { parameters, useParameters } from '../../parameters/parameters';
import { recordEnded } from '../../records/recorder';
import { openRegisters } from '../energy';
import { registerValue } from '../register-state';
import { copyRatioChange, keepBeforeChange, loadRatioChanges } from '../ratio-change';
import { freshMeter, supply } from '../../__tests__/mains';

const NEXT = memory.data(512, 8);
const FOUND = memory.data(RATIO_CHANGE_BYTES, 8);

function withPrimary(amperes: u32): Parameters {
  memory.copy(NEXT, changetype<usize>(parameters()), PARAMETERS_BYTES);
  const next = changetype<Parameters>(NEXT);
  next.current_ratio_primary = amperes;
  next.current_ratio_secondary = 5;
  return next;
}

function change(amperes: u32): i32 {
  withPrimary(amperes);
  const status = replaceParameters(NEXT);
  if (norEnds(true)) recordEnded(Status.OK);
  return status;
}

function found(index: u32): RatioChange {
  expect(copyRatioChange(index, FOUND)).toBe(RATIO_CHANGE_BYTES);
  return changetype<RatioChange>(FOUND);
}

describe('A change of the ratios', () => {
  beforeEach(() => {
    freshMeter();
    supply(10_000);
  });

  test('keeps the total\'s registers to the last sample before it, with old and new ratios, and is an event', () => {
    const before = registerValue(openRegisters(), 0, 0);
    expect(before).toBeGreaterThan(8_000_000);
    expect(change(100)).toBe(Status.OK);
    supply(10_000);
    const kept = found(0);
    expect(kept.sequence).toBe(1);
    expect(kept.sample_index).toBe(10_000);
    expect(load<i64>(FOUND + RATIO_CHANGE_registers)).toBe(before);
    expect(load<u32>(FOUND + RATIO_CHANGE_old_ratios)).toBe(1);
    expect(load<u32>(FOUND + RATIO_CHANGE_new_ratios)).toBe(100);
    expect(load<u32>(FOUND + RATIO_CHANGE_new_ratios + 4)).toBe(5);
    expect(registerValue(openRegisters(), 0, 0)).toBeGreaterThan(before + 8_000_000);
    const event = eventOf(newestEvent)!;
    expect(event.event).toBe(<u8>EVENT_RATIO_CHANGED);
    expect(event.extreme).toBe(1);
  });

  test('is none when a record with the same ratios is sealed', () => {
    memory.copy(NEXT, changetype<usize>(parameters()), PARAMETERS_BYTES);
    changetype<Parameters>(NEXT).starting_current_uA = 30_000;
    expect(replaceParameters(NEXT)).toBe(Status.OK);
    expect(copyRatioChange(0, FOUND)).toBe(Status.NOT_FOUND);
  });

  test('is kept as far back as there is room, over restarts', () => {
    for (let n: u32 = 1; n <= <u32>RATIO_CHANGES + 3; n++) expect(change(100 * n)).toBe(Status.OK);
    loadRatioChanges();
    for (let index: u32 = 0; index < <u32>RATIO_CHANGES; index++) {
      expect(found(index).sequence).toBe(<u32>RATIO_CHANGES + 3 - index);
      expect(load<u32>(FOUND + RATIO_CHANGE_new_ratios)).toBe(100 * (<u32>RATIO_CHANGES + 3 - index));
    }
    expect(copyRatioChange(RATIO_CHANGES, FOUND)).toBe(Status.NOT_FOUND);
  });

  test('out of range keeps nothing', () => {
    expect(change(0)).toBe(Status.OUT_OF_RANGE);
    expect(copyRatioChange(0, FOUND)).toBe(Status.NOT_FOUND);
  });

  test('is not sealed when its registers cannot be kept', () => {
    setStorageFails(true);
    expect(change(100)).toBe(Status.STORAGE_FAILED);
    setStorageFails(false);
    expect(parameters().current_ratio_primary).toBe(1);
    expect(copyRatioChange(0, FOUND)).toBe(Status.NOT_FOUND);
  });

  test('cut off before the record was sealed is none: its number is used again', () => {
    change(100);
    expect(keepBeforeChange(withPrimary(200), 12_000)).toBe(2);
    loadRatioChanges();
    expect(found(0).sequence).toBe(1);
    expect(change(300)).toBe(Status.OK);
    expect(found(0).sequence).toBe(2);
    expect(load<u32>(FOUND + RATIO_CHANGE_new_ratios)).toBe(300);
  });

  test('that is damaged is not told', () => {
    change(100);
    change(200);
    const at = FRAM_RATIO_CHANGES + 2 * RATIO_CHANGE_BYTES + 20;
    framWrite(at, framRead(at) ^ 1);
    expect(copyRatioChange(0, FOUND)).toBe(Status.NOT_FOUND);
    expect(found(1).sequence).toBe(1);
  });
});
