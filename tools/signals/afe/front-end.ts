// Puts a unit before a signal: every tone through sensor, filter, converter and decimator, then sampled.
import { countsPerUnit } from '../waves/afe-scale.ts';
import { makeSpectrum, SIGNALS, type Spectrum } from '../waves/oscillator.ts';
import { multiply, ONE, polar, reciprocal, scaled, type Complex } from './complex.ts';
import { PeriodicSource } from './periodic-source.ts';
import type { SteadySignal } from './steady-signal.ts';
import { magnetisingPeak_A, saturatedTones, type CurrentTone } from './saturation.ts';
import { leakRate_per_s, sensorGain, sensorResponse, type Sensor } from './sensors.ts';
import { sinc3 } from './sinc3.ts';
import {
  clockRatio,
  noise_counts,
  offset_counts,
  sensorTemperatureRise_K,
  temperatureRise_K,
  type Unit,
} from './unit.ts';

const FIRST_CURRENT = 3;

/** Orders whose sum in counts stays below this share of the largest are not rendered. */
const NEGLIGIBLE = 1e-7;
/** Orders a saturated core can make, of the fundamental. */
const SATURATED_ORDERS = 60;

/** Response of a converter channel to a tone, sensor and nominal scale apart. */
export function channelResponse(unit: Unit, word: number, hz: number, rate_Hz: number): Complex {
  const channel = unit.channels[word];
  const rise_K = temperatureRise_K(unit);
  const omega = 2 * Math.PI * hz;
  const reference = 1 + 1e-6 * (unit.reference_ppm + unit.referenceDrift_ppm_per_K * rise_K);
  const gain = channel.gain * (1 + 1e-6 * channel.gainDrift_ppm_per_K * rise_K);
  const filter = reciprocal({ re: 1, im: omega * channel.filter_us * 1e-6 });
  const delayed = polar(gain / reference, -omega * channel.delay_us * 1e-6);
  return multiply(multiply(filter, delayed), sinc3(hz, rate_Hz));
}

/** Response of a whole input: sensor (currents), channel. */
export function inputResponse(unit: Unit, word: number, hz: number, rate_Hz: number): Complex {
  const channel = channelResponse(unit, word, hz, rate_Hz);
  if (word < FIRST_CURRENT) return channel;
  const sensor = unit.sensors[word - FIRST_CURRENT];
  return multiply(channel, sensorResponse(sensor, hz, sensorTemperatureRise_K(unit)));
}

/** The tones of one word, as A or V peak. */
function tonesOf(spectrum: Spectrum, word: number): CurrentTone[] {
  const n = spectrum.orders.length;
  return spectrum.orders.flatMap((order, k) => {
    const [re, im] = [spectrum.re[word * n + k], spectrum.im[word * n + k]];
    return re === 0 && im === 0 ? [] : [{ order, re, im }];
  });
}

function isTransformer(sensor: Sensor): boolean {
  return sensor.kind === 'ct' || sensor.kind === 'dc-tolerant-ct';
}

/** Tones behind the sensor: by its response, or through its core where that saturates. */
function behindSensor(signal: SteadySignal, unit: Unit, word: number): CurrentTone[] {
  const tones = tonesOf(signal.spectrum, word);
  const { base_Hz, fundamental_Hz } = signal;
  if (word < FIRST_CURRENT) return tones;
  const sensor = unit.sensors[word - FIRST_CURRENT];
  const rise_K = sensorTemperatureRise_K(unit);
  const core = { leak_per_s: leakRate_per_s(sensor, rise_K), saturation_A: sensor.saturation_A };
  const current_A = Math.sqrt(tones.reduce((sum, t) => sum + (t.order ? t.re ** 2 + t.im ** 2 : 0), 0) / 2);
  if (!isTransformer(sensor) || magnetisingPeak_A(tones, base_Hz, core) <= core.saturation_A) {
    return tones.map((t) => ({
      ...multiply(t, sensorResponse(sensor, t.order * base_Hz, rise_K, current_A)),
      order: t.order,
    }));
  }
  const cycles = Math.round(fundamental_Hz / base_Hz);
  const orders = Array.from({ length: SATURATED_ORDERS * cycles + 1 }, (_, order) => order);
  const gain = sensorGain(sensor, rise_K);
  return saturatedTones(tones, base_Hz, cycles, core, orders).map((t) => ({
    ...scaled(t, gain),
    order: t.order,
  }));
}

function assemble(words: readonly (readonly CurrentTone[])[]): Spectrum {
  const largest = words.map((tones) => Math.max(0, ...tones.map((t) => Math.hypot(t.re, t.im))));
  const kept = words.map((tones, w) => tones.filter((t) => Math.hypot(t.re, t.im) > NEGLIGIBLE * largest[w]));
  const orders = [...new Set(kept.flat().map((t) => t.order))].sort((a, b) => a - b);
  const at = new Map(orders.map((order, k) => [order, k]));
  const spectrum = makeSpectrum(orders);
  kept.forEach((tones, w) => {
    for (const t of tones) {
      spectrum.re[w * orders.length + at.get(t.order)!] += t.re;
      spectrum.im[w * orders.length + at.get(t.order)!] += t.im;
    }
  });
  return spectrum;
}

/** The direct component of a word cannot carry an imaginary part. */
function throughChannel(tone: CurrentTone, response: Complex, counts: number): CurrentTone {
  const z = scaled(multiply(tone, response), counts);
  return { order: tone.order, re: z.re, im: tone.order === 0 ? 0 : z.im };
}

const WORDS = Array.from({ length: SIGNALS }, (_, w) => w);

/**
 * The signal as a unit's converter gives it, at a nominal rate. The truth of the source is that of `reference`, where a
 * bench measures somewhere else than at the meter's terminals.
 */
export function throughUnit(
  signal: SteadySignal,
  unit: Unit,
  rate_mHz: number,
  reference = signal,
): PeriodicSource {
  const rate_Hz = rate_mHz / 1000;
  const words = WORDS.map((w) =>
    behindSensor(signal, unit, w).map((t) =>
      throughChannel(t, channelResponse(unit, w, t.order * signal.base_Hz, rate_Hz), countsPerUnit(w)),
    ),
  );
  return new PeriodicSource(reference, rate_mHz, {
    counts: assemble(words),
    offset_counts: WORDS.map((w) => offset_counts(unit, w)),
    noise_counts: WORDS.map((w) => noise_counts(unit, w, rate_Hz)),
    noiseSeed: unit.noiseSeed,
    clockRatio: clockRatio(unit),
    notes: [`front end: ${unit.name}, ${unit.temperature_C} °C, noise seed ${unit.noiseSeed}`],
  });
}

/** The ideal front end: no error, and a filter that passes everything below half the sampling rate and no more. */
export function idealFrontEnd(signal: SteadySignal, rate_mHz: number, reference = signal): PeriodicSource {
  const words = WORDS.map((w) =>
    tonesOf(signal.spectrum, w)
      .filter((t) => t.order * signal.base_Hz * 2000 < rate_mHz)
      .map((t) => throughChannel(t, ONE, countsPerUnit(w))),
  );
  return new PeriodicSource(reference, rate_mHz, {
    counts: assemble(words),
    offset_counts: WORDS.map(() => 0),
    noise_counts: WORDS.map(() => 0),
    noiseSeed: 0,
    clockRatio: 1,
    notes: ['front end: ideal'],
  });
}
