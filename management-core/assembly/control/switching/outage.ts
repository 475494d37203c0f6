// Behind an outage closings are spread at random, so that not all houses come back at once; shedding opens when it begins.
import { LOAD_SWITCH_OPEN, RESET_POWER_ON, Status } from '../../../../shared-protocol/generated/assembly/protocol';
import { loadSwitch, random } from '../../host';
import { supplyFails } from '../../time/supply';
import { isSwitchKnown, switchIsOpen } from '../load-switch';
import { settings } from './settings';
import { replaceState, stateToBe } from './state';

const SECOND_us: i64 = 1_000_000;
// @ts-ignore: decorator
@lazy const DRAWN = memory.data(4, 4);

let failed: bool = false;
let notBefore_us: i64 = 0;
let drawn_us: i64 = 0;

/** Uniform from 0 to the longest: a draw is a part of 2^32. */
export function spread_us(draw: u32, longest_s: u32): i64 {
  return <i64>((<u64>draw * <u64>longest_s * <u64>SECOND_us) >> 32);
}

function draw(now_us: i64): void {
  const drawn = random(DRAWN, 4) == Status.OK ? load<u32>(DRAWN) : u32.MAX_VALUE;
  drawn_us = now_us;
  notBefore_us = now_us + spread_us(drawn, settings().outage_s);
}

/** A start with the supply is the end of an outage; behind a fault of the core nothing waits. */
export function resetOutage(cause: i32): void {
  failed = false;
  notBefore_us = 0;
  drawn_us = 0;
  if (cause == RESET_POWER_ON) draw(0);
}

/** Somebody commands: he waits for nothing. */
export function endSpread(): void {
  notBefore_us = 0;
}

/** True while a closing has to wait. */
export function isSpread(now_us: i64): bool {
  return now_us < notBefore_us;
}

/** The state goes on as it is, stored, so that it is known to whoever starts next; what is left in the capacitors does one pulse. */
function shed(): void {
  if (settings().shed && isSwitchKnown() && !switchIsOpen() && replaceState(stateToBe()) == Status.OK) loadSwitch(LOAD_SWITCH_OPEN);
}

/** Each tick, whether the supply fails. A switch that is closed behind the outage waits for nothing any more. */
export function outageTick(now_us: i64): void {
  if (!supplyFails && isSwitchKnown() && !switchIsOpen() && now_us - drawn_us > SECOND_us) endSpread();
  if (supplyFails == failed) return;
  failed = supplyFails;
  if (failed) shed();
  else draw(now_us);
}
