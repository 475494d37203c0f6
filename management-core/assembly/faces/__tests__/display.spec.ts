// The display: pages, age, cut values.
import { Harmonics, HARMONICS_amplitude_u, Identification, Instantaneous, PowerQuality, Registers, Status } from '../../../../shared-protocol/generated/assembly/layouts';
import { EVENT_TEXT_BYTES, eventText } from '../../../../shared-protocol/generated/assembly/event-texts';
import {
  BUTTON_SCROLL, EVENT_MAIN_COVER_OPEN, EVENT_OVER_VOLTAGE, MESSAGE_READ_STATUS, METERING_FLAG_AFE, METERING_FLAG_ALARM,
  METERING_FLAG_PARAMETERS_DEFAULT, METERING_FLAG_REGISTERS_LOST, MESSAGE_IDENTIFY, MESSAGE_READ_HARMONICS, MESSAGE_READ_INSTANTANEOUS, MESSAGE_READ_POWER_QUALITY, MESSAGE_READ_REGISTERS, SERVICE_1P2W,
} from '../../../../shared-protocol/generated/assembly/protocol';
import { DISPLAY_MANUAL_ON_PAGE, DISPLAY_MANUAL_ROWS, DISPLAY_ON_PAGE, DISPLAY_ROWS } from '../../../../shared-protocol/generated/assembly/lists';
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { displayButton, displayFits, displayTick, resetDisplay } from '../display';
import { resetMirror } from '../../link/mirror';
import { slotOf } from '../../link/slots';
import { lcdRow, mirrorRecord, mirrorValue32, mirrorValue64, RECORD } from '../../__tests__/testing';

const IMPORT: i32 = offsetof<Registers>('active_import_mWs');
const POWER: i32 = offsetof<Instantaneous>('active_power_mW');

function reset(): void {
  resetHost();
  resetMirror();
  resetDisplay();
}

/** Title when the registers came at 0 and it is drawn at this time. */
function titleAt(now_us: i64): string {
  reset();
  mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, 0, 0);
  displayTick(now_us);
  return lcdRow(0);
}

/** Codes of the rows below the title. */
function codes(): string {
  return lcdRow(1).substring(0, 8).trim() + ' ' + lcdRow(2).substring(0, 8).trim() + ' ' + lcdRow(3).substring(0, 8).trim();
}

/** Presses the scroll button and lets it go. */
function scroll(now_us: i64): void {
  displayButton(BUTTON_SCROLL, 1, now_us);
  displayButton(BUTTON_SCROLL, 0, now_us);
}

describe('The display', () => {
  beforeEach(reset);

  test('has a row for the title and one for each object', () => {
    expect(displayFits()).toBe(true);
  });

  test('shows codes without values, and no link, before the first record came', () => {
    displayTick(10_000);
    expect(lcdRow(0)).toBe('Twinmeter no link   ');
    expect(lcdRow(1)).toBe('1.8.0               ');
    expect(lcdRow(3)).toBe('16.7.0              ');
  });

  test('shows a register with three decimals, cut and not rounded', () => {
    mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, 4_444_444_799_999, 0);
    displayTick(10_000);
    expect(lcdRow(1)).toBe('1.8.0  001234.567kWh');
  });

  test('leaves the row of a phase empty that a single-phase meter has not', () => {
    memory.fill(RECORD, 0, 256);
    changetype<Identification>(RECORD).service = <u8>SERVICE_1P2W;
    mirrorRecord(slotOf(MESSAGE_IDENTIFY, 0), RECORD, 0);
    displayTick(10_000);
    scroll(20_000);
    scroll(20_000);
    expect(lcdRow(1).startsWith('32.7.0')).toBe(true);
    expect(lcdRow(2)).toBe('                    ');
    expect(lcdRow(3)).toBe('                    ');
  });

  test('shows the sign of the power', () => {
    mirrorValue32(MESSAGE_READ_INSTANTANEOUS, 0, POWER, -2_345_678, 0);
    displayTick(10_000);
    expect(lcdRow(3)).toBe('16.7.0 -002.345kW   ');
  });

  test('marks what it shows as relayed, with its age in whole seconds', () => {
    expect(titleAt(0)).toBe('Twinmeter relayed 0s');
    expect(titleAt(1_999_999)).toBe('Twinmeter relayed 1s');
    expect(titleAt(9_999_999)).toBe('Twinmeter relayed 9s');
    expect(titleAt(10_000_000)).toBe('Twinmeter relayed 10');
    expect(titleAt(99_000_000)).toBe('Twinmeter relayed 99');
  });

  test('says that there is no link when its record is older than two digits can say', () => {
    expect(titleAt(99_000_001)).toBe('Twinmeter no link   ');
    expect(titleAt(3_600_000_000)).toBe('Twinmeter no link   ');
  });

  test('turns its page every four seconds and begins anew after the last', () => {
    const pages: string[] = [
      '1.8.0 2.8.0 16.7.0', '0.9.1 0.9.2 96.14.0', '32.7.0 52.7.0 72.7.0', '31.7.0 51.7.0 71.7.0', '13.7.0 14.7.0 91.7.0',
      '96.1.0 0.128.0 0.3.0', '1.8.0 2.8.0 16.7.0',
    ];
    for (let now: i64 = 0; now < 28_000_000; now += 10_000) {
      displayTick(now);
      expect(codes()).toBe(pages[<i32>(now / 4_000_000)]);
    }
  });

  test('keeps a blank between the longest code and its value', () => {
    mirrorValue32(MESSAGE_READ_POWER_QUALITY, 1, offsetof<PowerQuality>('voltage_thd_ppm'), 34_129, 0);
    displayTick(0);
    while (!lcdRow(1).startsWith('32.7.124')) scroll(1_000);
    expect(lcdRow(1)).toBe('32.7.124 003.412%   ');
    expect(lcdRow(2)).toBe('52.7.124            ');
  });

  test('shows an entry of an array under its order', () => {
    memory.fill(RECORD, 0, 256);
    changetype<Harmonics>(RECORD).highest_order = 31;
    store<u32>(RECORD + HARMONICS_amplitude_u + 8, 1_234_567);
    mirrorRecord(slotOf(MESSAGE_READ_HARMONICS, 5), RECORD, 0);
    displayTick(0);
    while (!lcdRow(2).startsWith('51.7.3 ')) scroll(1_000);
    expect(lcdRow(2)).toBe('51.7.3              ');
    expect(lcdRow(3)).toBe('71.7.3 001.234A     ');
  });

  test('is drawn twice a second, not with every tick', () => {
    displayTick(0);
    mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, 3_600_000_000, 0);
    displayTick(499_999);
    expect(lcdRow(1)).toBe('1.8.0               ');
    displayTick(500_000);
    expect(lcdRow(1)).toBe('1.8.0  000001.000kWh');
  });

  test('leaves nothing of a longer row behind in a shorter one', () => {
    mirrorValue64(MESSAGE_READ_REGISTERS, 0, IMPORT, 1, 0);
    displayTick(0);
    resetMirror();
    displayTick(500_000);
    expect(lcdRow(1)).toBe('1.8.0               ');
  });
});

describe('The scroll button', () => {
  beforeEach(reset);

  test('shows the next page at once, and the first behind the last', () => {
    displayTick(0);
    expect(codes()).toBe('1.8.0 2.8.0 16.7.0');
    scroll(1_000);
    expect(codes()).toBe('0.9.1 0.9.2 96.14.0');
    for (let i = 2; i < DISPLAY_ROWS / DISPLAY_ON_PAGE; i++) scroll(1_000);
    expect(codes()).not.toBe('1.8.0 2.8.0 16.7.0');
    for (let i = 0; i <= DISPLAY_MANUAL_ROWS / DISPLAY_MANUAL_ON_PAGE; i++) scroll(1_000);
    expect(codes()).toBe('1.8.0 2.8.0 16.7.0');
  });

  test('goes on behind the automatic list into the manual one, which nothing else shows', () => {
    displayTick(0);
    for (let i = 0; i < DISPLAY_ROWS / DISPLAY_ON_PAGE; i++) scroll(1_000);
    expect(codes()).toBe('1.8.1 1.8.2 1.8.3');
    scroll(2_000);
    expect(codes()).toBe('1.8.4 2.8.1 2.8.2');
    displayTick(59_000_000);
    expect(codes()).toBe('1.8.4 2.8.1 2.8.2');
    displayTick(60_010_000);
    expect(codes()).toBe('1.8.0 2.8.0 16.7.0');
  });

  test('gives the page its whole four seconds, however long the one before was shown', () => {
    displayTick(0);
    displayTick(3_900_000);
    scroll(3_950_000);
    displayTick(7_940_000);
    expect(codes()).toBe('0.9.1 0.9.2 96.14.0');
    displayTick(8_440_000);
    expect(codes()).toBe('32.7.0 52.7.0 72.7.0');
  });

  test('does nothing while it is held, and nothing when it is let go', () => {
    displayTick(0);
    displayButton(BUTTON_SCROLL, 1, 10_000);
    for (let now: i64 = 20_000; now < 3_000_000; now += 10_000) displayTick(now);
    expect(codes()).toBe('0.9.1 0.9.2 96.14.0');
    displayButton(BUTTON_SCROLL, 0, 3_000_000);
    expect(codes()).toBe('0.9.1 0.9.2 96.14.0');
  });
});

/** Shows a status with these marks and events, and goes on to the alarm page. */
function showAlarmPage(flags: u32, events: u64): i64 {
  memory.fill(RECORD, 0, 256);
  changetype<Status>(RECORD).flags = flags;
  changetype<Status>(RECORD).active_events = events;
  mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, 0);
  let now: i64 = 0;
  while (!lcdRow(1).startsWith('ALARM') && now < 60_000_000) {
    displayTick(now);
    now += 500_000;
  }
  return now;
}

describe('The alarm page', () => {
  beforeEach(reset);

  test('tells by name which events are under way', () => {
    showAlarmPage(METERING_FLAG_ALARM, (1 << EVENT_OVER_VOLTAGE) | (1 << EVENT_MAIN_COVER_OPEN));
    expect(lcdRow(1)).toBe('ALARM 2 events      ');
    expect(lcdRow(2).trim()).toBe(textOf(EVENT_OVER_VOLTAGE));
    expect(lcdRow(3).trim()).toBe(textOf(EVENT_MAIN_COVER_OPEN));
  });

  test('has the mark of the readings before the events', () => {
    showAlarmPage(METERING_FLAG_ALARM | METERING_FLAG_PARAMETERS_DEFAULT, 1 << EVENT_OVER_VOLTAGE);
    expect(lcdRow(2)).toBe('NOT ADJUSTED        ');
    expect(lcdRow(3).trim()).toBe(textOf(EVENT_OVER_VOLTAGE));
  });

  test('says that registers were lost, though no event is under way', () => {
    showAlarmPage(METERING_FLAG_REGISTERS_LOST, 0);
    expect(lcdRow(2)).toBe('REGISTERS LOST      ');
  });

  test('goes through more lines than it has rows, one further each second, and stays until all were shown', () => {
    let now = showAlarmPage(METERING_FLAG_ALARM, 0x7f);
    const seen: string[] = [];
    while (lcdRow(1).startsWith('ALARM')) {
      if (!seen.includes(lcdRow(2).trim())) seen.push(lcdRow(2).trim());
      displayTick(now);
      now += 500_000;
    }
    expect(seen.length).toBe(7);
    for (let event = 0; event < 7; event++) expect(seen.includes(textOf(event))).toBe(true);
  });

  test('is followed by the first page, also when the alarm is over by then', () => {
    const now = showAlarmPage(METERING_FLAG_ALARM, 1 << EVENT_OVER_VOLTAGE);
    expect(lcdRow(1)).toBe('ALARM 1 events      ');
    memory.fill(RECORD, 0, 256);
    mirrorRecord(slotOf(MESSAGE_READ_STATUS, 0), RECORD, now);
    displayTick(now + 4_000_000);
    expect(codes()).toBe('1.8.0 2.8.0 16.7.0');
  });

  test('leaves a row empty that it has no line for', () => {
    showAlarmPage(METERING_FLAG_AFE, 0);
    expect(lcdRow(1)).toBe('ALARM 0 events      ');
    expect(lcdRow(2)).toBe('AFE                 ');
    expect(lcdRow(3).trim()).toBe('');
  });
});

function textOf(event: i32): string {
  const at = eventText(event);
  let length = 0;
  while (length < EVENT_TEXT_BYTES && load<u8>(at + length)) length++;
  return String.UTF8.decodeUnsafe(at, length).trim();
}
