// What is written as COMTRADE is read again: every count, rate, names and units; times to the microsecond.
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../bytes.ts';
import { parseConfig } from './config.ts';
import { partsOfSingleFile } from './files.ts';
import { readComtrade } from './read-comtrade.ts';
import { comtradeText, type WrittenRecord } from './write-comtrade.ts';

const COUNT = 400;
const sine = (amplitude: number) =>
  Int32Array.from({ length: COUNT }, (_, n) => Math.round(amplitude * Math.sin((2 * Math.PI * n) / 80)));
const record: WrittenRecord = {
  ...{ station: 'Twinmeter, on a bench', device: '10000001', line_Hz: 50, rate_Hz: 4000, most: 8_388_607 },
  first_us: Date.UTC(2026, 5, 1, 6, 0, 9) * 1000 + 250,
  trigger_us: Date.UTC(2026, 5, 1, 6, 0, 9) * 1000 + 200_250,
  channels: [
    { name: 'V1', phase: 'A', unit: 'V', scale: 8e-5, counts: sine(8_388_607) },
    { name: 'I1', phase: 'A', unit: 'A', scale: 2.5e-5, counts: sine(-123_456) },
  ],
  header: 'dip',
};
const text = comtradeText(record);
const parts = partsOfSingleFile('e.cff', bytesOf(new TextEncoder().encode(text)));

describe('A written COMTRADE record', () => {
  it('is read as what was written', () => {
    const { revision, format, records, line_Hz, rate_Hz, notes } = parseConfig(
      'e.cff',
      parts.config,
      parts.firstLine,
    );
    expect({ revision, format, records, line_Hz, rate_Hz, notes }).toEqual({
      ...{ revision: 2013, format: 'ASCII', records: COUNT, line_Hz: 50, rate_Hz: 4000, notes: [] },
    });
    const { channels } = readComtrade(parts);
    expect(channels.map(({ name, unit, phase }) => [name, unit, phase])).toEqual([
      ['V1', 'V', 'A'],
      ['I1', 'A', 'A'],
    ]);
    for (const [n, { scale, counts }] of record.channels.entries())
      for (let at = 0; at < COUNT; at++) expect(channels[n].samples[at]).toBeCloseTo(counts[at] * scale, 9);
  });

  it('says when it began and what set it off, and has no comma within a field', () => {
    const lines = parts.config.split('\r\n');
    expect(lines[0]).toBe('Twinmeter  on a bench,10000001,2013');
    expect(lines.slice(7, 9)).toEqual(['01/06/2026,06:00:09.000250', '01/06/2026,06:00:09.200250']);
    expect(lines.slice(9, 13)).toEqual(['ASCII', '1', '0,0', 'B,3']);
  });
});
