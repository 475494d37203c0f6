// The display in an outage: dark on the reading battery, and for a while behind each press the registers of the last minute record.
import { resetHost } from '../../../../shared-protocol/assembly/__tests__/mocked-host';
import { BUTTON_SCROLL, BUTTON_SEALED, QUALITY_DAYLIGHT } from '../../../../shared-protocol/generated/assembly/protocol';
import { lcdRow } from '../../__tests__/testing';
import { resetMirror } from '../../link/mirror';
import { bookTo, books, clearRates, loadBooks } from '../../registers/books';
import { resetSupply, supplyChanged } from '../../time/supply';
import { learnOffset, resetZone } from '../../time/zone';
import { displayButton, displayTick, resetDisplay } from '../display';

/** 2026-11-28 10:29:00 UTC. */
const TIME_s: u32 = 1_795_861_740;
const SECOND: i64 = 1_000_000;

function lit(): bool {
  for (let row = 0; row < 4; row++) if (lcdRow(row).trim().length > 0) return true;
  return false;
}

function press(now_us: i64, button: i32 = BUTTON_SCROLL): void {
  displayButton(button, 1, now_us);
  displayButton(button, 0, now_us);
}

/** Import 1234.567 kWh, export 0.001 kWh, apparent import 2000 kVAh; a quarter of the import at rate 2. */
function recorded(): void {
  clearRates();
  bookTo(0, 1, 92_592_525, false);
  bookTo(0, 2, 30_864_175, false);
  bookTo(1, 1, 100, false);
  bookTo(6, 1, 200_000_000, false);
  books().record = 7;
  books().time_s = TIME_s;
}

/** Begins on the battery: the comparator is low from the start on. */
function onBattery(): void {
  resetHost();
  resetMirror();
  resetSupply();
  resetZone();
  loadBooks();
  resetDisplay();
  supplyChanged(true, 0);
}

describe('The display on the reading battery', () => {
  beforeEach(() => {
    onBattery();
    recorded();
  });

  test('is dark, until the scroll button is pressed', () => {
    displayTick(SECOND);
    expect(lit()).toBe(false);
    press(2 * SECOND, BUTTON_SEALED);
    expect(lit()).toBe(false);
    press(2 * SECOND);
    expect(lit()).toBe(true);
  });

  test('shows the registers of the last record with its time', () => {
    displayTick(SECOND);
    press(2 * SECOND);
    expect(lcdRow(0)).toBe('2026-11-28 10:29 UTC');
    expect(lcdRow(1)).toBe('1.8.0  001234.567kWh');
    expect(lcdRow(2)).toBe('2.8.0  000000.001kWh');
    expect(lcdRow(3)).toBe('9.8.0  002000.00kVAh');
    press(3 * SECOND);
    expect(lcdRow(1).startsWith('1.8.1  000925.925')).toBe(true);
    expect(lcdRow(2).startsWith('1.8.2  000308.641')).toBe(true);
    press(4 * SECOND);
    press(5 * SECOND);
    expect(lcdRow(1).startsWith('1.8.0')).toBe(true);
  });

  test('is dark again ten seconds behind the last press, and begins with the first page then', () => {
    displayTick(SECOND);
    press(2 * SECOND);
    press(3 * SECOND);
    displayTick(12_900_000);
    expect(lit()).toBe(true);
    displayTick(13_500_000);
    expect(lit()).toBe(false);
    press(20 * SECOND);
    expect(lcdRow(1).startsWith('1.8.0')).toBe(true);
  });

  test('tells local time where it is known', () => {
    learnOffset(0, 60);
    displayTick(SECOND);
    press(2 * SECOND);
    expect(lcdRow(0)).toBe('2026-11-28 11:29    ');
  });

  test('says where there is no record', () => {
    books().record = 0;
    displayTick(SECOND);
    press(2 * SECOND);
    expect(lcdRow(0).trim()).toBe('No record');
    expect(lcdRow(1).trim()).toBe('1.8.0');
  });

  test('is as ever within the hold-up, and once the supply is back', () => {
    displayTick(0);
    expect(lcdRow(0).startsWith('Twinmeter')).toBe(true);
    displayTick(2 * SECOND);
    expect(lit()).toBe(false);
    supplyChanged(false, 3 * SECOND);
    displayTick(4 * SECOND);
    expect(lcdRow(0).startsWith('Twinmeter')).toBe(true);
  });
});
