// What the latch of the main cover adds to the log of events.
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import {
  COVER_LATCH_ARMED, COVER_LATCH_LOST, COVER_LATCH_OPENED, COVER_WITHOUT_POWER, EVENT_MAIN_COVER_OPEN, RESET_POWER_ON, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { eventOf, newestEvent } from '../event-log';
import { noteCoverLatch, startEvents } from '../event-moments';

describe('The latch of the main cover', () => {
  beforeEach(() => {
    resetHost();
    startEvents(RESET_POWER_ON);
  });

  test('enters an opening without power, with its mark, and over at once', () => {
    const before = newestEvent;
    expect(noteCoverLatch(COVER_LATCH_OPENED)).toBe(Status.OK);
    expect(newestEvent).toBe(before + 1);
    const event = eventOf(newestEvent)!;
    expect(event.event).toBe(<u8>EVENT_MAIN_COVER_OPEN);
    expect(event.extreme).toBe(COVER_WITHOUT_POWER);
    expect(event.end).toBeGreaterThan(0);
  });

  test('enters nothing when the cover stayed on, and when the latch lost its battery', () => {
    const before = newestEvent;
    expect(noteCoverLatch(COVER_LATCH_ARMED)).toBe(Status.OK);
    expect(noteCoverLatch(COVER_LATCH_LOST)).toBe(Status.OK);
    expect(noteCoverLatch(COVER_LATCH_LOST + 1)).toBe(Status.OUT_OF_RANGE);
    expect(noteCoverLatch(-1)).toBe(Status.OUT_OF_RANGE);
    expect(newestEvent).toBe(before);
  });
});
