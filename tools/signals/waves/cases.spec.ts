// Files in the shape of what people had and a reader once got wrong: the right power, or the word that is right.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASES } from '../../build/paths.ts';
import { WaveRateError } from './errors.ts';
import { fileSource, type FileSource, type FileSourceOptions } from './file-source.ts';
import { HAVE_CASES } from './fixtures.ts';
import type { Service } from './source.ts';

const open = (name: string, service: Service, more: Partial<FileSourceOptions> = {}): FileSource =>
  fileSource(join(CASES, name), { service, ...more });

/** Two seconds: whole loops of every file. */
const truthOf = (source: FileSource) => source.truth(8000);

const P3_W = 2760;
const COMTRADE: [name: string, note?: RegExp][] = [
  ['c01-ctrl-z-after-timemult.cfg'],
  ['c02-more-records-than-stated.cfg', /2400 records, 2080 stated/],
  ['c08-rate-contradicts-stamps.cfg', /1000 Hz is stated, the stamps say 4800 Hz: the stamps are gone by/],
  ['c09-revision-0.cfg', /revision year 0/],
  ['c09-revision-1997.cfg', /revision year 1997/],
  ['c09-revision-2000.cfg', /revision year 2000/],
  ['c09-revision-2001.cfg', /revision year 2001/],
  ['c12-status-numbered-on.cfg', /4 status channels/],
  ['c13-index-gap.cfg', /numbered 1, 2, 3, 5, 6, 7/],
  ['c14-empty-sections.cfg', /2 sampling sections add no sample/],
  ['c15-rates-almost-equal.cfg', /4799\.8 to 4800\.3 Hz are read at their mean rate/],
  ['c16-single-file.cff'],
  ['c17-station-with-comma.cfg'],
  ['c19-trailing-byte.cfg', /left out behind the last record: 1 byte/],
  ['c19b-trailing-zero-records.cfg', /2410 records, 2400 stated/],
  ['c20-ascii-trailing-comma.cfg'],
  ['c20b-ascii-blank-lines.cfg'],
  ['c27-mixed-case-ext.Cfg'],
  ['c31-numbers-restart.cfg', /record 1201 is numbered 1 after 1200/],
  ['c33-skew-100us.cfg', /stated skews of 0 to 500 us are corrected/],
  ['c36-cr-cr-lf.cfg'],
  ['c37-one-record-more.cfg', /2400 records, 2399 stated/],
];

describe.skipIf(!HAVE_CASES)('COMTRADE case', () => {
  it.each(COMTRADE)('%s is metered right', (name, note = /./) => {
    const source = open(`comtrade/${name}`, '3p4w');
    const { total, frequency_Hz } = truthOf(source);
    expect(Math.abs(total.P_W / P3_W - 1)).toBeLessThan(2e-4);
    expect(Math.abs(frequency_Hz - 50)).toBeLessThan(0.02);
    expect(source.notes.join('\n')).toMatch(note);
  });

  it('c07-two-rates.cfg is refused in one line that names both', () => {
    expect(() => open('comtrade/c07-two-rates.cfg', '3p4w')).toThrow(WaveRateError);
    expect(() => open('comtrade/c07-two-rates.cfg', '3p4w')).toThrow(/4800 Hz to sample 1200, 2400 Hz/);
  });

  it('c34-residuals.cfg feeds 3U0 nowhere and 3I0 to the neutral', () => {
    const source = open('comtrade/c34-residuals.cfg', '3p4w');
    expect(source.mapping).toBe('V1 <- Ua, I1 <- Ia, IN <- -3I0');
    expect(source.notes.join('\n')).toMatch(/3U0 \[V\]: not fed[^]*nothing is fed to V2, V3, I2, I3/);
    expect(truthOf(source).neutral_A).toBeLessThan(0.01);
  });

  it('c39-maker-phase-codes.cfg goes by the names', () => {
    const source = open('comtrade/c39-maker-phase-codes.cfg', '3p3w');
    expect(source.mapping).toBe('V1 <- -U21, V3 <- U32, I1 <- I1, I3 <- I3');
    expect(truthOf(source).total.P_W).toBeCloseTo(5542.6, 0);
  });
});

const TABLES = [
  'v01-rigol.csv',
  'v01b-rigol-time.csv',
  'v02-siglent.csv',
  'v04-tektronix-mso.csv',
  'v05-keysight.csv',
  'v06-picoscope.csv',
  'v06b-picoscope-kv-ma.csv',
  'v07-decimal-comma.csv',
  'v07b-decimal-comma-units-row.csv',
  'v09-spaces.txt',
  'v12-sigrok.csv',
  'v18-trailing-comma.csv',
  'v24-coarse-stamps.csv',
  'v28-rohde.csv',
  'v36-ctrl-z.csv',
  'v39-sep-line.csv',
  'v50-headerless-v-i.csv',
  'v51-rigol-old.csv',
];
const SIXTY = [
  'v40-60hz-seconds',
  'v41-60hz-din',
  'v42-60hz-x-axis',
  'v43-60hz-elapsed',
  'v44-60hz-zeit-s',
  'v46-60hz-relative-time',
  'v47-60hz-sec',
];

describe.skipIf(!HAVE_CASES)('CSV case', () => {
  it.each(TABLES)('%s is metered in its own volts and amperes', (name) => {
    const source = open(`csv/${name}`, '1p2w');
    const { total, frequency_Hz } = truthOf(source);
    expect(Math.abs(total.P_W / 920 - 1)).toBeLessThan(2e-4);
    expect(Math.abs(total.Q1_var / 690 - 1)).toBeLessThan(5e-4);
    expect(frequency_Hz).toBeCloseTo(50, 3);
    expect(source.notes.join()).not.toMatch(/scaled/);
  });

  it.each(SIXTY)('%s is 60 Hz, 120 V and 2 A', (name) => {
    const { elements, frequency_Hz } = truthOf(open(`csv/${name}.csv`, '1p2w'));
    expect(frequency_Hz).toBeCloseTo(60, 3);
    expect(elements[0].voltage_V).toBeCloseTo(120, 2);
    expect(elements[0].current_A).toBeCloseTo(2, 3);
  });

  it('v03-tektronix-tds.csv is a voltage alone, and it is said', () => {
    const source = open('csv/v03-tektronix-tds.csv', '1p2w');
    expect(truthOf(source).elements[0].voltage_V).toBeCloseTo(230, 2);
    expect(source.notes).toContain('nothing is fed to I1');
  });

  it('v29-probe-in-volts.csv says what is not fed, and takes it as told', () => {
    const source = open('csv/v29-probe-in-volts.csv', '1p2w');
    expect(source.notes.join('\n')).toMatch(/Channel B \[V\]: not fed to any input[^]*nothing is fed to I1/);
    const told = open('csv/v29-probe-in-volts.csv', '1p2w', { columns: 'time,v1,i1', amps: 5 });
    expect(truthOf(told).total.P_W).toBeCloseTo(920, 1);
  });

  it('v31-wattmeter-3p.csv is three phases', () => {
    expect(truthOf(open('csv/v31-wattmeter-3p.csv', '3p4w')).total.P_W).toBeCloseTo(P3_W, 1);
  });
});

describe.skipIf(!HAVE_CASES)('WAV case', () => {
  it.each([
    'w10d-extensible-float',
    'w15-stream-size-ffffffff',
    'w15b-stream-size-0',
    'w17-rf64',
    'w20-rifx',
  ])('%s is metered right', (name) => {
    const { total } = truthOf(open(`wav/${name}.wav`, '1p2w'));
    expect(total.P_W).toBeCloseTo(920, 1);
    expect(total.pf).toBeCloseTo(0.8, 4);
  });

  it('w24-extensible-float-6ch is three phases', () => {
    expect(truthOf(open('wav/w24-extensible-float-6ch.wav', '3p4w')).total.P_W).toBeCloseTo(P3_W, 1);
  });

  it('w16-mono says that no current is fed', () => {
    expect(open('wav/w16-mono.wav', '1p2w').notes).toContain('nothing is fed to I1');
  });
});

describe.skipIf(!HAVE_CASES)('Energy case', () => {
  it('e01-half-wave keeps its direct component, in the truth too', () => {
    const source = open('energy/e01-half-wave.csv', '1p2w');
    const [element] = truthOf(source).elements;
    expect(element.current_A).toBeCloseTo(7.071, 3);
    expect(element.pf).toBeCloseTo(0.7071, 3);
    expect(source.notes.join()).toMatch(/direct component of 4\.501 A/);
    const [without] = truthOf(open('energy/e01-half-wave.csv', '1p2w', { removeDc: true })).elements;
    expect(without.current_A).toBeCloseTo(5.453, 3);
  });
});
