// The tests that are no single error: starting current, no load, meter constant, repeatability, temperature.
import { INDUCTIVE, UNITY, type Factor } from '../standard/programme.ts';
import { baseLimit_percent, power_W, rounded } from '../standard/ratings.ts';
import type { Load } from '../standard/load.ts';
import type { PointResult } from './result.ts';
import { LEAD_IN_s, runLength, type TestBed } from './test-bed.ts';
import { testTimes, type TestTimes } from '../standard/times.ts';
import { withinLimits } from './run-points.ts';

const Ws_PER_kWh = 3.6e6;

function loadOf(bed: TestBed, current_A: number, factor: Factor = UNITY): Load {
  const { service, Unom_V, fnom_Hz } = bed.ratings;
  return { service, voltage_V: Unom_V, hz: fnom_Hz, current_A, lag_deg: factor.lag_deg };
}

function limitAt(bed: TestBed, current_A: number): number {
  return baseLimit_percent(bed.options.limits, bed.ratings, current_A, '1')!;
}

/** Base maximum permissible error at Imin, in percent: the b of the formulas. */
export function baseError_percent(bed: TestBed): number {
  return limitAt(bed, bed.ratings.Imin);
}

export const timesOf = (bed: TestBed): TestTimes => testTimes(bed.ratings, baseError_percent(bed));

/** Pulses up to `count`, in seconds since power-on; fewer when the time runs out. */
async function pulseTimes(bed: TestBed, load: Load, count: number, longest_s: number): Promise<number[]> {
  const source = bed.source(load);
  const rate_Hz = source.rate_mHz / 1000;
  const meter = await bed.openMeter();
  try {
    const step = Math.round(rate_Hz);
    while (meter.pulses.length < count && meter.samples < longest_s * rate_Hz) {
      await meter.feedUntil(source, meter.samples + step);
    }
    return meter.pulses.slice(0, count).map((p) => p / rate_Hz);
  } finally {
    bed.virtual_s += meter.samples / rate_Hz;
    await meter.close();
  }
}

/**
 * Starting current: first and second pulse each within 1.5 τ, a third within the time between them, and the error
 * over many windows within the base limit at Ist.
 */
export async function startingCurrent(bed: TestBed): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const { firstPulseWithin, secondPulseWithin, clause } = limits.startingCurrent;
  const tau_s = timesOf(bed).starting_s;
  const load = loadOf(bed, ratings.Ist);
  const pulses = await pulseTimes(bed, load, 3, (firstPulseWithin + 2 * secondPulseWithin) * tau_s + 2);
  const [first, second, third] = pulses;
  const inTime =
    pulses.length === 3 &&
    first <= firstPulseWithin * tau_s &&
    second - first <= secondPulseWithin * tau_s &&
    // The instants move by the placement inside a window, 50 µs at most: a thousandth is ample.
    third - second <= (second - first) * 1.001 + 0.001;
  const measured = await bed.measure(load, runLength(bed, load));
  const limit_percent = limitAt(bed, ratings.Ist);
  const seen = pulses.map((p) => `${p.toFixed(2)} s`).join(', ') || 'none';
  return {
    name: 'starting current',
    group: 'base',
    test: 'starting current',
    clause,
    current_A: ratings.Ist,
    power_factor: 1,
    limit_percent,
    error_percent: measured.error_percent,
    stddev_percent: measured.stddev_percent,
    detail: `expected ${tau_s.toFixed(2)} s between pulses; pulses at ${seen}`,
    pass: inTime && withinLimits(measured.error_percent, limit_percent),
  };
}

/** No load: at most one pulse in the time that b % of the power at Imin would need for one. */
export async function noLoad(bed: TestBed): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const duration_s = timesOf(bed).noLoadR46_s;
  const source = bed.source(loadOf(bed, 0));
  const rate_Hz = source.rate_mHz / 1000;
  const meter = await bed.openMeter();
  try {
    await meter.feedUntil(source, Math.ceil(duration_s * rate_Hz));
    const energy_Ws = Math.abs(await meter.energy_mWs()) / 1000;
    const share_percent = (energy_Ws / (power_W(ratings, ratings.Imin) * duration_s)) * 100;
    const b = baseError_percent(bed);
    return {
      name: 'no load',
      group: 'base',
      test: 'no load',
      clause: limits.noLoad.clause,
      current_A: 0,
      power_factor: 1,
      limit_percent: b,
      error_percent: share_percent,
      stddev_percent: 0,
      detail: `${meter.pulses.length} pulses in ${duration_s.toFixed(0)} s; the error is the energy against that at Imin`,
      pass: meter.pulses.length <= limits.noLoad.pulsesAtMost && share_percent <= b,
    };
  } finally {
    bed.virtual_s += meter.samples / rate_Hz;
    await meter.close();
  }
}

/** Register against test output over at least 1000 R / b Wh at Imax. */
export async function meterConstant(bed: TestBed): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const { clause, partOfBaseError, registerResolution_Wh } = limits.meterConstant;
  const base_percent = limitAt(bed, ratings.Imax);
  const least_Wh = (1000 * registerResolution_Wh) / base_percent;
  const source = bed.source(loadOf(bed, ratings.Imax));
  const rate_Hz = source.rate_mHz / 1000;
  const meter = await bed.openMeter();
  try {
    await meter.feedUntil(source, LEAD_IN_s * rate_Hz);
    const opening_mWs = await meter.energy_mWs();
    const start = meter.samples;
    await meter.feedUntil(
      source,
      start + Math.ceil((least_Wh * 3600 * rate_Hz) / power_W(ratings, ratings.Imax)),
    );
    const register_Ws = ((await meter.energy_mWs()) - opening_mWs) / 1000;
    const pulses = meter.pulses.filter((p) => p >= start && p < meter.samples).length;
    const pulsed_Ws = (pulses / ratings.constant_imp_per_kWh) * Ws_PER_kWh;
    const error_percent = (pulsed_Ws / register_Ws - 1) * 100;
    const limit_percent = rounded(base_percent * partOfBaseError);
    return {
      name: 'meter constant',
      group: 'base',
      test: 'meter constant',
      clause,
      current_A: ratings.Imax,
      power_factor: 1,
      limit_percent,
      error_percent,
      stddev_percent: 0,
      detail: `${pulses} pulses against ${(register_Ws / 3600).toFixed(3)} Wh of the register`,
      pass: withinLimits(error_percent, limit_percent),
    };
  } finally {
    bed.virtual_s += meter.samples / rate_Hz;
    await meter.close();
  }
}

/** Repeatability: the spread of ten measurements at one point. */
export async function repeatability(bed: TestBed, factor: Factor): Promise<PointResult> {
  const { limits, ratings } = bed.options;
  const { clause, measurements, partOfBaseError } = limits.repeatability;
  const current_A = 10 * ratings.Itr;
  const load = loadOf(bed, current_A, factor);
  const { window_s } = runLength(bed, load);
  const measured = await bed.measure(load, { leadIn_s: LEAD_IN_s, windows: measurements, window_s });
  const errors = measured.windowErrors_percent;
  const spread = Math.max(...errors) - Math.min(...errors);
  const limit_percent = rounded(
    baseLimit_percent(limits, ratings, current_A, factor.limit)! * partOfBaseError,
  );
  return {
    name: `repeatability, ${factor.name}`,
    group: 'base',
    test: 'repeatability',
    clause,
    current_A,
    power_factor: factor.value,
    limit_percent,
    error_percent: spread,
    stddev_percent: measured.stddev_percent,
    detail: `largest minus smallest of ${measurements} measurements of ${window_s} s`,
    pass: spread <= limit_percent,
  };
}

/** Temperature coefficient over one interval of 20 K, in % per kelvin. */
async function temperaturePoint(
  bed: TestBed,
  centre_C: number,
  factor: Factor,
  limit: number,
): Promise<PointResult> {
  const { interval_K, clause } = bed.options.limits.temperatureCoefficient;
  const current_A = 10 * bed.ratings.Itr;
  const load = loadOf(bed, current_A, factor);
  const [low_C, high_C] = [centre_C - interval_K / 2, centre_C + interval_K / 2];
  const low = await bed.measure(load, runLength(bed, load), low_C);
  const high = await bed.measure(load, runLength(bed, load), high_C);
  const coefficient = (high.error_percent - low.error_percent) / interval_K;
  return {
    name: `temperature coefficient, ${low_C} °C to ${high_C} °C, ${factor.name}`,
    group: 'influence',
    test: 'ambient temperature',
    clause,
    current_A,
    power_factor: factor.value,
    limit_percent: limit,
    error_percent: coefficient,
    stddev_percent: Math.hypot(low.stddev_percent, high.stddev_percent) / interval_K,
    unit: '%/K',
    pass: withinLimits(coefficient, limit),
  };
}

/** Ambient temperature: only a modelled front end has one. */
export async function temperature(bed: TestBed): Promise<PointResult[]> {
  const { centres_C, limits } = bed.options.limits.temperatureCoefficient;
  const results: PointResult[] = [];
  for (const limit of limits) {
    const factor = limit.powerFactor === '1' ? UNITY : INDUCTIVE;
    for (const centre_C of centres_C) {
      results.push(await temperaturePoint(bed, centre_C, factor, limit.percent_per_K[bed.ratings.class]));
    }
  }
  return results;
}
