// The supply is cut at every byte that a token writes: it is taken whole or not at all, once, and what was answered is stored.
import {
  TOKEN_4TH_KCT, TOKEN_ACCEPT, TOKEN_CRC_ERROR, TOKEN_USED_ERROR,
} from '../../../../../shared-protocol/generated/assembly/protocol';
import { framWritten, setCutAfter } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { account } from '../account';
import { chooseEmergency, orderCredit, resetPrepayment } from '../prepayment';
import { parametersToBe } from '../parameters';
import { setPrepayment } from '../prepayment';
import { entered, freshEnergyMeter, KWH_mWs, UNIT_mWs } from './testing';

const FIRST = '59386323472137426967'; // 0.1 kWh, 2004-03-01 13:00
const SECOND = '63638916334124550935'; // 25.6 kWh, 2004-04-01 00:30
const LIMIT = '26521936751055502278'; // 1000 W
const FOREIGN = '25453597494250138964';
const SET_1 = '34812744915211133004';
const SET_2 = '46903925208523674737';
const SET_3 = '71464563847088610152';
const SET_4 = '67904239402617643990';
const UNDER_NEW_KEY = '52522044994700766563';

/** Cut points that were tried. */
let tried: i32 = 0;

/** Bytes a token writes when nothing is cut. */
function bytesOf(digits: string): i32 {
  const before = framWritten();
  entered(digits);
  return framWritten() - before;
}

/** The supply comes back. */
function restart(): void {
  setCutAfter(-1);
  resetPrepayment();
}

function cutAt(byte: i32, digits: string): void {
  setCutAfter(byte);
  entered(digits);
  restart();
  tried++;
}

describe('A token whose supply is cut', () => {
  beforeEach(freshEnergyMeter);

  test('at any byte brings its credit whole or not at all, and once', () => {
    entered(FIRST);
    const bytes = bytesOf(SECOND);
    expect(bytes).toBeGreaterThan(0);
    let taken = 0;
    for (let byte: i32 = 0; byte <= bytes; byte++) {
      freshEnergyMeter();
      entered(FIRST);
      cutAt(byte, SECOND);
      const credit = account().credit;
      const isTaken = credit == 257 * UNIT_mWs;
      expect(isTaken || credit == UNIT_mWs).toBe(true);
      if (isTaken) taken++;
      // Entered again it is taken where it was not, and used where it was: the same credit in the end.
      expect(entered(SECOND)).toBe(isTaken ? TOKEN_USED_ERROR : TOKEN_ACCEPT);
      expect(account().credit).toBe(257 * UNIT_mWs);
      expect(entered(FIRST)).toBe(TOKEN_USED_ERROR);
    }
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThan(bytes + 1);
  });

  test('at any byte sets its limit or leaves the one before', () => {
    const bytes = bytesOf(LIMIT);
    for (let byte: i32 = 0; byte <= bytes; byte++) {
      freshEnergyMeter();
      cutAt(byte, LIMIT);
      const limit = account().maximum_power_W;
      expect(limit == 0 || limit == 1000).toBe(true);
      expect(entered(LIMIT)).toBe(limit == 0 ? TOKEN_ACCEPT : TOKEN_USED_ERROR);
    }
  });

  test('at any byte of a change of keys leaves the old key or the new one, either of them good', () => {
    entered(SET_1);
    entered(SET_2);
    entered(SET_3);
    const bytes = bytesOf(SET_4);
    let changed = 0;
    for (let byte: i32 = 0; byte <= bytes; byte++) {
      freshEnergyMeter();
      entered(SET_1);
      entered(SET_2);
      entered(SET_3);
      cutAt(byte, SET_4);
      const isNew = account().ti == 2;
      if (isNew) changed++;
      expect(entered(UNDER_NEW_KEY)).toBe(isNew ? TOKEN_ACCEPT : TOKEN_CRC_ERROR);
      expect(entered(FIRST)).toBe(isNew ? TOKEN_CRC_ERROR : TOKEN_ACCEPT);
      if (!isNew) expect(entered(SET_4)).toBe(TOKEN_4TH_KCT);
    }
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThan(bytes + 1);
  });

  test('at any byte of a wrong one gains no try: the failure is stored, or the answer was never given', () => {
    const bytes = bytesOf(FOREIGN);
    for (let byte: i32 = 0; byte <= bytes; byte++) {
      freshEnergyMeter();
      entered(FOREIGN);
      cutAt(byte, FOREIGN);
      expect(account().failures).toBe(byte < bytes ? 1 : 2);
    }
  });

  test('is what was answered, once it was answered', () => {
    expect(entered(SECOND)).toBe(TOKEN_ACCEPT);
    restart();
    expect(account().credit).toBe(256 * UNIT_mWs);
    expect(entered(SECOND)).toBe(TOKEN_USED_ERROR);
  });
});

describe('Credit without a token', () => {
  beforeEach(freshEnergyMeter);

  test('of an order is there whole or not at all, and once, whatever byte a cut hits', () => {
    const before = framWritten();
    orderCredit(1, KWH_mWs);
    const bytes = framWritten() - before;
    for (let byte: i32 = 0; byte <= bytes; byte++) {
      freshEnergyMeter();
      setCutAfter(byte);
      orderCredit(1, KWH_mWs);
      restart();
      tried++;
      const isThere = account().credit == KWH_mWs;
      expect(isThere || account().credit == 0).toBe(true);
      orderCredit(1, KWH_mWs);
      expect(account().credit).toBe(KWH_mWs);
    }
  });

  test('of an emergency stays chosen', () => {
    const next = parametersToBe();
    next.emergency_limit = KWH_mWs;
    setPrepayment(next);
    chooseEmergency();
    restart();
    expect(account().emergency).toBe(1);
  });

  test('and tokens were cut at 2,365 places in all', () => {
    expect(tried).toBe(2365);
  });
});
