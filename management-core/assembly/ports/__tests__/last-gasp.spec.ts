// Checks what is kept for a module in a slot: whose it is, from when, how far it can be trusted, and that it is renewed.
import {
  IDENTIFICATION_serial_number, LAST_GASP_BYTES, LastGasp, Registers, Status as MeteringStatus,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  EVENT_POWER_FAIL, MESSAGE_IDENTIFY, MESSAGE_READ_REGISTERS, MESSAGE_READ_STATUS, METERING_FLAG_RESTORED, PORT_DOWNLINK,
  PORT_RS485, PORT_UPLINK,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { crc32 } from '../../../../shared-protocol/assembly/crc';
import { gaspByte, gaspLength, resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { mirrorRecord, RECORD } from '../../__tests__/testing';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { resetSupply, supplyChanged } from '../../time/supply';
import { lastGaspTick, resetLastGasp } from '../last-gasp';

const KEPT = memory.data(64, 8);
const SECOND: i64 = 1_000_000;

/** What the host keeps for the module of a port. */
function kept(port: i32): LastGasp {
  for (let i = 0; i < gaspLength(port); i++) store<u8>(KEPT + i, <u8>gaspByte(port, i));
  return changetype<LastGasp>(KEPT);
}

/** Mirrors a serial number, a reading of 5 kWh and a clock at 1,000,000 s. */
function mirrorAll(now_us: i64): void {
  memory.fill(RECORD, 0, 256);
  store<u8>(RECORD + IDENTIFICATION_serial_number, 0x37);
  mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, now_us);
  memory.fill(RECORD, 0, 256);
  changetype<Registers>(RECORD).active_import_mWs = 5_000 * 3_600 * 1_000;
  changetype<Registers>(RECORD).flags = <u8>METERING_FLAG_RESTORED;
  mirrorRecord(slotOf(MESSAGE_READ_REGISTERS, 0), RECORD, now_us);
  memory.fill(RECORD, 0, 256);
  changetype<MeteringStatus>(RECORD).clock_s = 1_000_000;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now_us);
}

describe('what is kept for a module in a slot', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    resetSupply();
    resetLastGasp();
  });

  it('is there for both slots with the first tick, and says that nothing was read yet', () => {
    lastGaspTick(10_000);
    expect(gaspLength(PORT_UPLINK)).toBe(LAST_GASP_BYTES);
    expect(gaspLength(PORT_DOWNLINK)).toBe(LAST_GASP_BYTES);
    expect(gaspLength(PORT_RS485)).toBe(-1);
    expect(kept(PORT_UPLINK).flags).toBe(0xff);
    expect(kept(PORT_UPLINK).clock_s).toBe(0);
  });

  it('has the serial number, the reading with its flags, the time and the failures, under a check', () => {
    mirrorAll(0);
    lastGaspTick(10_000);
    const gasp = kept(PORT_DOWNLINK);
    expect(gasp.serial_number_0).toBe(0x37);
    expect(gasp.active_import_mWs).toBe(18_000_000_000);
    expect(gasp.flags).toBe(<u8>METERING_FLAG_RESTORED);
    expect(gasp.clock_s).toBe(1_000_000);
    expect(gasp.event).toBe(<u8>EVENT_POWER_FAIL);
    expect(gasp.failures).toBe(1);
    expect(gasp.crc).toBe(crc32(KEPT, LAST_GASP_BYTES - 4));
  });

  it('is renewed once a second, its time by the age of the reading of the clock', () => {
    mirrorAll(0);
    lastGaspTick(10_000);
    resetHost();
    lastGaspTick(10_000 + SECOND - 1);
    expect(gaspLength(PORT_UPLINK)).toBe(-1);
    lastGaspTick(3 * SECOND);
    expect(kept(PORT_UPLINK).clock_s).toBe(1_000_003);
  });

  it('stays as it was sent while the supply fails, and counts that failure afterwards', () => {
    lastGaspTick(10_000);
    supplyChanged(true, 20_000);
    resetHost();
    lastGaspTick(5 * SECOND);
    expect(gaspLength(PORT_UPLINK)).toBe(-1);
    supplyChanged(false, 5 * SECOND);
    lastGaspTick(6 * SECOND);
    expect(kept(PORT_UPLINK).failures).toBe(2);
  });
});
