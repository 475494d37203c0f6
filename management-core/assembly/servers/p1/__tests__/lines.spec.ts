// Lines of P1 of what months and long failures left: Belgium's peaks, the log of failures, and lines without a value.
import {
  BOOKS_peak, BOOKS_peak_month, BOOKS_peak_s, DISTURBANCES_ended_s, DISTURBANCES_lasted_s,
} from '../../../../../shared-protocol/generated/assembly/layouts';
import { LINE_FAILURES, LINE_PEAK, LINE_PEAKS, P1_FORM_ROWS, P1_LINES } from '../../../../../shared-protocol/generated/assembly/p1';
import { DEMANDS } from '../../../../../shared-protocol/generated/assembly/protocol';
import { resetHost } from '../../../../../shared-protocol/assembly/__tests__/mocked-host';
import { resetMirror, shownSnapshot } from '../../../link/mirror';
import { books, loadBooks } from '../../../registers/books';
import { disturbances, resetDisturbances } from '../../../registers/disturbances';
import { learnOffset, resetZone } from '../../../time/zone';
import { LEFT_OUT, LINE_BYTES, LineRow, NOT_KNOWN, putLine } from '../lines';

const AT = memory.data(1024, 8);
/** 2026-07-15T10:15:00Z, 2026-01-20T17:45:00Z, and a winter night: 2026-12-01T00:00:00Z. */
const JULY: u32 = 1_784_110_500;
const JANUARY: u32 = 1_768_931_100;
const NOW: i64 = 1_796_083_200;
const DUTCH: i32 = 0;
const BELGIAN: i32 = 1;

function lineAt(index: i32): LineRow {
  return changetype<LineRow>(P1_LINES + <usize>index * LINE_BYTES);
}

/** The first line of a form that is of a kind. */
function lineOf(form: i32, kind: i32): LineRow {
  let i = <i32>load<u16>(P1_FORM_ROWS + <usize>(form << 2));
  while (<i32>lineAt(i).kind != kind) i++;
  return lineAt(i);
}

function written(form: i32, kind: i32): string {
  const end = putLine(AT, lineOf(form, kind), shownSnapshot(0), NOW);
  if (end == LEFT_OUT) return 'left out';
  return end == NOT_KNOWN ? 'not known' : String.UTF8.decodeUnsafe(AT, end - AT);
}

function peak(place: i32, month: i32, at_s: u32, power_mW: u32): void {
  const b = changetype<usize>(books());
  store<u16>(b + BOOKS_peak_month + <usize>(place << 1), <u16>month);
  store<u32>(b + BOOKS_peak + <usize>((place * DEMANDS) << 2), power_mW);
  store<u32>(b + BOOKS_peak_s + <usize>((place * DEMANDS) << 2), at_s);
}

describe('A line of P1', () => {
  beforeEach(() => {
    resetHost();
    resetMirror();
    loadBooks();
    resetDisturbances();
    resetZone();
    learnOffset(0, 60);
    learnOffset(1, 120);
    books().record = 1;
    books().time_s = <u64>NOW;
  });

  test('of peaks is left out while there is none', () => {
    expect(written(BELGIAN, LINE_PEAK)).toBe('left out');
    expect(written(BELGIAN, LINE_PEAKS)).toBe('left out');
  });

  test('of peaks tells months with their ends, the oldest first, each in its own season', () => {
    peak(0, 2026 * 12 + 11, <u32>NOW - 900, 1_234_567);
    peak(1, 2026 * 12 + 6, JULY, 2_589_000);
    peak(2, 2026 * 12 + 1, 0, 0);
    peak(3, 2026 * 12, JANUARY, 103_695_499);
    expect(written(BELGIAN, LINE_PEAK)).toBe('1-0:1.6.0(261201004500W)(01.235*kW)\r\n');
    expect(written(BELGIAN, LINE_PEAKS)).toBe(
      '0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)' +
        '(260201000000W)(260120184500W)(99.999*kW)(260801000000S)(260715121500S)(02.589*kW)\r\n',
    );
  });

  test('of failures tells the long ones, the oldest first', () => {
    expect(written(DUTCH, LINE_FAILURES)).toBe('1-0:99.97.0(0)(0-0:96.7.19)\r\n');
    const d = changetype<usize>(disturbances());
    disturbances().logged = 2;
    store<u32>(d + DISTURBANCES_ended_s, JULY);
    store<u32>(d + DISTURBANCES_lasted_s, 240);
    store<u32>(d + DISTURBANCES_ended_s + 4, JANUARY);
    store<u32>(d + DISTURBANCES_lasted_s + 4, 301);
    expect(written(DUTCH, LINE_FAILURES)).toBe(
      '1-0:99.97.0(2)(0-0:96.7.19)(260120184500W)(0000000301*s)(260715121500S)(0000000240*s)\r\n',
    );
  });

  test('without a value keeps its telegram back, or is left out, as the table says', () => {
    const first = <i32>load<u16>(P1_FORM_ROWS);
    const lines = <i32>load<u8>(P1_FORM_ROWS, 2);
    let keptBack = 0;
    for (let i = first; i < first + lines; i++) {
      const row = lineAt(i);
      const end = putLine(AT, row, shownSnapshot(0), NOW);
      if (end == NOT_KNOWN) keptBack++;
      // Power, voltage and current come with the mirror, which is empty.
      if (row.code_d == 7 && row.code_a == 1) expect(end).toBe(NOT_KNOWN);
    }
    expect(keptBack).toBeGreaterThan(12);
  });
});
