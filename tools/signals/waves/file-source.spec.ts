// Looped recordings against direct sums of the raw files, and against the published table of their figures.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSource, FileSource } from './file-source.ts';
import { RECORDINGS } from '../../build/paths.ts';
import { fedEnergies_Ws, HAVE_WAVES, tone } from './fixtures.ts';
import { readRecording } from './read.ts';
import { analyse, magnitude, meanProduct, rms, withoutDc } from './reference.ts';

/** README of the recordings: PF, lag, V THD, I THD, I h3/h5/h7 in percent. */
const TABLE: [string, number, number, number, number, number[]][] = [
  ['kettle_1', 1.0, 0.09, 1.69, 1.66, [0.71, 0.9, 1.06]],
  ['fridge_1', 0.6795, 46.92, 4.04, 10.11, [9.53, 1.86, 1.78]],
  ['desktop_pc_1', 0.3713, -60.55, 2.63, 37.14, [16.14, 19.02, 16.6]],
  ['laptop_1', 0.8272, -25.02, 1.85, 38.42, [31.37, 17.18, 11.3]],
  ['induction_cooker_1', 0.7088, -9.7, 0.82, 1.69, [0.65, 0.53, 0.29]],
  ['air_conditioner_1', 0.9879, -8.75, 1.57, 2.63, [0.48, 2.55, 0.24]],
  ['washing_machine_1', 0.9863, 8.11, 2.08, 8.09, [4.45, 6.61, 1.11]],
];

describe.skipIf(!HAVE_WAVES)('household recordings', () => {
  it.each(TABLE)('%s shows the published figures', (name, pf, lag, vThd, iThd, partials) => {
    const { channels, rate_Hz } = readRecording(join(RECORDINGS, 'household', `${name}.csv`));
    // Whole cycles of 128 samples; one file is a sample short of its 150th.
    const cycles = Math.floor(channels[0].samples.length / 128);
    const [i, v] = channels.map((c) => c.samples.slice(0, cycles * 128));
    const result = analyse(v, i, rate_Hz, { cycles });
    expect(Math.abs(result.pf - pf)).toBeLessThan(6e-5);
    expect(Math.abs(result.lag_deg - lag)).toBeLessThan(0.006);
    expect(Math.abs(result.voltageThd_percent - vThd)).toBeLessThan(0.006);
    expect(Math.abs(result.currentThd_percent - iThd)).toBeLessThan(0.006);
    [3, 5, 7].forEach((order, at) => {
      const share =
        (100 * magnitude(result.currentHarmonics[order - 1])) / magnitude(result.currentHarmonics[0]);
      expect(Math.abs(share - partials[at])).toBeLessThan(0.006);
    });
  });

  it.each(TABLE.map((row) => row[0]))('%s keeps its energy as a loop to 0.02 %', (name) => {
    const path = join(RECORDINGS, 'household', `${name}.csv`);
    const { channels } = readRecording(path);
    const [i, v] = channels.map((c) => withoutDc(c.samples));
    const direct_W = ((meanProduct(v, i) * 220) / rms(v)) * (10 / rms(i));
    const source = fileSource(path, { service: '1p2w', volts: 220, amps: 10, removeDc: true });
    const [energy_Ws] = fedEnergies_Ws(source, 0, source.loop_sets);
    const power_W = (energy_Ws * 4000) / source.loop_sets;
    expect(Math.abs(power_W / direct_W - 1)).toBeLessThan(2e-4);
    expect(Math.abs(source.truth(source.loop_sets).total.energy_Ws / energy_Ws - 1)).toBeLessThan(2e-6);
  });
});

describe.skipIf(!HAVE_WAVES)('COMTRADE recording', () => {
  it('keeps the energy of all three phases as a loop of exactly 17,200 samples', () => {
    const path = join(RECORDINGS, 'grid', 'test1.cfg');
    const samples = readRecording(path).channels.map((c) => withoutDc(c.samples));
    const joint = (at: number): number =>
      Math.sqrt([0, 1, 2].reduce((s, p) => s + rms(samples[at + p]) ** 2, 0) / 3);
    const source = fileSource(path, { service: '3p4w', volts: 230, amps: 5, removeDc: true });
    expect(source.loop_sets).toBe(17_200);
    fedEnergies_Ws(source, 0, 17_200).forEach((energy_Ws, p) => {
      const direct_W = (meanProduct(samples[p], samples[3 + p]) * 230 * 5) / joint(0) / joint(3);
      expect(Math.abs(energy_Ws / 4.3 / direct_W - 1)).toBeLessThan(2e-4);
    });
  });

  it('metered with two elements shows the same power, apart from what flows in the neutral', () => {
    const path = join(RECORDINGS, 'grid', 'test1.dat');
    const four = fileSource(path, { service: '3p4w', volts: 230, amps: 5 }).truth(17_200);
    const three = fileSource(path, { service: '3p3w', volts: 230 * Math.sqrt(3), amps: 5 }).truth(17_200);
    expect(Math.abs(three.total.P_W / four.total.P_W - 1)).toBeLessThan(0.02);
  });
});

function recording(unit = ''): ConstructorParameters<typeof FileSource>[0] {
  const channel = (name: string, u: string, samples: Float64Array) => ({ name, unit: u, samples });
  const v = tone(6400, 50, 325).map((x) => x + 7);
  return {
    rate_Hz: 6400,
    source: 'test',
    notes: [],
    channels: [channel('u1', unit && 'V', v), channel('i1', unit && 'A', tone(6400, 50, 7, -Math.PI / 3))],
  };
}

describe('FileSource', () => {
  it('keeps physical units that fit, and the direct component with them', () => {
    const source = new FileSource(recording('V'), { service: '1p2w' });
    expect(source.truth(4000).elements[0].voltage_V).toBeCloseTo(Math.hypot(325 / Math.SQRT2, 7), 8);
    expect(source.notes).toContain('V1 has a direct component of 7.000 V (--remove-dc takes it out)');
  });

  it('takes the direct component out when asked', () => {
    const { elements } = new FileSource(recording('V'), { service: '1p2w', removeDc: true }).truth(4000);
    expect(elements[0].voltage_V).toBeCloseTo(325 / Math.SQRT2, 8);
    expect(elements[0].P_W).toBeCloseTo((325 * 7) / 4, 6);
    expect(elements[0].Q1_var).toBeCloseTo(((325 * 7) / 2) * Math.sin(Math.PI / 3), 5);
  });

  it('scales to 230 V and 5 A with a note where the file has no units', () => {
    const source = new FileSource(recording(), { service: '3p4w' });
    const { elements, frequency_Hz } = source.truth(8123);
    expect(elements[0].voltage_V).toBeCloseTo(230, 1);
    expect(elements[1].voltage_V).toBe(0);
    expect(frequency_Hz).toBeCloseTo(50, 6);
    expect(source.notes.join()).toContain('scaled to 230 V');
    expect(source.mapping).toBe('V1 <- u1, I1 <- i1');
  });

  it('sums over loops without end and splits export by windows', () => {
    const source = new FileSource(recording(), { service: '1p2w', map: 'V1=u1,I1=-i1', removeDc: true });
    const { total } = source.truth(40_000);
    expect(total.import_Ws).toBe(0);
    expect(total.export_Ws).toBeCloseTo(10 * 575, 3);
  });

  it('takes codes about the middle of a converter for what they are', () => {
    const raw = recording();
    const channels = raw.channels.map((c) => ({
      ...c,
      samples: c.samples.map((x) => Math.round(2048 + 6 * x)),
    }));
    const source = new FileSource({ ...raw, channels }, { service: '1p2w' });
    expect(source.notes.join()).toMatch(/V1: codes about 2090.*offset is taken out.*I1: codes about 2048/);
    expect(source.truth(4000).elements[0].pf).toBeCloseTo(0.5, 2);
  });

  it('takes a record of the primary side on the secondary side where it is too large', () => {
    const plain = recording('V');
    const channels = plain.channels.map((c, at) => ({
      ...c,
      samples: c.samples.map((x) => x * (at === 0 ? 100 : 20)),
      toSecondary: at === 0 ? 0.01 : 0.05,
    }));
    const source = new FileSource({ ...plain, channels }, { service: '1p2w', removeDc: true });
    expect(source.truth(4000).total.P_W).toBeCloseTo((325 * 7) / 4, 6);
    expect(source.notes.join()).toMatch(/taken on the secondary side/);
  });

  it('says what feeds nothing and what nothing feeds', () => {
    const source = new FileSource(recording('V'), { service: '3p4w', map: 'V1=u1' });
    expect(source.notes.join('\n')).toMatch(
      /^i1 \[A\]: not fed to any input.*\nnothing is fed to V2, V3, I1, I2, I3/,
    );
  });

  it('refuses a constant voltage', () => {
    const flat = recording();
    const channels = flat.channels.map((c) => ({ ...c, samples: new Float64Array(6400).fill(5) }));
    expect(() => new FileSource({ ...flat, channels }, { service: '1p2w' })).toThrow('cannot be scaled');
  });
});
