// The household's relays: its wishes, the utility's rules above them, and what a restart leaves.
import { setCutAfter, relayOutputs, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { HOUSEHOLD_BYTES, Status as MeteringStatus } from '../../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_READ_STATUS, RELAY_APPLIANCE, RELAY_BY_HOUSEHOLD, RELAY_BY_LIMIT, RELAY_BY_NONE, RELAY_BY_RATE, RELAY_BY_REST, RELAY_BY_UTILITY, RELAY_CHARGING,
  RELAY_USE_HOUSEHOLD, RELAY_USE_NONE, RELAY_USE_UTILITY, RESET_POWER_ON, Status,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { mirrorRecord, RECORD } from '../../__tests__/testing';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { resetTariffed } from '../../registers/__tests__/testing';
import { setNow } from '../../time/clock';
import { householdTick, reasonOf, relaysClosed, resetHousehold, setRules, setWishes, wishOf } from '../household';
import { orderLimit } from '../switching/operator';
import { resetLoadControl } from '../switching/load-control';

/** A midnight. */
const DAY_s: i64 = 20_000 * 86_400;
const BOTH: i32 = RELAY_APPLIANCE | RELAY_CHARGING;
let now_us: i64 = 0;

function tickAt(clock_s: i64): void {
  memory.fill(RECORD, 0, 256);
  changetype<MeteringStatus>(RECORD).clock_s = clock_s;
  now_us += 1_000_000;
  setNow(now_us);
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now_us);
  householdTick(now_us);
}

function tick(): void {
  tickAt(DAY_s + 3600);
}

/** The household has its say about both, in any rate, whatever limits there are. */
function leaveToHousehold(): void {
  setRules(RELAY_USE_HOUSEHOLD, 0, 0, RELAY_USE_HOUSEHOLD, 0, 0);
}

describe('The relays of the household', () => {
  beforeEach(() => {
    resetTariffed();
    resetMirror();
    resetLoadControl(RESET_POWER_ON);
    resetHousehold();
    now_us = 0;
  });

  test('are open in a meter that was told nothing, whatever is wished', () => {
    setWishes(1, 1);
    tick();
    expect(relayOutputs()).toBe(0);
    expect(reasonOf(0)).toBe(RELAY_BY_NONE);
  });

  test('follow the wishes of the household: at first a vehicle charges, and the appliance is off', () => {
    leaveToHousehold();
    tick();
    expect(relayOutputs()).toBe(RELAY_CHARGING);
    setWishes(1, 0);
    householdTick(now_us);
    expect(relayOutputs()).toBe(RELAY_APPLIANCE);
    expect(reasonOf(0)).toBe(RELAY_BY_HOUSEHOLD);
  });

  test('stay open for a minute, however often somebody wishes to and fro', () => {
    leaveToHousehold();
    tick();
    setWishes(0, 0);
    tick();
    expect(relayOutputs()).toBe(0);
    for (let second = 1; second < 60; second++) {
      setWishes(0, second & 1);
      tick();
      expect(relayOutputs()).toBe(0);
    }
    setWishes(0, 1);
    expect(reasonOf(1)).toBe(RELAY_BY_REST);
    tick();
    expect(relayOutputs()).toBe(RELAY_CHARGING);
    expect(reasonOf(1)).toBe(RELAY_BY_HOUSEHOLD);
  });

  test('are closed in no rate but those that the utility allows', () => {
    // Rate 3 from midnight on, 4 from six.
    setRules(RELAY_USE_HOUSEHOLD, 1 << 2, 0, RELAY_USE_HOUSEHOLD, 1 << 3, 0);
    setWishes(1, 1);
    tickAt(DAY_s + 5 * 3600);
    expect(relayOutputs()).toBe(RELAY_APPLIANCE);
    expect(reasonOf(1)).toBe(RELAY_BY_RATE);
    tickAt(DAY_s + 6 * 3600);
    expect(relayOutputs()).toBe(RELAY_CHARGING);
    expect(reasonOf(0)).toBe(RELAY_BY_RATE);
    tickAt(0);
    expect(relayOutputs()).toBe(0);
  });

  test('are the utility\'s where it says so, and the wish counts nothing', () => {
    setRules(RELAY_USE_UTILITY, 1 << 2, 0, RELAY_USE_NONE, 0, 0);
    setWishes(0, 1);
    tick();
    expect(relayOutputs()).toBe(RELAY_APPLIANCE);
    expect(reasonOf(0)).toBe(RELAY_BY_UTILITY);
    tickAt(DAY_s + 7 * 3600);
    expect(relayOutputs()).toBe(0);
  });

  test('yield to the limit of a grid operator for its time, and the wish is kept meanwhile', () => {
    setRules(RELAY_USE_HOUSEHOLD, 0, 0, RELAY_USE_HOUSEHOLD, 0, 1);
    setWishes(1, 1);
    tick();
    expect(relayOutputs()).toBe(BOTH);
    expect(orderLimit(4200, 60)).toBe(Status.OK);
    tickAt(DAY_s + 3601);
    expect(relayOutputs()).toBe(RELAY_APPLIANCE);
    expect(reasonOf(1)).toBe(RELAY_BY_LIMIT);
    tickAt(DAY_s + 3660);
    expect(reasonOf(1)).toBe(RELAY_BY_REST);
    now_us += 60_000_000;
    tickAt(DAY_s + 3720);
    expect(relayOutputs()).toBe(BOTH);
  });

  test('refuse what is no wish and no rule, with the one before in force', () => {
    leaveToHousehold();
    expect(setWishes(2, 0)).toBe(Status.OUT_OF_RANGE);
    expect(setWishes(0, -1)).toBe(Status.OUT_OF_RANGE);
    expect(setRules(3, 0, 0, 0, 0, 0)).toBe(Status.OUT_OF_RANGE);
    expect(setRules(0, 0, 0, 1, 256, 0)).toBe(Status.OUT_OF_RANGE);
    expect(setRules(0, 0, 0, 1, 0, 2)).toBe(Status.OUT_OF_RANGE);
    tick();
    expect(relayOutputs()).toBe(RELAY_CHARGING);
  });

  test('stand after a restart as they were wished, at once', () => {
    leaveToHousehold();
    setWishes(1, 0);
    tick();
    resetHousehold();
    expect(relaysClosed).toBe(0);
    tick();
    expect(relayOutputs()).toBe(RELAY_APPLIANCE);
  });

  test('have one wish or the other after a power cut at any byte of its writing', () => {
    for (let cut = 0; cut <= HOUSEHOLD_BYTES; cut++) {
      resetHost();
      resetHousehold();
      leaveToHousehold();
      setCutAfter(cut);
      setWishes(1, 0);
      setCutAfter(-1);
      resetHousehold();
      const isNew = wishOf(0) == 1 && wishOf(1) == 0;
      expect(isNew || (wishOf(0) == 0 && wishOf(1) == 1)).toBe(true);
      expect(isNew).toBe(cut >= HOUSEHOLD_BYTES);
    }
  });
});
