// The counts of dips, swells and failures over a cut of the supply at any byte that is written of them.
import { DISTURBANCES_BYTES } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_DIP, EVENT_INTERRUPTION, EVENT_POWER_OFF, FRAM_DISTURBANCES_A, FRAM_DISTURBANCES_B,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { framWritten, resetHost, setCutAfter } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { eventsCounted } from '../disturbance-follower';
import { failures, longFailures, sagsOf } from '../disturbances';
import { begin, follow, happens, restart } from './event-log';

/** Bytes that one record takes in the FRAM. */
const WRITTEN: i32 = DISTURBANCES_BYTES;

describe('A cut of the supply', () => {
  test('at any byte of any record leaves nothing out, counts nothing twice, and lets no count fall', () => {
    let cuts = 0;
    for (let cut: i32 = 0; cut <= 3 * WRITTEN; cut++) {
      resetHost();
      begin();
      for (let n = 0; n < 2; n++) happens(EVENT_DIP, 1, 0);
      happens(EVENT_INTERRUPTION, 0, 300);
      follow();
      const sags = sagsOf(0);
      const broken = failures();
      const long = longFailures();
      const written = framWritten();
      setCutAfter(cut);
      for (let n = 0; n < 7; n++) happens(EVENT_DIP, 1 + (n & 1), 0);
      happens(EVENT_INTERRUPTION, 0, 200);
      happens(EVENT_POWER_OFF, 0, 0, 20);
      follow();
      setCutAfter(-1);
      if (framWritten() > written) cuts++;
      restart();
      expect(sagsOf(0)).toBeGreaterThanOrEqual(sags);
      expect(failures()).toBeGreaterThanOrEqual(broken);
      expect(longFailures()).toBeGreaterThanOrEqual(long);
      follow();
      expect(sagsOf(0)).toBe(2 + 4);
      expect(sagsOf(1)).toBe(3);
      expect(failures()).toBe(3);
      expect(longFailures()).toBe(2);
      expect(eventsCounted).toBe(true);
    }
    expect(cuts).toBeGreaterThan(2 * WRITTEN);
    expect(FRAM_DISTURBANCES_B - FRAM_DISTURBANCES_A).toBeGreaterThanOrEqual(DISTURBANCES_BYTES);
  });
});
