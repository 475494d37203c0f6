// The lines of the data block.
import { DATA_BLOCK_ROWS } from '../../../../shared-protocol/generated/assembly/lists';
import { SLOTS } from '../../../../shared-protocol/generated/assembly/mirror';
import {
  Identification, IDENTIFICATION_module_sha256, IDENTIFICATION_serial_number, Instantaneous, Network, PowerQuality, Registers, Status,
} from '../../../../shared-protocol/generated/assembly/layouts';
import {
  MESSAGE_IDENTIFY, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_NETWORK, MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS,
  MESSAGE_READ_STATUS, METERING_FLAG_AFE, METERING_FLAG_PARAMETERS_DEFAULT, QUALITY_DAYLIGHT,
  SERVICE_1P2W, SERVICE_2P3W, SERVICE_3P3W, SERVICE_3P4W,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { textBetween } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { daysOf } from '../../../../shared-protocol/assembly/objects/calendar';
import { resetMirror, shownSnapshot } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { bookRecord } from '../../registers/booking';
import { books, bookTo } from '../../registers/books';
import { recordOf, resetTariffed } from '../../registers/__tests__/testing';
import { learnOffset } from '../../time/zone';
import { nextReadoutLine, readoutLine } from '../readout';
import { mirrorRecord, mirrorValue32, mirrorValue64, RECORD } from '../../__tests__/testing';

/** Lines of what is counted from minute records: rates, demands, ends of periods. */
const COUNTED_LINES: i32 = 49;
const LINE = memory.data(128, 8);
/** When the reading began. */
let began_us: i64 = 0;
const IMPORT: i32 = offsetof<Registers>('active_import_mWs');
const FACTOR: i32 = offsetof<Instantaneous>('power_factor_ppm');
const FREQUENCY: i32 = offsetof<Instantaneous>('frequency_mHz');

function reset(): void {
  resetTariffed();
  resetMirror();
  began_us = 0;
}

function line(index: i32): string {
  return textBetween(LINE, LINE + readoutLine(index, LINE, shownSnapshot(began_us)));
}

/** The line that begins with these characters, or nothing. */
function lineOf(code: string): string {
  for (let i = 0; i < DATA_BLOCK_ROWS; i++) {
    if (line(i).startsWith(code)) return line(i);
  }
  return '';
}

/** How many lines a reader gets. */
function linesSent(): i32 {
  let count = 0;
  const snapshot = shownSnapshot(began_us);
  for (let i = nextReadoutLine(0, snapshot); i < DATA_BLOCK_ROWS; i = nextReadoutLine(i + 1, snapshot)) count++;
  return count;
}

/** True when a reader gets a line that begins with these characters. */
function sent(code: string): bool {
  for (let i = 0; i < DATA_BLOCK_ROWS; i++) {
    if (line(i).startsWith(code)) return nextReadoutLine(i, shownSnapshot(began_us)) == i;
  }
  return false;
}

function mirrorService(service: i32): void {
  memory.fill(RECORD, 0, 256);
  changetype<Identification>(RECORD).service = <u8>service;
  mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, 0);
}

function mirrorAll(fill: u8): void {
  memory.fill(RECORD, fill, 256);
  for (let slot = 0; slot < SLOTS; slot++) mirrorRecord(slot, RECORD, 0);
}

/** IEC 62056-21, data line: at most 78 characters, value at most 32, unit at most 16. */
function expectLimits(text: string): void {
  expect(text.length).toBeLessThanOrEqual(78);
  const open = text.indexOf('(');
  const star = text.indexOf('*', open);
  const close = text.indexOf(')');
  expect(open).toBeGreaterThan(0);
  expect(close).toBe(text.length - 1);
  expect(open).toBeLessThanOrEqual(16);
  expect((star < 0 ? close : star) - open - 1).toBeLessThanOrEqual(32);
  if (star >= 0) expect(close - star - 1).toBeLessThanOrEqual(16);
}

function bookSummer(sequence: u32, time_s: i64, energy: u64): void {
  bookRecord(recordOf(sequence, time_s, energy, 0, QUALITY_DAYLIGHT), 0);
}

describe('The readout', () => {
  beforeEach(reset);

  test('has a line for each object of its list, then none', () => {
    for (let i = 0; i < DATA_BLOCK_ROWS; i++) expect(readoutLine(i, LINE, shownSnapshot(began_us))).toBeGreaterThan(0);
    expect(readoutLine(DATA_BLOCK_ROWS, LINE, shownSnapshot(began_us))).toBe(0);
    expect(readoutLine(1000, LINE, shownSnapshot(began_us))).toBe(0);
  });

  test('keeps within the limits of the standard, whatever the values', () => {
    for (let fill = 0; fill < 4; fill++) {
      mirrorAll(fill == 0 ? 0 : fill == 1 ? 0x7f : fill == 2 ? 0x80 : 0xff);
      began_us = i64.MAX_VALUE;
      for (let i = 0; i < DATA_BLOCK_ROWS; i++) expectLimits(line(i));
    }
  });

  test('of a single-phase meter has no line of other phases, of angles to them, of unbalance and sequence', () => {
    mirrorService(SERVICE_1P2W);
    expect(sent('1-0:21.8.0*255')).toBe(true);
    expect(sent('1-0:32.7.0*255')).toBe(true);
    expect(sent('1-0:81.7.40*255')).toBe(true);
    expect(sent('1-0:91.7.0*255')).toBe(true);
    expect(sent('1-0:41.8.0*255')).toBe(false);
    expect(sent('1-0:62.8.0*255')).toBe(false);
    expect(sent('1-0:52.7.0*255')).toBe(false);
    expect(sent('1-0:72.7.124*255')).toBe(false);
    expect(sent('1-0:81.7.10*255')).toBe(false);
    expect(sent('1-0:81.7.60*255')).toBe(false);
    expect(sent('1-0:12.7.131*255')).toBe(false);
    expect(sent('1-0:11.7.132*255')).toBe(false);
    expect(sent('1-0:12.7.133*255')).toBe(false);
  });

  test('of a split-phase meter has lines of two phases, how far their middle is off, and no order', () => {
    mirrorService(SERVICE_2P3W);
    expect(sent('1-0:32.7.0*255')).toBe(true);
    expect(sent('1-0:41.8.0*255')).toBe(true);
    expect(sent('1-0:52.7.0*255')).toBe(true);
    expect(sent('1-0:81.7.10*255')).toBe(true);
    expect(sent('1-0:12.7.132*255')).toBe(true);
    expect(sent('1-0:124.7.0*255')).toBe(true);
    expect(sent('1-0:126.7.0*255')).toBe(false);
    expect(sent('1-0:62.8.0*255')).toBe(false);
    expect(sent('1-0:72.7.0*255')).toBe(false);
    expect(sent('1-0:81.7.20*255')).toBe(false);
    expect(sent('1-0:81.7.60*255')).toBe(false);
    expect(sent('1-0:12.7.131*255')).toBe(false);
    expect(sent('1-0:12.7.133*255')).toBe(false);
  });

  test('has lines of losses where there are any: none where no resistance or conductance is sealed', () => {
    expect(sent('1-0:83.8.3*255')).toBe(true);
    memory.fill(RECORD, 0, 256);
    changetype<Registers>(RECORD).transformer_loss_mWs = 7_200_000;
    mirrorRecord(slotOf(MESSAGE_READ_REGISTERS, 0), RECORD, 0);
    expect(sent('1-0:83.8.3*255')).toBe(false);
    expect(sent('1-0:83.8.6*255')).toBe(true);
    expect(lineOf('1-0:83.8.6*255')).toBe('1-0:83.8.6*255(000000.002000*kWh)');
    expect(sent('1-0:2.8.0*255')).toBe(true);
    expect(linesSent()).toBe(DATA_BLOCK_ROWS - COUNTED_LINES - 1);
  });

  test('of a new meter for three phases, or of one not known yet, has every line but what nothing was counted in', () => {
    expect(linesSent()).toBe(DATA_BLOCK_ROWS - COUNTED_LINES);
    mirrorService(SERVICE_3P3W);
    expect(linesSent()).toBe(DATA_BLOCK_ROWS - COUNTED_LINES);
    mirrorService(SERVICE_3P4W);
    expect(linesSent()).toBe(DATA_BLOCK_ROWS - COUNTED_LINES);
  });

  test('has the rates that something was counted in, to a hundredth of a watt-hour, and no other', () => {
    books().record = 1;
    bookTo(0, 1, 123_456_789, false);
    bookTo(0, 8, 1, false);
    bookTo(1, 2, 500, false);
    expect(lineOf('1-0:1.8.1*255')).toBe('1-0:1.8.1*255(001234.56789*kWh)');
    expect(lineOf('1-0:1.8.8*255')).toBe('1-0:1.8.8*255(000000.00001*kWh)');
    expect(lineOf('1-0:2.8.2*255')).toBe('1-0:2.8.2*255(000000.00500*kWh)');
    expect(sent('1-0:1.8.1*255')).toBe(true);
    expect(sent('1-0:1.8.2*255')).toBe(false);
    expect(sent('1-0:1.8.8*255')).toBe(true);
    expect(sent('1-0:2.8.2*255')).toBe(true);
    expect(linesSent()).toBe(DATA_BLOCK_ROWS - COUNTED_LINES + 3);
  });

  test('has a maximum demand with the local time at which it ended, and cumulative demand', () => {
    // A quarter of an hour at 6 kW from 2028-07-01T00:00Z, two hours behind which the meter lives.
    learnOffset(1, 120);
    const midnight = <i64>daysOf(2028, 7, 1) * 86_400;
    for (let minute = 0; minute <= 15; minute++) bookSummer(minute + 1, midnight + minute * 60, minute * 10_000);
    expect(lineOf('1-0:1.6.0*255')).toBe('1-0:1.6.0*255(006.000000*kW)(28-07-01 02:15)');
    expect(sent('1-0:1.6.0*255')).toBe(true);
    expect(lineOf('1-0:2.6.0*255')).toBe('1-0:2.6.0*255(000.060000*kW)(28-07-01 02:15)');
    expect(sent('1-0:2.6.0*255')).toBe(true);
    expect(sent('1-0:1.2.0*255')).toBe(false);
  });

  test('has the end of the last billing period, its registers and its maximum, once there was one', () => {
    expect(sent('1-0:0.1.2*101')).toBe(false);
    expect(sent('1-0:1.8.0*101')).toBe(false);
    expect(lineOf('1-0:0.1.0*255')).toBe('1-0:0.1.0*255(0)');
  });

  test('leaves the brackets empty before the mirror has the object', () => {
    expect(lineOf('1-0:1.8.0*255')).toBe('1-0:1.8.0*255()');
    expect(lineOf('1-0:0.2.0*255')).toBe('1-0:0.2.0*255()');
    expect(lineOf('1-0:0.2.8*255')).toBe('1-0:0.2.8*255()');
    expect(lineOf('0-0:96.128.0*255')).toBe('0-0:96.128.0*255()');
  });

  test('tells by the error register what the metering core marks its readings with', () => {
    expect(lineOf('0-0:97.97.0*255')).toBe('0-0:97.97.0*255()');
    const flags = offsetof<Status>('flags');
    mirrorValue32(MESSAGE_READ_STATUS, 0, flags, 0, 0);
    expect(lineOf('0-0:97.97.0*255')).toBe('0-0:97.97.0*255(00000000)');
    mirrorValue32(MESSAGE_READ_STATUS, 0, flags, METERING_FLAG_PARAMETERS_DEFAULT, 0);
    expect(lineOf('0-0:97.97.0*255')).toBe('0-0:97.97.0*255(00000001)');
    mirrorValue32(MESSAGE_READ_STATUS, 0, flags, METERING_FLAG_AFE | 0x12ab0000, 0);
    expect(lineOf('0-0:97.97.0*255').startsWith('0-0:97.97.0*255(12ab')).toBe(true);
  });

  test('gives a register with all its decimals, cut and not rounded', () => {
    mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, 4_444_444_799_999, 0);
    expect(lineOf('1-0:1.8.0*255')).toBe('1-0:1.8.0*255(001234.567999*kWh)');
  });

  test('gives a value without unit without a star', () => {
    mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, FACTOR, -499_999, 0);
    expect(lineOf('1-0:13.7.0*255')).toBe('1-0:13.7.0*255(-0.4999)');
  });

  test('gives the frequency in hertz', () => {
    mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, FREQUENCY, 49_987, 0);
    expect(lineOf('1-0:14.7.0*255')).toBe('1-0:14.7.0*255(49.987*Hz)');
  });

  test('has distortion, unbalance and the fundamental\'s power, and neither arrays nor half cycles', () => {
    mirrorValue32(MESSAGE_READ_POWER_QUALITY, 1, offsetof<PowerQuality>('current_thd_ppm'), 301_234, 0);
    mirrorValue32(MESSAGE_READ_NETWORK, 0, offsetof<Network>('voltage_negative_ppm'), 15_009, 0);
    expect(lineOf('1-0:31.7.124*255')).toBe('1-0:31.7.124*255(030.123*%)');
    expect(lineOf('1-0:12.7.131*255')).toBe('1-0:12.7.131*255(001.500*%)');
    expect(lineOf('1-0:16.7.1*255')).toBe('1-0:16.7.1*255()');
    expect(lineOf('1-0:32.7.1*255')).toBe('');
    expect(lineOf('1-0:32.7.129*255')).toBe('');
  });

  test('identifies the metering software by version and digest', () => {
    memory.fill(RECORD, 0, 256);
    const id = changetype<Identification>(RECORD);
    id.version_major = 1;
    id.version_minor = 20;
    id.version_patch = 3;
    for (let i = 0; i < 32; i++) store<u8>(RECORD + IDENTIFICATION_module_sha256 + i, <u8>(0xf0 + i));
    mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, 0);
    expect(lineOf('1-0:0.2.0*255')).toBe('1-0:0.2.0*255(1.20.3)');
    expect(lineOf('1-0:0.2.8*255')).toBe('1-0:0.2.8*255(f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff)');
  });

  test('begins with the serial number, up to its first zero, and gives the markings of the nameplate', () => {
    memory.fill(RECORD, 0, 256);
    mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, 0);
    expect(line(0)).toBe('0-0:96.1.0*255()');
    expect(lineOf('1-0:0.128.0*255')).toBe('1-0:0.128.0*255()');
    const id = changetype<Identification>(RECORD);
    for (let i = 0; i < 8; i++) store<u8>(RECORD + IDENTIFICATION_serial_number + i, <u8>(0x31 + i));
    id.accuracy_class = 0x44;
    id.year = 2026;
    id.meter_constant_imp_per_kWh = 10_000;
    id.meter_constant_imp_per_kvarh = 500;
    id.nominal_voltage_mV = 230_000;
    id.starting_current_uA = 20_000;
    mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, 0);
    expect(line(0)).toBe('0-0:96.1.0*255(12345678)');
    expect(lineOf('1-0:0.128.0*255')).toBe('1-0:0.128.0*255(D)');
    expect(lineOf('0-0:96.129.0*255')).toBe('0-0:96.129.0*255(2026)');
    expect(lineOf('1-0:0.3.0*255')).toBe('1-0:0.3.0*255(10000*imp per kWh)');
    expect(lineOf('1-0:0.3.1*255')).toBe('1-0:0.3.1*255(500*imp per kvarh)');
    expect(lineOf('1-0:0.6.0*255')).toBe('1-0:0.6.0*255(230.000*V)');
    expect(lineOf('1-0:0.6.128*255')).toBe('1-0:0.6.128*255(000.0200*A)');
    for (let i = 8; i < 16; i++) store<u8>(RECORD + IDENTIFICATION_serial_number + i, <u8>(0x39 + i));
    mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, 0);
    expect(line(0)).toBe('0-0:96.1.0*255(12345678ABCDEFGH)');
  });

  test('identifies the management software by the digest its host measured', () => {
    expect(lineOf('1-1:0.2.8*255')).toBe('1-1:0.2.8*255(000102030405060708090a0b0c0d0e0f)');
  });

  test('tells how old the values were when the reading began, in tenths of a second, cut', () => {
    mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, 0, 1_000_000);
    began_us = 2_299_999;
    expect(lineOf('0-0:96.128.0*255')).toBe('0-0:96.128.0*255(1.2*s)');
    began_us = 3_601_000_000;
    expect(lineOf('0-0:96.128.0*255')).toBe('0-0:96.128.0*255(3600.0*s)');
  });
});
