// What a module in a slot is told when the supply fails: prepared each second, sent by the board without asking anybody.
import {
  IDENTIFICATION_serial_number, LAST_GASP_BYTES, LastGasp, Registers, Status as MeteringStatus,
} from '../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_POWER_FAIL, MESSAGE_IDENTIFY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, PORT_DOWNLINK, PORT_UPLINK,
} from '../../../shared-protocol/generated/assembly/protocol';
import { crc32 } from '../../../shared-protocol/assembly/crc';
import { lastGasp } from '../host';
import { ageIn, recordIn, shownSnapshot } from '../link/mirror';
import { slotOf } from '../link/slots';
import { supplyFailures, supplyFails } from '../time/supply';

const PERIOD_us: i64 = 1_000_000;
const SERIAL_BYTES: usize = 16;
const NOTHING_READ: u8 = 0xff;

// @ts-ignore: decorator
@lazy const RECORD = memory.data(LAST_GASP_BYTES, 8);

/** When it is prepared next. */
let due_us: i64 = 0;

export function resetLastGasp(): void {
  due_us = 0;
}

/** Seconds since 1970 at the snapshot, 0 while no time is known: what the clock showed, and the age of that. */
function clock_s(snapshot: usize): u64 {
  const slot = slotOf(MESSAGE_READ_STATUS, 0);
  const record = recordIn(snapshot, slot);
  const shown_s = record == 0 ? 0 : changetype<MeteringStatus>(record).clock_s;
  return shown_s == 0 ? 0 : shown_s + <u64>(ageIn(snapshot, slot) / 1_000_000);
}

function prepare(snapshot: usize): void {
  const gasp = changetype<LastGasp>(RECORD);
  const id = recordIn(snapshot, slotOf(MESSAGE_IDENTIFY, 0));
  const registers = recordIn(snapshot, slotOf(MESSAGE_READ_REGISTERS, 0));
  memory.fill(RECORD, 0, LAST_GASP_BYTES);
  if (id != 0) memory.copy(RECORD, id + IDENTIFICATION_serial_number, SERIAL_BYTES);
  gasp.clock_s = clock_s(snapshot);
  gasp.event = <u8>EVENT_POWER_FAIL;
  gasp.flags = registers == 0 ? NOTHING_READ : changetype<Registers>(registers).flags;
  if (registers != 0) gasp.active_import_mWs = changetype<Registers>(registers).active_import_mWs;
  gasp.failures = <u16>(supplyFailures + 1);
  gasp.crc = crc32(RECORD, LAST_GASP_BYTES - sizeof<u32>());
}

/** Prepares anew once a second; nothing while the supply fails, since what is kept was sent. */
export function lastGaspTick(now_us: i64): void {
  if (supplyFails || now_us < due_us) return;
  due_us = now_us + PERIOD_us;
  prepare(shownSnapshot(now_us));
  lastGasp(PORT_UPLINK, RECORD, LAST_GASP_BYTES);
  lastGasp(PORT_DOWNLINK, RECORD, LAST_GASP_BYTES);
}
