// What the board tells of itself, and which of it is an alarm.
import {
  CONTACT_MAGNET, CONTACT_TERMINAL_COVER, CONTACTS, COVER_LATCH_ARMED, COVER_LATCH_LOST, COVER_LATCH_OPENED, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import {
  acknowledge, contactChanged, coverIsOpen, coverWasOpened, latchIsLost, latchRead, magnetIsNear, resetContacts,
  terminalsAreHot, terminalsMeasured,
} from '../contacts';

describe('The surroundings of the management board', () => {
  beforeEach(resetContacts);

  test('are no alarm before they were told', () => {
    expect(coverIsOpen() || magnetIsNear() || coverWasOpened() || latchIsLost() || terminalsAreHot()).toBe(false);
  });

  test('have a cover that is open when its contact is, and a magnet when its contact closes', () => {
    contactChanged(CONTACT_TERMINAL_COVER, 0);
    contactChanged(CONTACT_MAGNET, 0);
    expect(coverIsOpen()).toBe(true);
    expect(magnetIsNear()).toBe(false);
    contactChanged(CONTACT_TERMINAL_COVER, 1);
    contactChanged(CONTACT_MAGNET, 1);
    expect(coverIsOpen()).toBe(false);
    expect(magnetIsNear()).toBe(true);
  });

  test('remember what the latch kept until somebody took note of it', () => {
    latchRead(COVER_LATCH_OPENED);
    expect(coverWasOpened()).toBe(true);
    acknowledge();
    expect(coverWasOpened()).toBe(false);
    latchRead(COVER_LATCH_LOST);
    expect(latchIsLost()).toBe(true);
    latchRead(COVER_LATCH_ARMED);
    expect(latchIsLost()).toBe(false);
  });

  test('are hot from 90 degrees on, while the sensor works', () => {
    terminalsMeasured(Status.OK, 89_999);
    expect(terminalsAreHot()).toBe(false);
    terminalsMeasured(Status.OK, 90_000);
    expect(terminalsAreHot()).toBe(true);
    terminalsMeasured(Status.NOT_FOUND, 0);
    expect(terminalsAreHot()).toBe(false);
  });

  test('refuse what does not exist', () => {
    expect(contactChanged(CONTACTS, 0)).toBe(Status.OUT_OF_RANGE);
    expect(contactChanged(-1, 0)).toBe(Status.OUT_OF_RANGE);
    expect(contactChanged(0, 2)).toBe(Status.OUT_OF_RANGE);
    expect(latchRead(3)).toBe(Status.OUT_OF_RANGE);
    expect(terminalsMeasured(Status.OK, 150_001)).toBe(Status.OUT_OF_RANGE);
    expect(terminalsMeasured(Status.OK, -40_001)).toBe(Status.OUT_OF_RANGE);
  });
});
