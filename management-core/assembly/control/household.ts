// The household's relays: an appliance and the charging of a vehicle, as the household wishes within the utility's rules.
import { Household, HOUSEHOLD_BYTES, HOUSEHOLD_rates, HOUSEHOLD_uses, HOUSEHOLD_wishes, HOUSEHOLD_yields } from '../../../shared-protocol/generated/assembly/layouts';
import {
  FRAM_HOUSEHOLD_A, FRAM_HOUSEHOLD_B, HOUSEHOLD_MAGIC, RELAY_BY_HOUSEHOLD, RELAY_BY_LIMIT, RELAY_BY_NONE, RELAY_BY_RATE, RELAY_BY_REST, RELAY_BY_UTILITY,
  RELAY_USE_HOUSEHOLD, RELAY_USE_NONE, RELAY_USES, RELAYS, Status,
} from '../../../shared-protocol/generated/assembly/protocol';
import { relayOutputs } from '../host';
import { rateAt } from '../registers/tariff-day';
import { Found, loadBanked, replaceBanked } from '../storage/banked-record';
import { localNow_s } from './local-now';
import { emergencyIsActive } from './switching/emergency';
import { operatorLimit_W } from './switching/operator';

/** How often rates and limits are looked at. */
const PERIOD_us: i64 = 1_000_000;
const NEVER: i64 = -1;
/** So long a relay stays open: whoever wishes to and fro wears out neither it nor what hangs on it. */
const OPEN_us: i64 = 60_000_000;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(HOUSEHOLD_BYTES, 8);
// @ts-ignore: decorator
@lazy const SPARE = memory.data(HOUSEHOLD_BYTES, 8);
/** RELAY_BY_* of each. */
// @ts-ignore: decorator
@lazy const REASONS = memory.data(RELAYS, 8);

/** Until when each stays open. */
// @ts-ignore: decorator
@lazy const OPEN_UNTIL = memory.data(RELAYS * 8, 8);

/** Bits of the relays that are closed. */
export let relaysClosed: i32 = 0;
let told: i32 = -1;
let due_us: i64 = -1;

/** A meter that was never told has no use for either; a vehicle may charge once it has. */
export function resetHousehold(): void {
  const found = loadBanked(RECORD, SPARE, HOUSEHOLD_BYTES, HOUSEHOLD_MAGIC, FRAM_HOUSEHOLD_A, FRAM_HOUSEHOLD_B);
  if ((found & Found.WHOLE) == 0) store<u8>(RECORD + HOUSEHOLD_wishes, 1, 1);
  memory.fill(REASONS, 0, RELAYS);
  memory.fill(OPEN_UNTIL, 0, RELAYS << 3);
  relaysClosed = 0;
  told = -1;
  due_us = NEVER;
}

function field(from: usize, relay: i32): i32 {
  return load<u8>(RECORD + from + <usize>relay);
}

/** Of a relay 0..RELAYS-1: RELAY_USE_*, the bits of its rates, 1 where it yields to limits, 1 where the household wants it closed. */
export function useOf(relay: i32): i32 {
  return field(HOUSEHOLD_uses, relay);
}

export function ratesOf(relay: i32): i32 {
  return field(HOUSEHOLD_rates, relay);
}

export function yieldsOf(relay: i32): i32 {
  return field(HOUSEHOLD_yields, relay);
}

export function wishOf(relay: i32): i32 {
  return field(HOUSEHOLD_wishes, relay);
}

/** RELAY_BY_*: why it stands as it does. */
export function reasonOf(relay: i32): i32 {
  return load<u8>(REASONS + <usize>relay);
}

/** A copy of what is in force, to be changed. */
function toBe(): usize {
  memory.copy(SPARE, RECORD, HOUSEHOLD_BYTES);
  return SPARE;
}

function replace(next: usize): i32 {
  due_us = NEVER;
  if (memory.compare(next, RECORD, HOUSEHOLD_BYTES) == 0) return Status.OK;
  return replaceBanked(RECORD, next, HOUSEHOLD_BYTES, HOUSEHOLD_MAGIC, FRAM_HOUSEHOLD_A, FRAM_HOUSEHOLD_B);
}

/** Both wishes, 0 or 1. Returns a Status. */
export function setWishes(appliance: i64, charging: i64): i32 {
  if ((appliance | charging) >> 1 != 0) return Status.OUT_OF_RANGE;
  const next = toBe();
  store<u8>(next + HOUSEHOLD_wishes, <u8>appliance);
  store<u8>(next + HOUSEHOLD_wishes + 1, <u8>charging);
  return replace(next);
}

/** A relay's rule in the copy that is to be. False for what is none. */
function putRule(next: usize, relay: i32, use: i64, rates: i64, yields: i64): bool {
  if (use < 0 || use >= RELAY_USES || rates < 0 || rates > <i64>u8.MAX_VALUE || (yields != 0 && yields != 1)) return false;
  store<u8>(next + HOUSEHOLD_uses + <usize>relay, <u8>use);
  store<u8>(next + HOUSEHOLD_rates + <usize>relay, <u8>rates);
  store<u8>(next + HOUSEHOLD_yields + <usize>relay, <u8>yields);
  return true;
}

/** Rules of both: use, rates, whether it yields. Returns a Status. */
export function setRules(use: i64, rates: i64, yields: i64, use2: i64, rates2: i64, yields2: i64): i32 {
  const next = toBe();
  if (!putRule(next, 0, use, rates, yields) || !putRule(next, 1, use2, rates2, yields2)) return Status.OUT_OF_RANGE;
  return replace(next);
}

/** True where the rate in force lets it be closed; no rate is in force while no time is known. */
function rateLets(relay: i32): bool {
  if (ratesOf(relay) == 0) return true;
  const local_s = localNow_s();
  return local_s != 0 && ((ratesOf(relay) >> (rateAt(local_s) - 1)) & 1) != 0;
}

function isLimited(): bool {
  return operatorLimit_W() != 0 || emergencyIsActive();
}

/** RELAY_BY_* by which it is open, or what may close it. */
function judged(relay: i32): i32 {
  if (useOf(relay) == RELAY_USE_NONE) return RELAY_BY_NONE;
  if (yieldsOf(relay) && isLimited()) return RELAY_BY_LIMIT;
  if (!rateLets(relay)) return RELAY_BY_RATE;
  return useOf(relay) == RELAY_USE_HOUSEHOLD ? RELAY_BY_HOUSEHOLD : RELAY_BY_UTILITY;
}

function closes(relay: i32, reason: i32): bool {
  return reason == RELAY_BY_UTILITY || (reason == RELAY_BY_HOUSEHOLD && wishOf(relay) != 0);
}

/** True where a relay that is open may not close yet; one that opens stays so for a while from now on. */
function rests(relay: i32, wanted: bool, now_us: i64): bool {
  const until = OPEN_UNTIL + <usize>(relay << 3);
  const isClosed = ((relaysClosed >> relay) & 1) != 0;
  if (isClosed && !wanted) store<i64>(until, now_us + OPEN_us);
  return !isClosed && now_us < load<i64>(until);
}

/** Each tick: once a second, and at once when somebody set something. */
export function householdTick(now_us: i64): void {
  if (due_us != NEVER && now_us < due_us) return;
  due_us = now_us + PERIOD_us;
  let closed: i32 = 0;
  for (let relay: i32 = 0; relay < RELAYS; relay++) {
    const reason = judged(relay);
    const wanted = closes(relay, reason);
    const waits = rests(relay, wanted, now_us);
    store<u8>(REASONS + <usize>relay, <u8>(wanted && waits ? RELAY_BY_REST : reason));
    if (wanted && !waits) closed |= 1 << relay;
  }
  relaysClosed = closed;
  if (relaysClosed == told) return;
  told = relaysClosed;
  relayOutputs(relaysClosed);
}
