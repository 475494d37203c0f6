// Known harmonics and a known unbalance, read on every way out of the meter: link, display, optical head, report.
import { describe, expect, it } from 'vitest';
import { finalReport, progress } from '../../cli/report.ts';
import type { RunOptions } from '../../cli/run-options.ts';
import { parseDataBlock } from '../../clients/data-block.ts';
import { fromWire, toWire } from '../../clients/parity.ts';
import { spectraOf } from '../../meter/harmonics.ts';
import type { Meter } from '../../meter/meter.ts';
import type { ObjectValues } from '../../meter/objects.ts';
import { HarmonicSource, type Tone } from '../../signals/waves/harmonic.ts';
import { feed, idle, withMeter } from '../../meter/targets/with-meter.ts';

const tone = (input: Tone['input'], order: number, rms: number, phase_deg: number): Tone => ({
  input,
  order,
  rms,
  phase_deg,
});

/** V1 has 5 % of the third and 3 % of the fifth; V2 is 10 V low; I1 has 20, 10 and 4 %; I3 has 0.2 A of DC. */
const signal = () =>
  new HarmonicSource({
    service: '3p4w',
    hz: 50,
    tones: [
      tone('V1', 1, 230, 0),
      tone('V1', 3, 11.5, 40),
      tone('V1', 5, 6.9, 180),
      tone('V2', 1, 220, -120),
      tone('V2', 7, 4.4, 10),
      tone('V3', 1, 230, 120),
      tone('I1', 1, 10, -30),
      tone('I1', 3, 2, 70),
      tone('I1', 5, 1, -45),
      tone('I1', 11, 0.4, 0),
      tone('I2', 1, 5, -130),
      tone('I3', 1, 8, 120),
      tone('I3', 0, 0.2, 0),
    ],
  });

const RATE = 4000;
/** All inputs were measured, and the display has turned through all its pages. */
const SECONDS = 44;

const cos = (deg: number) => Math.cos((deg * Math.PI) / 180);

/** What the formulas give, and how far the meter may be from it: code, value, tolerance. */
const WANTED: readonly [obis: string, value: number, tolerance: number][] = [
  ['1-0:32.7.124.255', Math.hypot(5, 3), 0.02],
  ['1-0:52.7.124.255', 2, 0.02],
  ['1-0:72.7.124.255', 0, 0.02],
  ['1-0:31.7.124.255', Math.hypot(20, 10, 4), 0.02],
  ['1-0:51.7.124.255', 0, 0.02],
  ['1-0:36.7.1.255', 230 * 10 * cos(30), 0.4],
  ['1-0:56.7.1.255', 220 * 5 * cos(10), 0.2],
  ['1-0:76.7.1.255', 230 * 8, 0.4],
  ['1-0:16.7.1.255', 230 * 10 * cos(30) + 220 * 5 * cos(10) + 230 * 8, 1],
  // Three phasors of 230, 220 and 230 V, 120 degrees apart: 10 V are missing of 680.
  ['1-0:12.7.131.255', 1000 / 680, 0.01],
  ['1-0:12.7.132.255', 1000 / 680, 0.01],
  ['1-0:12.7.133.255', 1, 0],
  ['1-0:71.7.130.255', 0.2, 0.002],
  ['1-0:31.7.130.255', 0, 0.002],
  // Fundamentals 120 degrees apart: 230^2 + 220^2 + 230 x 220; harmonics that only one of the two has.
  ['1-0:124.7.0.255', Math.hypot(Math.sqrt(151_900), 11.5, 6.9, 4.4), 0.01],
  ['1-0:125.7.0.255', Math.hypot(Math.sqrt(151_900), 4.4), 0.01],
  ['1-0:126.7.0.255', Math.hypot(230 * Math.sqrt(3), 11.5, 6.9), 0.01],
  ['1-0:31.7.145.255', (100 + 9 * 4 + 25 + 121 * 0.16) / (100 + 4 + 1 + 0.16), 0.002],
  ['1-0:51.7.145.255', 1, 0.001],
  // A sample's peak, at most 0.08 % below that of a sine.
  ['1-0:72.7.144.255', 230 * Math.SQRT2, 0.3],
  ['1-0:51.7.144.255', 5 * Math.SQRT2, 0.006],
  ['1-0:51.7.143.255', Math.SQRT2, 0.0012],
];

/** Readings of the listed codes, each as far from its formula as it may be; readings are in the unit of the tools. */
function expectWanted(found: (obis: string) => number | undefined, cut = 0): void {
  for (const [obis, value, tolerance] of WANTED) {
    const reading = found(obis);
    expect(reading, obis).toBeDefined();
    expect(Math.abs(reading! - value), `${obis}: ${reading}, wanted ${value}`).toBeLessThanOrEqual(
      tolerance + cut,
    );
  }
}

function expectSpectrum(amplitude: readonly number[], wanted: Readonly<Record<number, number>>): void {
  expect(amplitude).toHaveLength(31);
  const limit = 0.0005 * wanted[1];
  amplitude.forEach((found, i) => {
    const difference = Math.abs(found - (wanted[i + 1] ?? 0));
    expect(difference, `order ${i + 1}: ${found}`).toBeLessThanOrEqual(limit);
  });
}

/** Reads the data block at the optical head in virtual time: values by code with all six fields, powers in W. */
async function readOptical(meter: Meter): Promise<Map<string, number>> {
  const optical = meter.optical!;
  let text = '';
  optical.listen((bytes) => (text += Buffer.from(fromWire(bytes).characters).toString('latin1')));
  const until = async (end: RegExp) => {
    for (let ticks = 0; !end.test(text) && ticks < 1500; ticks++) await meter.conductor.tick();
    expect(text).toMatch(end);
  };
  optical.line.fromOutside(toWire(Buffer.from('/?!\r\n')));
  await until(/^\/TWM5.*\r\n$/);
  text = '';
  await idle(meter, 300);
  optical.line.fromOutside(toWire(Buffer.from('\x06050\r\n')));
  await until(/\x03.$/s);
  optical.unlisten();
  // What the standard keeps out of data sets (6.5), so that a reader finds the next message.
  expect(text.slice(0, -1)).not.toMatch(/[/]|!(?!\r\n\x03$)/);
  const factor = (unit: string) => (unit.startsWith('k') ? 1000 : 1);
  return new Map(
    parseDataBlock(Buffer.from(text, 'latin1')).sets.map(({ id, value, unit }) => [
      id.replace('*', '.'),
      Number(value) * factor(unit),
    ]),
  );
}

/** Feeds the signal and gathers what the display shows by its reduced codes, the last text of each: of both lists, turned by the button. */
async function feedAndWatch(meter: Meter): Promise<Map<string, string>> {
  const shown = new Map<string, string>();
  for (let second = 1; second <= SECONDS; second++) {
    await feed(meter, second * RATE - RATE / 2);
    meter.surroundings!.buttons.set('scroll', false);
    await feed(meter, second * RATE);
    meter.surroundings!.buttons.set('scroll', true);
    for (const row of meter.management.lcd.slice(1)) {
      const [code, text] = row.trim().split(/\s+/);
      if (text) shown.set(code, text);
    }
  }
  return shown;
}

const OPTIONS = { target: { name: 'wasm' }, engine: 'v8', service: '3p4w' } as unknown as RunOptions;

/** Everything the meter says of the signal, on every way out. */
const readings = withMeter('wasm v8', { source: signal() }, async (meter) => ({
  shown: await feedAndWatch(meter),
  mirrored: progress(meter).power_quality,
  pages: new Map(meter.link.records),
  report: await finalReport(meter, OPTIONS),
  optical: await readOptical(meter),
}));

describe('Harmonics and unbalance of a known signal', () => {
  it('are right in the final report, beside a truth that says the same', async () => {
    const { report } = await readings;
    const values: ObjectValues = report.power_quality;
    expectWanted((obis) => values[obis]?.value);
    const truth = report.reference.power_quality!;
    for (const [obis, value] of WANTED)
      if (truth[obis]) expect(truth[obis].value, obis).toBeCloseTo(value, 6);
    expect(Object.keys(truth)).toEqual(expect.arrayContaining(['1-0:31.7.124.255', '1-0:12.7.131.255']));
  });

  it('are arrays by input in the report: amplitude within 0.05 % of the fundamental, angles within 0.5 degrees', async () => {
    const { harmonics } = (await readings).report;
    expect(Object.keys(harmonics)).toEqual(['V1', 'V2', 'V3', 'I1', 'I2', 'I3', 'IN']);
    expectSpectrum(harmonics.V1.amplitude, { 1: 230, 3: 11.5, 5: 6.9 });
    expectSpectrum(harmonics.V2.amplitude, { 1: 220, 7: 4.4 });
    expectSpectrum(harmonics.I1.amplitude, { 1: 10, 3: 2, 5: 1, 11: 0.4 });
    expect(harmonics.I1).toMatchObject({ unit: 'A', obis: { amplitude: '1-0:31.7.1.255' } });
    const away = (found: number, wanted: number) => Math.abs(((found - wanted + 540) % 360) - 180);
    expect(away(harmonics.V1.angle_deg[2], 40)).toBeLessThan(0.5);
    expect(away(harmonics.I1.angle_deg[4], 360 - 45)).toBeLessThan(0.5);
  });

  it('cross the link: the management core has asked for every page of every input', async () => {
    const { mirrored, pages } = await readings;
    expectWanted((obis) => mirrored[obis]?.value);
    const spectra = spectraOf((input, first) => pages.get(`read_harmonics ${input} ${first}`));
    expect(Object.keys(spectra)).toHaveLength(7);
    expectSpectrum(spectra.I1.amplitude, { 1: 10, 3: 2, 5: 1, 11: 0.4 });
  });

  it('stand in the data block of the optical head, and its arrays do not', async () => {
    const { optical } = await readings;
    expectWanted((obis) => optical.get(obis), 0.001);
    expect(optical.get('1-0:31.7.3.255')).toBeUndefined();
  });

  it('stand on the display: distortion, unbalance, the third harmonics, vector apparent power', async () => {
    const { shown, report } = await readings;
    const number = (code: string) => Number.parseFloat(shown.get(code) ?? '');
    expect(number('32.7.124')).toBeCloseTo(Math.hypot(5, 3), 1);
    expect(number('31.7.124')).toBeCloseTo(Math.hypot(20, 10, 4), 1);
    expect(number('12.7.131')).toBeCloseTo(1000 / 680, 1);
    expect(number('31.7.3')).toBeCloseTo(2, 2);
    expect(number('51.7.3')).toBeCloseTo(0, 2);
    expect(number('9.7.128')).toBeCloseTo(report.power_quality['1-0:9.7.128.255'].value / 1000, 2);
  });

  it('come with the events they caused, each with its unit', async () => {
    const { events } = (await readings).report;
    expect(events.map((e) => e.name)).toContain('reset');
    const direct = events.find((e) => e.name === 'direct_current' && e.scope === 3);
    expect(direct).toMatchObject({ end: null, end_s: null, limit: 3, unit: '% Ib' });
  });
});

describe('A distortion that is not there', () => {
  it('would fail: the same checks refuse the readings of a clean signal', async () => {
    const clean = new HarmonicSource({
      service: '3p4w',
      hz: 50,
      tones: (['V1', 'V2', 'V3', 'I1', 'I2', 'I3'] as const).map((input, i) =>
        tone(input, 1, i < 3 ? 230 : 5, -120 * (i % 3)),
      ),
    });
    const report = await withMeter('wasm v8', { source: clean }, async (meter) => {
      await feed(meter, 12 * RATE);
      return finalReport(meter, OPTIONS);
    });
    expect(() => expectWanted((obis) => report.power_quality[obis]?.value)).toThrow();
    expect(() => expectSpectrum(report.harmonics.V1.amplitude, { 1: 230, 3: 11.5 })).toThrow();
  });
});
