// The terms of prepayment: friendly hours, within which nobody is cut off, and parameters that agree with each other.
import {
  CREDIT_EXHAUSTED, CREDIT_FRIENDLY, PREPAYMENT_MODE_ENERGY, Status, TOKEN_ACCEPT,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { learnOffset } from '../../../time/zone';
import { account } from '../account';
import { isFriendly } from '../credit/friendly';
import { SwitchWish } from '../credit/state';
import { parametersToBe, replaceParameters } from '../parameters';
import { prepaymentWish, resetPrepayment, setPrepayment } from '../prepayment';
import { clockShows, entered, freshEnergyMeter, standsAt, state, terms, UNIT_mWs } from './testing';

const TOKEN = '63638916334124550935'; // 25.6 kWh
const MONDAY_s: i64 = 1_764_547_200; // 2025-12-01
const HOUR_s: i64 = 3600;

describe('Friendly hours', () => {
  beforeEach(() => {
    freshEnergyMeter();
    entered(TOKEN);
  });

  test('keep the supply at zero, and end with it', () => {
    terms(0, 0, 0x7f, 18 * 60, 8 * 60);
    clockShows(MONDAY_s + 19 * HOUR_s);
    standsAt(0);
    standsAt(300 * UNIT_mWs);
    expect(state()).toBe(CREDIT_FRIENDLY);
    expect(prepaymentWish()).toBe(SwitchWish.CLOSED);
    clockShows(MONDAY_s + 32 * HOUR_s);
    standsAt(301 * UNIT_mWs);
    expect(state()).toBe(CREDIT_EXHAUSTED);
    // What was used meanwhile is owed.
    expect(account().credit).toBe(-45 * UNIT_mWs);
    // They close no switch that is open.
    clockShows(MONDAY_s + 43 * HOUR_s);
    standsAt(301 * UNIT_mWs);
    expect(state()).toBe(CREDIT_EXHAUSTED);
  });

  test('over midnight belong to the day on which they begin', () => {
    terms(0, 0, 0b0000001, 18 * 60, 8 * 60); // Mondays
    expect(isFriendly(MONDAY_s + 7 * HOUR_s)).toBe(false);
    expect(isFriendly(MONDAY_s + 18 * HOUR_s - 1)).toBe(false);
    expect(isFriendly(MONDAY_s + 18 * HOUR_s)).toBe(true);
    expect(isFriendly(MONDAY_s + 32 * HOUR_s - 1)).toBe(true);
    expect(isFriendly(MONDAY_s + 32 * HOUR_s)).toBe(false);
    expect(isFriendly(MONDAY_s + 43 * HOUR_s)).toBe(false);
  });

  test('are of local time', () => {
    terms(0, 0, 0x7f, 18 * 60, 8 * 60);
    learnOffset(0, 60);
    clockShows(MONDAY_s + 17 * HOUR_s + 1);
    standsAt(0);
    standsAt(300 * UNIT_mWs);
    expect(state()).toBe(CREDIT_FRIENDLY);
  });

  test('within a day have its weekday, and a meter without a clock has none', () => {
    terms(0, 0, 0b1000000, 6 * 60, 22 * 60); // Sundays
    expect(isFriendly(MONDAY_s - 12 * HOUR_s)).toBe(true);
    expect(isFriendly(MONDAY_s - 2 * HOUR_s)).toBe(false);
    expect(isFriendly(MONDAY_s + 12 * HOUR_s)).toBe(false);
    expect(isFriendly(0)).toBe(false);
  });
});

describe('Parameters', () => {
  beforeEach(freshEnergyMeter);

  test('that contradict each other leave those before in force', () => {
    let next = parametersToBe();
    next.mode = 3;
    expect(setPrepayment(next)).toBe(Status.OUT_OF_RANGE);
    next = parametersToBe();
    next.friendly_from_min = 1440;
    expect(replaceParameters(next)).toBe(Status.OUT_OF_RANGE);
    next = parametersToBe();
    next.low_credit = next.maximum_credit + 1;
    expect(replaceParameters(next)).toBe(Status.OUT_OF_RANGE);
    next = parametersToBe();
    next.emergency_limit = -1;
    expect(replaceParameters(next)).toBe(Status.OUT_OF_RANGE);
    next = parametersToBe();
    next.friendly_days = 0x80;
    expect(replaceParameters(next)).toBe(Status.OUT_OF_RANGE);
    expect(entered(TOKEN)).toBe(TOKEN_ACCEPT);
  });

  test('outlive a restart', () => {
    resetPrepayment();
    expect(entered(TOKEN)).toBe(TOKEN_ACCEPT);
    expect(<i32>parametersToBe().mode).toBe(PREPAYMENT_MODE_ENERGY);
  });
});
