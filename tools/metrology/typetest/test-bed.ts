// The test bed: which front end stands before the meter, how its parameters were set, and how long to measure.
import { createHash } from 'node:crypto';
import { idealFrontEnd, throughUnit } from '../../signals/afe/front-end.ts';
import type { PeriodicSource } from '../../signals/afe/periodic-source.ts';
import { atTemperature, withNoiseSeed, type Unit } from '../../signals/afe/unit.ts';
import { mixSeed } from '../../signals/afe/random.ts';
import { factoryFram, type FactoryParameters } from '../../records/parameters.ts';
import type { Cores } from '../../meter/target.ts';
import { MeterUnderTest, type Feed, type Heads } from '../bench/meter-under-test.ts';
import type { BenchSignals } from '../instruments/arrangement.ts';
import type { Limits, Quantity } from '../standard/limits.ts';
import { signalOf, type Load } from '../standard/load.ts';
import { pulsesTake_s } from '../bench/scanning-head.ts';
import { measure, type Measurement, type Markings, type RunLength } from '../bench/measure.ts';
import type { Point } from '../standard/programme.ts';
import { baseLimit_percent, type Ratings } from '../standard/ratings.ts';
import type { Rule } from '../bench/judge.ts';

/** Makes a metering core with this FRAM. */
export type CoreMaker = (fram: Uint8Array) => Pick<Cores, 'metering' | 'dispose'>;

export interface BedOptions {
  readonly limits: Limits;
  readonly ratings: Ratings;
  readonly rate_mHz: number;
  readonly core: CoreMaker;
  /** The front end; undefined for the ideal one. */
  readonly unit?: Unit;
  /** What the meter is sealed with besides its ratings. */
  readonly sealed?: Partial<FactoryParameters>;
  /** Signals shared with beds of the same unit and other noise. */
  readonly signals?: SharedSignals;
  /** What a bench of several meters makes of the source's signal; the same at both places without it. */
  readonly bench?: BenchSignals;
  /** What hangs before the test outputs; without it every edge is seen as it is. */
  readonly heads?: Omit<Heads, 'rate_Hz'>;
}

const seedOf = (name: string): number => createHash('sha256').update(name).digest().readUInt32LE(0);

/** A point's own load and the one it is compared with. */
const SIGNALS_KEPT = 2;

/** The last few signals behind one unit, without their noise: beds that differ in noise only need them once. */
export class SharedSignals {
  private readonly held = new Map<string, PeriodicSource>();

  of(load: Load, temperature_C: number, make: () => PeriodicSource): PeriodicSource {
    const key = JSON.stringify([load, temperature_C]);
    const source = this.held.get(key) ?? make();
    this.held.delete(key);
    this.held.set(key, source);
    if (this.held.size > SIGNALS_KEPT) this.held.delete(this.held.keys().next().value!);
    return source;
  }
}

/** What an adjustment finds: the part of the sealed parameters that differs from unit to unit. */
export type Adjustment = Pick<
  FactoryParameters,
  | 'voltageGain'
  | 'currentGain'
  | 'voltageDelay_ns'
  | 'currentDelay_ns'
  | 'currentLead_udeg'
  | 'voltageOffset'
  | 'currentOffset'
  | 'referenceTemperature_mC'
  | 'voltageDrift_ppb_per_K'
  | 'currentDrift_ppb_per_K'
  | 'leadDrift_ppm_per_K'
  | 'correctionCurrent_uA'
  | 'correctionGain_ppm'
  | 'correctionDelay_ns'
> & { readonly samplingRate_mHz?: number };

export class TestBed {
  readonly options: BedOptions;
  /** What the adjustment found; nominal until then. */
  adjustment: Adjustment = {};
  /** Virtual seconds metered so far. */
  virtual_s = 0;
  private run = 0;
  /** Seed of the noise of the measurement under way, where it has one of its own. */
  private seed: number | undefined;

  constructor(options: BedOptions) {
    this.options = options;
  }

  get ratings(): Ratings {
    return this.options.ratings;
  }

  get markings(): Markings {
    const { constant_imp_per_kWh, Unom_V, Imin } = this.ratings;
    return { active: constant_imp_per_kWh, reactive: constant_imp_per_kWh, atImin_W: Unom_V * Imin };
  }

  /** What may move of what must not. */
  get stillness(): Pick<Rule, 'stillPart' | 'restLimit_percent'> {
    const { limits, ratings } = this.options;
    return {
      stillPart: limits.testOutputs.stillPart,
      restLimit_percent: baseLimit_percent(limits, ratings, ratings.Imin, '1')!,
    };
  }

  /** The source of a load through this bed's front end; each call has other noise. */
  source(load: Load, temperature_C?: number): PeriodicSource {
    const { unit, signals } = this.options;
    if (!unit) return this.through(load);
    const there = temperature_C === undefined ? unit : atTemperature(unit, temperature_C);
    if (!unit.noise) return this.through(load, there);
    const seed = mixSeed(this.seed ?? unit.noiseSeed, this.run++);
    if (!signals) return this.through(load, withNoiseSeed(there, seed));
    return signals.of(load, there.temperature_C, () => this.through(load, there)).withNoise(seed);
  }

  /** What the bench makes of a load, through a front end: the ideal one without a unit. */
  private through(load: Load, unit?: Unit): PeriodicSource {
    const { limits, rate_mHz, bench } = this.options;
    const signal = signalOf(limits, load, rate_mHz / 1000);
    const [terminals, reference] = bench
      ? [bench.terminals(signal), bench.reference(signal)]
      : [signal, signal];
    return unit
      ? throughUnit(terminals, unit, rate_mHz, reference)
      : idealFrontEnd(terminals, rate_mHz, reference);
  }

  /** Works with noise that depends on this name alone: neither on what was measured before, nor on where. */
  async withNoiseOf<T>(name: string, work: () => Promise<T>): Promise<T> {
    const { seed, run } = this;
    this.seed = mixSeed(this.options.unit?.noiseSeed ?? 0, seedOf(name));
    this.run = 0;
    try {
      return await work();
    } finally {
      Object.assign(this, { seed, run });
    }
  }

  /** The parameters a meter of this bed is sealed with. */
  get parameters(): FactoryParameters {
    const { ratings, rate_mHz, unit } = this.options;
    return {
      service: ratings.service,
      samplingRate_mHz: rate_mHz,
      meterConstant_imp_per_kWh: ratings.constant_imp_per_kWh,
      meterConstant_imp_per_kvarh: ratings.constant_imp_per_kWh,
      meterConstant_imp_per_kVAh: ratings.constant_imp_per_kWh,
      pulseEnergy: ['active', 'reactive'],
      afeResponse: unit ? 'sinc3' : 'ideal',
      currentSensor: unit ? unit.sensors.map((sensor) => sensor.kind) : undefined,
      nominalVoltage_mV: Math.round(ratings.Unom_V * 1000),
      nominalFrequency_mHz: ratings.fnom_Hz * 1000,
      transitionalCurrent_uA: Math.round(ratings.Itr * 1e6),
      maximumCurrent_uA: Math.round(ratings.Imax * 1e6),
      startingCurrent_uA: Math.round(ratings.Ist * 1e6),
      minimumCurrent_uA: Math.round(ratings.Imin * 1e6),
      accuracyClass: ratings.class,
      connection: ratings.connection,
      ...this.options.sealed,
      ...this.adjustment,
    };
  }

  /** What a meter has in its storage when it leaves the factory with the present adjustment. */
  freshFram(): Uint8Array {
    return factoryFram(this.parameters);
  }

  /** A meter with the present adjustment, fresh from the factory or with the storage of another; close it after use. */
  async openMeter(
    temperature_C = this.options.unit?.temperature_C,
    fram = this.freshFram(),
  ): Promise<MeterUnderTest> {
    const { metering, dispose } = this.options.core(fram);
    const { heads, rate_mHz } = this.options;
    const before = heads && { ...heads, rate_Hz: rate_mHz / 1000 };
    const meter = await MeterUnderTest.open(metering, dispose, before);
    await meter.checkParameters();
    if (temperature_C !== undefined) await meter.setTemperature(temperature_C);
    return meter;
  }

  /** Measures one load on a fresh meter. */
  async measure(
    load: Load,
    run: RunLength,
    temperature_C?: number,
    quantity: Quantity = 'active',
  ): Promise<Measurement> {
    return this.measureOn(this.source(load, temperature_C), run, undefined, temperature_C, quantity);
  }

  /** Measures a fresh meter against a source; what it was fed before the windows may have been another feed. */
  async measureOn(
    source: PeriodicSource,
    run: RunLength,
    feed?: Feed,
    temperature_C?: number,
    quantity: Quantity = 'active',
  ): Promise<Measurement> {
    const meter = await this.openMeter(temperature_C);
    try {
      return await measure(meter, source, run, { markings: this.markings, quantity, feed });
    } finally {
      this.virtual_s += meter.samples / (this.options.rate_mHz / 1000);
      await meter.close();
    }
  }
}

/** Filters settle within this when the load is a steady sine on all phases. */
export const LEAD_IN_s = 3;
/**
 * With an integrated sensor the direct component's estimate settles over several windows: after power-on into
 * bursts, a missing phase or the other sequence half the error is left each second (measured), a thousandth after ten.
 */
const LEAD_IN_INTEGRATED_s = 12;

/** How long a load must stand before its error counts. */
export function leadIn_s(bed: TestBed, load: Load): number {
  const integrated = bed.options.unit && bed.options.unit.sensors[0].kind !== 'shunt';
  const disturbed = load.shape ?? load.interrupted ?? load.tone ?? (load.reversed || undefined);

  return integrated && disturbed !== undefined ? LEAD_IN_INTEGRATED_s : LEAD_IN_s;
}

/**
 * Length of a run. Without noise two seconds a window tell 1e-5 %; with it the windows grow as the current falls
 * below Itr, because the noise is constant and the mean of T seconds falls with the root of T.
 */
export function runLength(bed: TestBed, load: Load): RunLength {
  const lead = { leadIn_s: leadIn_s(bed, load), windows: 5 };
  if (!bed.options.unit?.noise) return { ...lead, window_s: 2 };
  return { ...lead, window_s: Math.min(20, Math.max(4, (4 * bed.ratings.Itr) / load.current_A)) };
}

/** The same, longer where the point wants more pulses than come within it. */
export function runLengthOf(bed: TestBed, { load, quantity, pulses }: Point): RunLength {
  const run = runLength(bed, load);
  if (pulses === undefined || quantity === 'apparent') return run;
  const seconds = pulsesTake_s(load, quantity, bed.markings[quantity], pulses);
  return { ...run, window_s: Math.max(run.window_s, seconds / run.windows) };
}
