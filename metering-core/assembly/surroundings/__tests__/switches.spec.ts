// The switches: unknown until told, sealed until told otherwise.
import { Status, SWITCH_CALIBRATION_JUMPER, SWITCH_MAIN_COVER, SWITCHES } from '../../../../shared-protocol/generated/assembly/protocol';
import { isClosed, isOpen, isUnsealed, resetSwitches, switchChanged } from '../switches';

describe('Switches', () => {
  beforeEach(() => {
    resetSwitches();
  });

  test('are neither open nor closed before they were told, and the seal holds', () => {
    expect(isOpen(SWITCH_MAIN_COVER)).toBe(false);
    expect(isClosed(SWITCH_MAIN_COVER)).toBe(false);
    expect(isUnsealed()).toBe(false);
  });

  test('the jumper opens the seal and closes it again', () => {
    expect(switchChanged(SWITCH_CALIBRATION_JUMPER, 1, 0)).toBe(Status.OK);
    expect(isUnsealed()).toBe(true);
    switchChanged(SWITCH_CALIBRATION_JUMPER, 0, 1);
    expect(isUnsealed()).toBe(false);
  });

  test('one that does not exist is refused', () => {
    expect(switchChanged(SWITCHES, 1, 0)).toBe(Status.OUT_OF_RANGE);
    expect(switchChanged(-1, 1, 0)).toBe(Status.OUT_OF_RANGE);
    expect(switchChanged(0, 2, 0)).toBe(Status.OUT_OF_RANGE);
    expect(switchChanged(0, 1, -1)).toBe(Status.OUT_OF_RANGE);
  });
});
