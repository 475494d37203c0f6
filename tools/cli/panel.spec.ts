// What people see of a run.
import { describe, expect, it } from 'vitest';
import { makeDisplay, panelText, plainLine, summary } from './panel.ts';
import type { FinalReport, Progress } from './report.ts';

const LINK = { requests: 20, replies: 19, repeats: 1, timeouts: 0, damaged: 1, refused: 0, bytes: 900 };
const EMPTY: Progress = {
  final: false,
  time_s: 0,
  samples: 0,
  meter: null,
  instant: { registers: null, instantaneous: null },
  registers: {},
  instantaneous: {},
  power_quality: {},
  link: LINK,
  lcd: ['', '', '', ''],
  ports: {},
  management: { restarts: 0, silent_s: 0 },
};
const FULL: Progress = {
  ...EMPTY,
  time_s: 12.34,
  samples: 49_360,
  registers: { '1-0:1.8.0.255': { value: 1.25, unit: 'Wh' }, '1-0:2.8.0.255': { value: 0.5, unit: 'Wh' } },
  instantaneous: {
    '1-0:32.7.0.255': { value: 230.1, unit: 'V' },
    '1-0:16.7.0.255': { value: -1150.5, unit: 'W' },
    '1-0:3.7.0.255': { value: 0, unit: 'var' },
    '1-0:4.7.0.255': { value: 400, unit: 'var' },
    '1-0:14.7.0.255': { value: 49.987, unit: 'Hz' },
  },
  power_quality: {
    '1-0:52.7.124.255': { value: 3.4129, unit: '%' },
    '1-0:12.7.131.255': { value: 1.5, unit: '%' },
    '1-0:12.7.133.255': { value: 2, unit: '' },
  },
  lcd: ['Twinmeter relayed 1s', 'row', '', ''],
  ports: { optical: '/dev/pts/7', rs485: null },
};

describe('The panel', () => {
  it('has the display in a frame of its own width', () => {
    const lines = panelText(FULL).split('\n');
    const border = `+${'-'.repeat(22)}+`;
    expect(lines.slice(1, 7)).toEqual([
      border,
      '| Twinmeter relayed 1s |',
      `| row${' '.repeat(17)} |`,
      ...Array<string>(2).fill(`| ${' '.repeat(20)} |`),
      border,
    ]);
  });

  it('has quantities in the columns of their phases', () => {
    const row = (title: string) =>
      panelText(FULL)
        .split('\n')
        .find((line) => line.startsWith(title))!;
    expect(row('U V').slice(18, 30)).toBe('     230.100');
    expect(row('P W').slice(6, 18)).toBe('   -1150.500');
  });

  it('shows reactive power with its sign: import minus export', () => {
    expect(panelText(FULL)).toMatch(/^Q var +-400\.000/m);
  });

  it('shows distortion in the columns of the phases, unbalance and sequence beside each other', () => {
    expect(panelText(FULL)).toMatch(/^THDu % {12} {12} {7}3\.413 {12}$/m);
    expect(panelText(FULL)).toMatch(
      /^unbalance U % 1\.500 {3}I % - {3}P1 W - {3}S vector VA - {3}phases L1 L3 L2$/m,
    );
    expect(panelText(EMPTY)).toMatch(/phases -$/m);
  });

  it('shows energies, link health and where the ports are', () => {
    expect(panelText(FULL)).toMatch(/1-0:1\.8\.0\.255 +1\.250000 Wh {2}Active energy import, total/);
    expect(panelText(FULL)).toContain('20 requests, 19 replies, 1 repeats, 1 damaged, 0 timeouts');
    expect(panelText(FULL)).toContain('optical     /dev/pts/7');
    expect(panelText(FULL)).toContain('rs485       nothing connected');
  });

  it('is whole before the first record came', () => {
    expect(panelText(EMPTY).split('\n').length).toBeGreaterThan(12);
    expect(panelText(EMPTY)).not.toMatch(/undefined|NaN/);
  });
});

describe('A plain line', () => {
  it('has power, frequency, energies and link', () => {
    expect(plainLine(FULL)).toBe(
      '12.3 s  P -1150.500 W  f 49.987 Hz  import 1.250 Wh  export 0.500 Wh  link 19/20',
    );
  });

  it('has a dash for what is not known yet', () => {
    expect(plainLine(EMPTY)).toBe('0.0 s  P - W  f - Hz  import - Wh  export - Wh  link 19/20');
  });
});

describe('A display without a terminal', () => {
  it('writes one line each time', () => {
    const written: string[] = [];
    const stream = {
      isTTY: false,
      write: (text: string) => written.push(text),
    } as unknown as NodeJS.WriteStream;
    const display = makeDisplay(stream);
    display.show(FULL);
    display.show(EMPTY);
    display.done();
    expect(written).toEqual([`${plainLine(FULL)}\n`, `${plainLine(EMPTY)}\n`]);
  });
});

describe('The summary', () => {
  const report = {
    samples: 8000,
    duration_s: 2,
    source: { description: 'a load', notes: ['scaled'] },
    registers: { '1-0:1.8.0.255': { value: 1.001, unit: 'Wh' } },
    reference: {
      registers: { '1-0:1.8.0.255': { value: 1, unit: 'Wh' }, '1-0:2.8.0.255': { value: 0, unit: 'Wh' } },
    },
    link: LINK,
    events: [
      { name: 'dip', scope: 2, start_s: 1, end_s: 1.25, extreme: 61.2, limit: 90, unit: '% Unom' },
      { name: 'main_cover_open', scope: 0, start_s: 1.5, end_s: null, extreme: 1, limit: 0, unit: '' },
      { name: 'afe_saturated', scope: 4, start_s: 0, end_s: 0.5, extreme: 7, limit: 0, unit: 'samples' },
    ],
    faults: [{ role: 'metering', at_us: 1_500_000, code: 1, detail: 0, text: 'panic 1' }],
  } as unknown as FinalReport;

  it('puts the error beside metered and fed energy, and none beside nothing', () => {
    expect(summary(report)).toMatch(/^1-0:1\.8\.0\.255 +1\.001000 +1\.000000 Wh +0\.1000 %$/m);
    expect(summary(report)).toMatch(/^1-0:2\.8\.0\.255 +0\.000000 +0\.000000 Wh *$/m);
  });

  it('shows no sign and no error for what is less than its digits', () => {
    const dust = {
      ...report,
      registers: { '1-0:2.8.0.255': { value: 0, unit: 'Wh' } },
      reference: { registers: { '1-0:2.8.0.255': { value: -1e-12, unit: 'Wh' } } },
    } as unknown as FinalReport;
    expect(summary(dust)).toMatch(/^1-0:2\.8\.0\.255 +0\.000000 +0\.000000 Wh *$/m);
  });

  it('tells every event with its phase or input, its time, and its extreme in its unit; one under way lasts till now', () => {
    expect(summary(report)).toMatch(/^event {2}dip L2 {2}1\.000 s to 1\.250 s {2}61\.2 % Unom, limit 90$/m);
    expect(summary(report)).toMatch(/^event {2}main_cover_open {2}1\.500 s to now$/m);
    expect(summary(report)).toMatch(
      /^event {2}afe_saturated I1 {2}0\.000 s to 0\.500 s {2}7 samples, limit 0$/m,
    );
  });

  it('tells every fault with its core and time', () => {
    expect(summary(report)).toContain('fault of the metering core at 1.500 s: panic 1');
  });
});
