// Credit of energy and of money: what is used is charged exactly, what follows from it for the switch, and when it may come back.
import {
  CREDIT_EMERGENCY, CREDIT_EXHAUSTED, CREDIT_GOOD, CREDIT_LOW, CREDIT_OFF, PREPAYMENT_MODE_MONEY, PREPAYMENT_MODE_OFF, Status,
  TOKEN_ACCEPT,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { setStorageFails } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { clearRates } from '../../../registers/books';
import { account } from '../account';
import { SwitchWish } from '../credit/state';
import { parametersToBe, setPrice } from '../parameters';
import {
  chooseEmergency, isCreditLow, orderCredit, prepaymentWish, resetPrepayment, setPrepayment,
} from '../prepayment';
import { booked, entered, freshEnergyMeter, freshMeter, KWH_mWs, standsAt, state, terms, UNIT_mWs } from './testing';

const TOKEN = '63638916334124550935'; // 25.6 kWh
const PRICE: u32 = 250_000; // 0.25 of the currency a kWh
const KWH: u64 = 100_000; // in hundredths of Wh

describe('A meter without prepayment', () => {
  test('has no say about the switch, and charges nothing', () => {
    freshMeter(PREPAYMENT_MODE_OFF);
    standsAt(KWH_mWs);
    standsAt(9 * KWH_mWs);
    expect(state()).toBe(CREDIT_OFF);
    expect(prepaymentWish()).toBe(SwitchWish.NONE);
    expect(account().credit).toBe(0);
    expect(isCreditLow()).toBe(false);
    expect(orderCredit(1, 1)).toBe(Status.OUT_OF_RANGE);
    expect(chooseEmergency()).toBe(Status.OUT_OF_RANGE);
  });
});

describe('Credit of energy', () => {
  beforeEach(() => {
    freshEnergyMeter();
    standsAt(5 * KWH_mWs);
  });

  test('begins exhausted, and a token closes the switch again', () => {
    expect(state()).toBe(CREDIT_EXHAUSTED);
    expect(prepaymentWish()).toBe(SwitchWish.OPEN);
    expect(entered(TOKEN)).toBe(TOKEN_ACCEPT);
    standsAt(5 * KWH_mWs);
    expect(state()).toBe(CREDIT_GOOD);
    expect(prepaymentWish()).toBe(SwitchWish.CLOSED);
  });

  test('is used up to the last milliwattsecond: low, then open at zero', () => {
    entered(TOKEN);
    standsAt(5 * KWH_mWs + 256 * UNIT_mWs - UNIT_mWs - 1);
    expect(state()).toBe(CREDIT_GOOD);
    expect(isCreditLow()).toBe(false);
    standsAt(5 * KWH_mWs + 256 * UNIT_mWs - UNIT_mWs);
    expect(state()).toBe(CREDIT_LOW);
    expect(isCreditLow()).toBe(true);
    expect(prepaymentWish()).toBe(SwitchWish.CLOSED);
    standsAt(5 * KWH_mWs + 256 * UNIT_mWs - 1);
    expect(state()).toBe(CREDIT_LOW);
    standsAt(5 * KWH_mWs + 256 * UNIT_mWs);
    expect(state()).toBe(CREDIT_EXHAUSTED);
    expect(prepaymentWish()).toBe(SwitchWish.OPEN);
  });

  test('knows after a cut what was used while nothing was stored', () => {
    entered(TOKEN);
    standsAt(6 * KWH_mWs);
    resetPrepayment();
    standsAt(7 * KWH_mWs);
    expect(account().credit).toBe(256 * UNIT_mWs - 2 * KWH_mWs);
    resetPrepayment();
    standsAt(7 * KWH_mWs);
    expect(account().credit).toBe(256 * UNIT_mWs - 2 * KWH_mWs);
  });

  test('is open after a cut where it was open before, without a reading yet', () => {
    resetPrepayment();
    expect(prepaymentWish()).toBe(SwitchWish.OPEN);
  });

  test('charges nobody for a register that went back, and says so', () => {
    entered(TOKEN);
    standsAt(6 * KWH_mWs);
    standsAt(KWH_mWs);
    expect(account().credit).toBe(256 * UNIT_mWs - KWH_mWs);
    expect(account().reanchored).toBe(1);
    standsAt(2 * KWH_mWs);
    expect(account().credit).toBe(256 * UNIT_mWs - 2 * KWH_mWs);
  });

  test('stays as it was where a token cannot be stored, and the token stays good', () => {
    setStorageFails(true);
    expect(entered(TOKEN)).not.toBe(TOKEN_ACCEPT);
    expect(account().credit).toBe(0);
    setStorageFails(false);
    expect(entered(TOKEN)).toBe(TOKEN_ACCEPT);
  });

  test('comes back above the threshold for reconnection alone', () => {
    terms(0, KWH_mWs, 0, 0, 0);
    expect(orderCredit(1, KWH_mWs)).toBe(Status.OK);
    standsAt(5 * KWH_mWs);
    expect(state()).toBe(CREDIT_EXHAUSTED);
    orderCredit(2, 1);
    standsAt(5 * KWH_mWs);
    expect(state()).toBe(CREDIT_GOOD);
  });

  test('is given once by an order of a number, and by later ones alone', () => {
    expect(orderCredit(7, KWH_mWs)).toBe(Status.OK);
    expect(orderCredit(7, KWH_mWs)).toBe(Status.OUT_OF_RANGE);
    expect(orderCredit(6, KWH_mWs)).toBe(Status.OUT_OF_RANGE);
    expect(orderCredit(8, -1)).toBe(Status.OUT_OF_RANGE);
    expect(orderCredit(8, 1000 * KWH_mWs)).toBe(Status.OUT_OF_RANGE);
    expect(account().credit).toBe(KWH_mWs);
  });

  test('begins anew with another mode, and nothing of before is charged to it', () => {
    entered(TOKEN);
    const next = parametersToBe();
    next.mode = <u8>PREPAYMENT_MODE_MONEY;
    setPrice(next, 0, PRICE);
    expect(setPrepayment(next)).toBe(Status.OK);
    expect(account().credit).toBe(0);
    booked(1, 50 * KWH);
    expect(account().credit).toBe(0);
    booked(1, KWH);
    expect(account().credit).toBe(-<i64>PRICE);
  });
});

describe('Emergency credit', () => {
  beforeEach(() => {
    freshEnergyMeter();
    terms(2 * KWH_mWs, 0, 0, 0, 0);
    standsAt(0);
  });

  test('closes the switch once it is chosen, to its limit, and is paid back by what is bought', () => {
    expect(state()).toBe(CREDIT_EXHAUSTED);
    expect(chooseEmergency()).toBe(Status.OK);
    standsAt(0);
    expect(state()).toBe(CREDIT_EMERGENCY);
    expect(prepaymentWish()).toBe(SwitchWish.CLOSED);
    standsAt(2 * KWH_mWs - 1);
    expect(state()).toBe(CREDIT_EMERGENCY);
    standsAt(2 * KWH_mWs);
    expect(state()).toBe(CREDIT_EXHAUSTED);
    expect(chooseEmergency()).toBe(Status.OUT_OF_RANGE);
    entered(TOKEN);
    standsAt(2 * KWH_mWs);
    expect(account().credit).toBe(256 * UNIT_mWs - 2 * KWH_mWs);
    expect(state()).toBe(CREDIT_GOOD);
    expect(account().emergency).toBe(0);
  });

  test('is not to be had before the alarm', () => {
    entered(TOKEN);
    expect(chooseEmergency()).toBe(Status.OUT_OF_RANGE);
  });

  test('that is paid back in part leaves the switch open', () => {
    chooseEmergency();
    standsAt(2 * KWH_mWs);
    expect(orderCredit(1, KWH_mWs)).toBe(Status.OK);
    standsAt(2 * KWH_mWs);
    // What is owed is below the limit again: the emergency credit that was chosen goes on.
    expect(state()).toBe(CREDIT_EMERGENCY);
  });
});

describe('Credit of money', () => {
  beforeEach(() => {
    freshMeter(PREPAYMENT_MODE_MONEY);
    const next = parametersToBe();
    setPrice(next, 0, PRICE);
    setPrice(next, 1, 4 * PRICE);
    expect(setPrepayment(next)).toBe(Status.OK);
    expect(orderCredit(1, 10_000_000)).toBe(Status.OK);
  });

  test('pays the energy of each rate at its price, and nothing of before its first record', () => {
    booked(1, 77 * KWH);
    expect(account().credit).toBe(10_000_000);
    booked(1, 4 * KWH);
    expect(account().credit).toBe(9_000_000);
    booked(2, 2 * KWH);
    expect(account().credit).toBe(7_000_000);
    booked(3, KWH); // a rate without a price
    expect(account().credit).toBe(7_000_000);
  });

  test('is open at zero, and a good order closes the switch', () => {
    booked(1, 0);
    booked(2, 10 * KWH);
    expect(state()).toBe(CREDIT_EXHAUSTED);
    orderCredit(2, 1_000_000);
    booked(1, 0);
    expect(prepaymentWish()).toBe(SwitchWish.CLOSED);
  });

  test('knows after a cut what was booked while nothing was stored', () => {
    booked(1, 0);
    booked(1, KWH);
    resetPrepayment();
    booked(1, KWH);
    expect(account().credit).toBe(9_500_000);
  });

  test('is charged nothing where registers by rate began anew', () => {
    booked(1, 5 * KWH);
    booked(2, KWH);
    clearRates();
    booked(1, 3 * KWH);
    expect(account().credit).toBe(9_000_000);
    expect(account().reanchored).toBe(1);
    booked(1, KWH);
    expect(account().credit).toBe(8_750_000);
  });

  test('loses no fraction of a millionth, in whatever steps the energy comes', () => {
    booked(1, 0);
    let step: u64 = 1;
    let sum: u64 = 0;
    while (sum + step < 2 * KWH) {
      booked(1, step);
      sum += step;
      step = (step * 7) % 1999 + 1;
    }
    booked(1, 2 * KWH - sum);
    expect(account().credit).toBe(9_500_000);
    expect(account().price_rest).toBe(0);
  });

  test('is charged for a gap of gigawatthours as for its minutes', () => {
    const next = parametersToBe();
    setPrice(next, 0, 0xffffffff);
    setPrepayment(next);
    booked(1, 0);
    booked(1, 1_000_000 * KWH);
    expect(account().credit).toBe(10_000_000 - 1_000_000 * <i64>0xffffffff);
  });
});
