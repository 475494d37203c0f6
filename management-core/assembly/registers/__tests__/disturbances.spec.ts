// Dips, swells and failures: each event is counted once, over restarts, and no count ever falls.
import { DISTURBANCES_swells } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_DIP, EVENT_FREQUENCY, EVENT_INTERRUPTION, EVENT_POWER_OFF, EVENT_SWELL,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { resetHost, setStorageFails } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { eventsCounted } from '../disturbance-follower';
import { disturbances, failureEnded_s, failureLasted_s, failures, failuresLogged, longFailures, sagsOf, swellsOf } from '../disturbances';
import {
  asked, begin, CLOCK_s, follow, forgetBehind, happens, inLog, interruptionIs, oldestIs, RATE_Hz, restart, run, startsAre, tellStatus,
} from './event-log';

describe('Dips, swells and failures', () => {
  beforeEach(() => {
    resetHost();
    begin();
  });

  test('are counted by phase, and nothing else is', () => {
    happens(EVENT_DIP, 1, 0);
    happens(EVENT_DIP, 3, 0);
    happens(EVENT_FREQUENCY, 0, 0);
    happens(EVENT_DIP, 3, 0);
    happens(EVENT_SWELL, 2, 0);
    follow();
    expect(sagsOf(0)).toBe(1);
    expect(sagsOf(1)).toBe(0);
    expect(sagsOf(2)).toBe(2);
    expect(swellsOf(1)).toBe(1);
    expect(failures()).toBe(0);
    expect(eventsCounted).toBe(true);
  });

  test('are counted once, whatever restarts, and all that came meanwhile is caught up with', () => {
    for (let n = 0; n < 4; n++) happens(EVENT_DIP, 1, 0);
    follow();
    expect(sagsOf(0)).toBe(4);
    restart();
    expect(sagsOf(0)).toBe(4);
    expect(eventsCounted).toBe(false);
    for (let n = 0; n < 37; n++) happens(EVENT_DIP, 1, 0);
    follow();
    expect(eventsCounted).toBe(true);
    expect(sagsOf(0)).toBe(41);
    restart();
    follow();
    expect(sagsOf(0)).toBe(41);
  });

  test('that left the ring of the metering core are passed over', () => {
    happens(EVENT_DIP, 1, 0);
    follow();
    restart();
    for (let n = 0; n < 40; n++) happens(EVENT_DIP, 1, 0);
    oldestIs(30);
    follow();
    expect(sagsOf(0)).toBe(1 + 12);
    expect(eventsCounted).toBe(true);
  });

  test('of another metering core are counted from then on, and what was counted stays', () => {
    for (let n = 0; n < 20; n++) happens(EVENT_DIP, 1, 0);
    follow();
    const before = sagsOf(0);
    restart();
    forgetBehind(3);
    follow();
    expect(sagsOf(0)).toBe(before);
    happens(EVENT_DIP, 1, 0);
    follow();
    expect(sagsOf(0)).toBe(before + 1);
  });

  test('wait where they cannot be kept: then they are counted, once', () => {
    setStorageFails(1);
    for (let n = 0; n < 5; n++) happens(EVENT_DIP, 1, 0);
    follow();
    expect(sagsOf(0)).toBe(0);
    expect(eventsCounted).toBe(false);
    setStorageFails(0);
    run();
    expect(sagsOf(0)).toBe(5);
    expect(eventsCounted).toBe(true);
  });

  test('stop at the highest number there is room for', () => {
    for (let n = 0; n < 3; n++) happens(EVENT_SWELL, 1, 0);
    follow();
    store<u16>(changetype<usize>(disturbances()) + DISTURBANCES_swells, 65_535);
    happens(EVENT_SWELL, 1, 0);
    follow();
    expect(swellsOf(0)).toBe(65_535);
  });
});

describe('A failure', () => {
  beforeEach(() => {
    resetHost();
    begin();
  });

  test('is short up to three minutes, and long behind them, with its end and its length', () => {
    happens(EVENT_INTERRUPTION, 0, 179);
    happens(EVENT_INTERRUPTION, 0, 181);
    follow();
    expect(failures()).toBe(2);
    expect(longFailures()).toBe(1);
    expect(failuresLogged()).toBe(1);
    expect(failureLasted_s(0)).toBe(181);
  });

  test('that goes on is counted at once, and its length when it has ended', () => {
    const sequence = happens(EVENT_INTERRUPTION, 0, -1);
    interruptionIs(true);
    follow();
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(0);
    const before = asked;
    run();
    expect(asked).toBe(before);
    restart();
    interruptionIs(false);
    inLog(sequence).end = inLog(sequence).start + 400 * RATE_Hz;
    follow();
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(1);
    expect(failureLasted_s(0)).toBe(400);
    expect(<u64>failureEnded_s(0)).toBeGreaterThanOrEqual(CLOCK_s);
    expect(<u64>failureEnded_s(0)).toBeLessThan(CLOCK_s + 5);
  });

  test('of which the metering core has no record any more is settled as a short one', () => {
    happens(EVENT_INTERRUPTION, 0, -1);
    follow();
    for (let n = 0; n < 6; n++) happens(EVENT_DIP, 1, 0);
    oldestIs(2);
    follow();
    run();
    expect(disturbances().open).toBe(0);
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(0);
    expect(sagsOf(0)).toBe(6);
  });

  test('behind one of which the end was not asked for yet is counted behind it', () => {
    const sequence = happens(EVENT_INTERRUPTION, 0, -1);
    tellStatus();
    run(12);
    expect(failures()).toBe(1);
    inLog(sequence).end = inLog(sequence).start + 400 * RATE_Hz;
    for (let n = 0; n < 30; n++) happens(EVENT_INTERRUPTION, 0, 1);
    follow();
    run();
    expect(failures()).toBe(31);
    expect(longFailures()).toBe(1);
  });

  test('of the supply is one with the interruption that it began with', () => {
    happens(EVENT_INTERRUPTION, 0, 0);
    startsAre(2);
    happens(EVENT_POWER_OFF, 0, 0, 600);
    follow();
    expect(failures()).toBe(1);
    expect(longFailures()).toBe(1);
    expect(failureLasted_s(0)).toBe(600);
    startsAre(3);
    happens(EVENT_POWER_OFF, 0, 0, 60);
    follow();
    expect(failures()).toBe(2);
    expect(longFailures()).toBe(1);
  });

  test('keeps the last seven long ones', () => {
    for (let n = 1; n <= 9; n++) {
      startsAre(n);
      happens(EVENT_POWER_OFF, 0, 0, 1000 + n);
    }
    follow();
    run();
    expect(longFailures()).toBe(9 - 4); // of the first nine events one reply holds five
    expect(failureLasted_s(0)).toBe(1009);
    for (let n = 10; n <= 14; n++) happens(EVENT_POWER_OFF, 0, 0, 1000 + n);
    follow();
    expect(failuresLogged()).toBe(7);
    expect(failureLasted_s(6)).toBe(1008);
  });
});
