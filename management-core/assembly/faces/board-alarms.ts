// The alarms of this board itself, by name: cover, magnet, latch, terminals, load switch, credit; and the alarm output.
import { alarmOutput } from '../host';
import { coverAlarms } from '../control/cover';
import { isCreditLow } from '../control/prepayment/prepayment';
import { switchDidNotFollow, voltageBehindOpenSwitch } from '../control/load-switch';
import { coverWasOpened, latchIsLost, magnetIsNear, terminalsAreHot } from '../surroundings/contacts';
import { putTerminated } from '../../../shared-protocol/assembly/objects/text';

const ALARMS: i32 = 8;
const TEXT_BYTES: i32 = 16;

/** By the number of the alarm; shorter ones end with a NUL. */
// @ts-ignore: decorator
@lazy const TEXTS = memory.data<u8>([
  84, 101, 114, 109, 105, 110, 97, 108, 115, 32, 111, 112, 101, 110, 0, 0, // "Terminals open"
  77, 97, 103, 110, 101, 116, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // "Magnet"
  79, 112, 101, 110, 101, 100, 32, 117, 110, 112, 111, 119, 101, 114, 101, 100, // "Opened unpowered"
  67, 111, 118, 101, 114, 32, 108, 97, 116, 99, 104, 0, 0, 0, 0, 0, // "Cover latch"
  84, 101, 114, 109, 105, 110, 97, 108, 115, 32, 104, 111, 116, 0, 0, 0, // "Terminals hot"
  83, 119, 105, 116, 99, 104, 32, 115, 116, 117, 99, 107, 0, 0, 0, 0, // "Switch stuck"
  76, 111, 97, 100, 32, 118, 111, 108, 116, 97, 103, 101, 0, 0, 0, 0, // "Load voltage"
  76, 111, 119, 32, 99, 114, 101, 100, 105, 116, 0, 0, 0, 0, 0, 0, // "Low credit"
]);

/** What the output was set to; -1: not yet. */
let shown: i32 = -1;

export function resetBoardAlarms(): void {
  shown = -1;
}

/** Bit n: alarm n. */
export function boardAlarms(): u32 {
  return (
    u32(coverAlarms()) |
    (u32(magnetIsNear()) << 1) |
    (u32(coverWasOpened()) << 2) |
    (u32(latchIsLost()) << 3) |
    (u32(terminalsAreHot()) << 4) |
    (u32(switchDidNotFollow()) << 5) |
    (u32(voltageBehindOpenSwitch()) << 6) |
    (u32(isCreditLow()) << 7)
  );
}

/** Writes the name of the alarm with this number among those that are, from 0 on. */
export function putBoardAlarm(index: i32, at: usize): usize {
  let alarms = boardAlarms();
  for (; index > 0; index--) alarms &= alarms - 1;
  const alarm = <i32>ctz(alarms);
  return alarm < ALARMS ? putTerminated(at, TEXTS + alarm * TEXT_BYTES, TEXT_BYTES) : at;
}

/** Sets the alarm output when it has to change. */
export function driveAlarmOutput(on: bool): void {
  if (shown == i32(on)) return;
  shown = i32(on);
  alarmOutput(shown);
}
