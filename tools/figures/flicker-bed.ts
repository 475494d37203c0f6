// Feeds a modulated supply to the metering module and reads the flicker of one ten-minute interval.
import { rectangular, ModulatedSource, sinusoidal, type Modulation } from '../signals/waves/index.ts';
import { STANDARD, type Lamp, type Mains } from '../../metering-core/design/flicker-standard.ts';
import { MeteringModule } from './metering-module.ts';

export type System = '230/50' | '120/60';
export type Kind = 'sinusoidal' | 'rectangular';
export const SYSTEMS: readonly System[] = ['230/50', '120/60'];

export const lampOfSystem = (system: System) => system.split('/')[0] as Lamp;
export const mainsOfSystem = (system: System) => system.split('/')[1] as Mains;

/** Modulation rate: Hz, or changes a minute; and the change in percent that makes Pinst,max or Pst one. */
export interface Point {
  readonly kind: Kind;
  readonly system: System;
  readonly rate: number;
  readonly change_percent: number;
}

/** All points of the standard's tables for a system. */
export function pointsOf(kind: Kind, system: System): Point[] {
  return STANDARD.points[kind][system].map(([rate, change_percent]) => ({
    kind,
    system,
    rate,
    change_percent,
  }));
}

export function modulationOf({ kind, change_percent, rate }: Point): Modulation {
  return kind === 'sinusoidal' ? sinusoidal(change_percent, rate) : rectangular(change_percent, rate);
}

export interface Reading {
  readonly pst: number;
  readonly pinstMax: number;
}

export interface Bed {
  readonly system: System;
  readonly rate_mHz?: number;
  readonly hz?: number;
  readonly harmonic?: { readonly order: number; readonly share: number };
  readonly service?: '1p2w' | '3p3w' | '3p4w';
  /** The interval that is read: 1 is the first, whose first ten seconds are not classified. */
  readonly interval?: number;
}

const INTERVAL_s = 600;

export function sourceOf(
  bed: Bed,
  modulations: readonly [Modulation, Modulation, Modulation],
): ModulatedSource {
  return new ModulatedSource({
    service: bed.service ?? '3p4w',
    volts: Number(lampOfSystem(bed.system)),
    amps: 5,
    hz: bed.hz ?? Number(mainsOfSystem(bed.system)),
    rate_mHz: bed.rate_mHz,
    modulation: modulations,
    harmonic: bed.harmonic,
  });
}

/** Readings of the three phases, each with its own modulation, under the interval's end and a second more. */
export function readFlicker(bed: Bed, modulations: readonly [Modulation, Modulation, Modulation]): Reading[] {
  const source = sourceOf(bed, modulations);
  const meter = new MeteringModule({
    service: source.service,
    samplingRate_mHz: source.rate_mHz,
    nominalVoltage_mV: Number(lampOfSystem(bed.system)) * 1000,
    nominalFrequency_mHz: Number(mainsOfSystem(bed.system)) * 1000,
  });
  const interval = bed.interval ?? 1;
  meter.feed(source, Math.ceil(((interval * INTERVAL_s + 1) * source.rate_mHz) / 1000));
  return [1, 2, 3].map((scope) => {
    const { sequence, pst_ppm, pinst_max_ppm } = meter.read('read_aggregate', { scope });
    if (sequence !== interval) throw new Error(`interval ${String(sequence)} in place of ${interval}`);
    return { pst: Number(pst_ppm) / 1e6, pinstMax: Number(pinst_max_ppm) / 1e6 };
  });
}

const STILL: Modulation = () => 0;

/** Readings of points of one system, three at a time: the phases of one meter. */
export function readPoints(points: readonly Point[], bed: Omit<Bed, 'system'> = {}): Reading[] {
  const readings: Reading[] = [];
  for (let at = 0; at < points.length; at += 3) {
    const [a = STILL, b = STILL, c = STILL] = points.slice(at, at + 3).map(modulationOf);
    const found = readFlicker({ ...bed, system: points[at].system }, [a, b, c]);
    readings.push(...found.slice(0, points.length - at));
  }
  return readings;
}
