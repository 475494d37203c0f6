// How the load switch stands, from what the board tells.
import { Status } from '../../../../shared-protocol/generated/assembly/protocol';
import {
  loadSwitchChanged, resetLoadSwitch, switchDidNotFollow, switchIsOpen, voltageBehindOpenSwitch,
} from '../load-switch';

describe('The load switch', () => {
  beforeEach(resetLoadSwitch);

  test('is no alarm before anything was told', () => {
    expect(switchIsOpen()).toBe(false);
    expect(switchDidNotFollow()).toBe(false);
    expect(voltageBehindOpenSwitch()).toBe(false);
  });

  test('is no alarm open without voltage, nor closed with it', () => {
    loadSwitchChanged(0, 0, Status.OK);
    expect(switchIsOpen()).toBe(true);
    expect(voltageBehindOpenSwitch()).toBe(false);
    loadSwitchChanged(1, 1, Status.OK);
    expect(switchIsOpen()).toBe(false);
    expect(voltageBehindOpenSwitch()).toBe(false);
  });

  test('has a welded pole, or a wire around it, when there is voltage behind it while it is open', () => {
    loadSwitchChanged(0, 1, Status.OK);
    expect(voltageBehindOpenSwitch()).toBe(true);
    expect(switchDidNotFollow()).toBe(false);
  });

  test('did not follow until an operation says otherwise', () => {
    loadSwitchChanged(1, 1, Status.TIMEOUT);
    expect(switchDidNotFollow()).toBe(true);
    loadSwitchChanged(0, 0, Status.OK);
    expect(switchDidNotFollow()).toBe(false);
  });

  test('refuses what is neither open nor closed', () => {
    expect(loadSwitchChanged(2, 0, Status.OK)).toBe(Status.OUT_OF_RANGE);
    expect(loadSwitchChanged(0, -1, Status.OK)).toBe(Status.OUT_OF_RANGE);
    expect(switchIsOpen()).toBe(false);
  });
});
