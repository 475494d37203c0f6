// The marks of trust every reading carries: METERING_FLAG_* of now.
// Legally relevant (IR46). Changes alter the software identification.
import {
  EVENT_AFE_FROZEN, EVENT_AFE_INVALID, EVENT_AFE_SATURATED, METERING_FLAG_AFE, METERING_FLAG_ALARM,
  METERING_FLAG_BANK_DAMAGED, METERING_FLAG_PARAMETERS_DEFAULT, METERING_FLAG_RESTORED, METERING_FLAG_STORAGE_FAILED,
  METERING_FLAG_UNSEALED,
} from '../../../shared-protocol/generated/assembly/protocol';
import { restored, writeFailed } from '../energy/hot-record';
import { activeEvents } from '../events/event-detector';
import { eventsUnstored } from '../events/event-log';
import { parametersAreDefault } from '../parameters/parameters';
import { damagedBanks } from '../parameters/sealed-record';
import { isUnsealed } from '../surroundings/switches';

const AFE_EVENTS: u64 = ((<u64>1) << EVENT_AFE_SATURATED) | ((<u64>1) << EVENT_AFE_FROZEN) | ((<u64>1) << EVENT_AFE_INVALID);

/** METERING_FLAG_* of now, for the status and for every reading. */
export function meteringFlags(): u32 {
  return (
    (parametersAreDefault ? METERING_FLAG_PARAMETERS_DEFAULT : 0) |
    (restored ? METERING_FLAG_RESTORED : 0) |
    (writeFailed || eventsUnstored ? METERING_FLAG_STORAGE_FAILED : 0) |
    (damagedBanks && !parametersAreDefault ? METERING_FLAG_BANK_DAMAGED : 0) |
    (isUnsealed() ? METERING_FLAG_UNSEALED : 0) |
    (activeEvents ? METERING_FLAG_ALARM : 0) |
    (activeEvents & AFE_EVENTS ? METERING_FLAG_AFE : 0)
  );
}
