// How far a reading can be trusted (METERING_FLAG_* of now), and how far the time (QUALITY_*).
// Legally relevant (IR46). Changes alter the software identification.
import {
  EVENT_AFE_FROZEN, EVENT_AFE_INVALID, EVENT_AFE_SATURATED, METERING_FLAG_AFE, METERING_FLAG_ALARM,
  METERING_FLAG_BANK_DAMAGED, METERING_FLAG_DAMAGED, METERING_FLAG_MODULE, METERING_FLAG_PARAMETERS_DEFAULT, METERING_FLAG_REGISTERS_LOST, METERING_FLAG_RESTORED,
  METERING_FLAG_STORAGE_FAILED, METERING_FLAG_UNSEALED, QUALITY_BATTERY_LOW, QUALITY_DAYLIGHT, QUALITY_FREE, QUALITY_NEVER_SET, QUALITY_STOPPED,
  QUALITY_UNCERTAIN, QUALITY_UNKNOWN, Status, SWITCH_CLOCK_BATTERY,
} from '../../../shared-protocol/generated/assembly/protocol';
import { isDaylight } from '../clock/local-time';
import { clock_s, clockStatus, clockStopped } from '../clock/rtc';
import { secondsAreFree } from '../clock/seconds';
import { isUncertain, wasNeverSet } from '../clock/setting';
import { registersAreLost, restored, writeFailed } from '../energy/hot-record';
import { activeEvents } from './event-detector';
import { eventsUnstored, storageDamaged } from './event-log';
import { moduleChanged } from '../parameters/module-identity';
import { parametersAreDefault } from '../parameters/parameters';
import { damagedBanks } from '../parameters/sealed-record';
import { isOpen, isUnsealed } from '../surroundings/switches';

const AFE_EVENTS: u64 = ((<u64>1) << EVENT_AFE_SATURATED) | ((<u64>1) << EVENT_AFE_FROZEN) | ((<u64>1) << EVENT_AFE_INVALID);

/** METERING_FLAG_* of now, for the status and for every reading. */
export function meteringFlags(): u32 {
  return (
    (parametersAreDefault || moduleChanged ? METERING_FLAG_PARAMETERS_DEFAULT : 0) |
    (moduleChanged ? METERING_FLAG_MODULE : 0) |
    (restored ? METERING_FLAG_RESTORED : 0) |
    (writeFailed || eventsUnstored ? METERING_FLAG_STORAGE_FAILED : 0) |
    (damagedBanks && !parametersAreDefault ? METERING_FLAG_BANK_DAMAGED : 0) |
    (isUnsealed() ? METERING_FLAG_UNSEALED : 0) |
    (activeEvents ? METERING_FLAG_ALARM : 0) |
    (activeEvents & AFE_EVENTS ? METERING_FLAG_AFE : 0) |
    (registersAreLost() ? METERING_FLAG_REGISTERS_LOST : 0) |
    (storageDamaged ? METERING_FLAG_DAMAGED : 0)
  );
}

/** QUALITY_* of the clock, now. */
export function clockQuality(): u32 {
  return (
    (clock_s == 0 ? QUALITY_UNKNOWN : 0) |
    (clockStopped ? QUALITY_STOPPED : 0) |
    (wasNeverSet() ? QUALITY_NEVER_SET : 0) |
    (isUncertain() ? QUALITY_UNCERTAIN : 0) |
    (secondsAreFree() || clockStatus != Status.OK ? QUALITY_FREE : 0) |
    (isOpen(SWITCH_CLOCK_BATTERY) ? QUALITY_BATTERY_LOW : 0) |
    (clock_s != 0 && isDaylight(<i64>clock_s) ? QUALITY_DAYLIGHT : 0)
  );
}
