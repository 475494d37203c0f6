// Cells that mean more than they say: a time of day over midnight, thousands in groups.
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../bytes.ts';
import { WaveFormatError, WaveRateError } from '../errors.ts';
import type { Recording } from '../recording.ts';
import { readCsv } from './read-csv.ts';

const read = (text: string): Recording => readCsv('x.csv', bytesOf(new TextEncoder().encode(text)));
const table = (head: string, row: (n: number) => string, count = 2000): string =>
  [head, ...Array.from({ length: count }, (_, n) => row(n))].join('\n');
const sine = (n: number, amplitude: number): number => amplitude * Math.sin((2 * Math.PI * n) / 40);

/** Time of day n samples of 2 kHz from half a second before the hour that is told. */
function clock(n: number, hour: number): string {
  const ms10 = Math.round(((hour * 3600 - 0.5) * 2000 + n) * 5);
  const [h, m, s] = [Math.floor(ms10 / 36e6) % 24, Math.floor(ms10 / 6e5) % 60, (ms10 / 1e4) % 60];
  return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}:${s.toFixed(4).padStart(7, '0')}`;
}

describe('a column of the time of day', () => {
  const over = (hour: number, date = (_: number): string => '') =>
    table('Time,V (V),I (A)', (n) => `${date(n)}${clock(n, hour)},${sine(n, 325)},${sine(n, 5)}`);

  it('goes on over midnight, with a date or without', () => {
    expect(over(24)).toMatch(/\n23:59:59\.9995,.*\n00:00:00\.0000,/);
    expect(read(over(24)).rate_Hz).toBeCloseTo(2000, 6);
    const dated = over(24, (n) => (n < 1000 ? '2026-01-31 ' : '2026-02-01 '));
    expect(read(dated).rate_Hz).toBeCloseTo(2000, 6);
  });

  it('falls at no other hour, nor twice', () => {
    const back = table(
      'Time,V (V),I (A)',
      (n) => `${clock(n, n < 1000 ? 12 : 11)},${sine(n, 325)},${sine(n, 5)}`,
    );
    expect(() => read(back)).toThrow(WaveRateError);
    const twice = table('Time,V (V),I (A)', (n) => `${clock(n % 1500, 24)},${sine(n, 325)},${sine(n, 5)}`);
    expect(() => read(twice)).toThrow(WaveRateError);
  });

  it('is not what a column of plain numbers is', () => {
    const numbers = table(
      'Time,V (V),I (A)',
      (n) => `${n < 1000 ? 86000 + n : n - 1000},${sine(n, 325)},${sine(n, 5)}`,
    );
    expect(() => read(numbers)).toThrow(WaveRateError);
  });
});

describe('thousands in groups', () => {
  const grouped = (x: number, group: string, point: string): string => {
    const [whole, decimals] = Math.abs(x).toFixed(1).split('.');
    return `${x < 0 ? '-' : ''}${whole.replace(/(?=(\d{3})+$)(?<=\d)/g, group)}${point}${decimals}`;
  };
  const volts = Array.from({ length: 2000 }, (_, n) => Number(sine(n, 3250.4).toFixed(1)) + 0);

  it.each([
    [',', ',', '.'],
    [';', '.', ','],
    ['\t', ',', '.'],
  ])('are read where %j separates columns, %j groups and %j decimals', (delimiter, group, point) => {
    const cell = (text: string) => (text.includes(delimiter) ? `"${text}"` : text);
    const row = (n: number): string =>
      [
        (n / 2000).toFixed(4).replace('.', point),
        grouped(volts[n], group, point),
        grouped(sine(n, 5), group, point),
      ]
        .map(cell)
        .join(delimiter);
    const text = table(['Time (s)', 'V (V)', 'I (A)'].join(delimiter), row);
    expect(text).toContain(grouped(3250.4, group, point));
    const { channels, rate_Hz } = read(text);
    expect(rate_Hz).toBeCloseTo(2000, 6);
    expect(channels.map(({ name }) => name)).toEqual(['V', 'I']);
    expect([...channels[0].samples]).toEqual(volts);
  });

  it.each(['1,23.4', '1234,567.8', '12,3456.7', '1,234,56.7', ',234.5'])(
    'are refused by column and line in groups of another size: %s',
    (odd) => {
      const text = table(
        'Time (s),V (V),I (A)',
        (n) => `${n / 2000},${n === 700 ? `"${odd}"` : sine(n, 325)},1`,
      );
      expect(() => read(text)).toThrow(WaveFormatError);
      expect(() => read(text)).toThrow(`line 702: column V: "${odd}" is not a number`);
    },
  );

  it('do not take two columns for one', () => {
    const text = table('t,V (V)', (n) => `${n},${(234.5 + sine(n, 100)).toFixed(1)}`);
    expect(read(text).channels.map(({ samples }) => samples[0])).toEqual([234.5]);
  });
});
