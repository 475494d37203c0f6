// How much of the line's time carries rows of a load profile: 60 days of 8 channels by HDLC and by the wrapper; npx tsx tools/figures/dlms-profile/main.ts [--days N] [--json].
import { parseArgs } from 'node:util';
import { printFigures } from '../print-figures.ts';
import { readCompactData, readProfile, type ProfileReading } from './reading.ts';
import { rowsOf } from './storage.ts';

/** Of the time at 9600 Bd, window 7, frames of 2,030 bytes. */
const LEAST_SHARE = 0.9;

const { values } = parseArgs({
  options: { days: { type: 'string', default: '60' }, json: { type: 'boolean' } },
});
const days = Number(values.days);

const isWhole = ({ rows }: ProfileReading): boolean =>
  JSON.stringify(rows, text) === JSON.stringify(rowsOf(days), text);
const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

function figuresOf(reading: ProfileReading) {
  const { over, baud, encoding, rows, rowBytes, heardBytes, saidBytes, took_s, share } = reading;
  return {
    ...{ over, baud, encoding, rows: rows.length, whole: isWhole(reading), row_bytes: rowBytes / rows.length },
    ...{ heard_bytes: heardBytes, said_bytes: saidBytes, took_s, share },
  };
}

function lineOf({
  over,
  baud,
  encoding,
  rows,
  whole,
  row_bytes,
  heard_bytes,
  said_bytes,
  took_s,
  share,
}: ReturnType<typeof figuresOf>): string {
  const state = whole ? 'complete and identical' : 'NOT what is stored';
  return `${over.padEnd(8)} ${baud} Bd, ${encoding}: ${rows} rows, ${state}, ${row_bytes.toFixed(1)} bytes a row, ${heard_bytes} bytes heard, ${said_bytes} said, ${took_s.toFixed(1)} s, rows take ${(100 * share).toFixed(1)} % of it`;
}

await printFigures(async () => {
  const figures = [];
  for (const encoding of ['array', 'compact'] as const)
    for (const over of ['hdlc', 'wrapper'] as const)
      figures.push(figuresOf(await readProfile(over, days, encoding)));
  if (figures.some(({ whole }) => !whole)) process.exitCode = 1;
  if (figures.some(({ over, share }) => over === 'hdlc' && share < LEAST_SHARE)) process.exitCode = 1;
  const { row, bytes } = await readCompactData(days);
  const isNewest = JSON.stringify(row, text) === JSON.stringify(rowsOf(days).at(-1), text);
  if (!isNewest) process.exitCode = 1;
  const compact = `class 62: ${isNewest ? 'the newest row' : 'NOT the newest row'}, ${bytes} bytes with its template's number`;
  return values.json
    ? [JSON.stringify({ days, figures, compact_data: { whole: isNewest, bytes } })]
    : [...figures.map(lineOf), compact];
});
