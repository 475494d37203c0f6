// The loads that specs put on a bench.
import { sineSource, type SineOptions } from '../../signals/waves/sine.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import type { BenchOptions } from './bench.ts';
import { targetOfRun } from './targets.ts';

/** Balanced three phases of 230 V, 5 A at unity unless said otherwise. */
export const threePhase = (load: Partial<SineOptions> = {}): SampleSource =>
  sineSource({ service: '3p4w', volts: 230, amps: 5, ...load });

export const ORDINARY_W = 3 * 230 * 5;

/** The engine that costs least to emulate, where the engine is not the point: all of them meter to the same digits. */
export const fastEngine = (): string => targetOfRun().engines.at(-1)!;

/** A bench with such a load and nothing else special. */
export const ordinary = (): BenchOptions => ({ source: threePhase(), engine: fastEngine() });

/** 41 kW: a digit of a reading, 1 Wh, is 87 ms. */
export const heavy = (): BenchOptions => ({ source: threePhase({ amps: 60 }), engine: fastEngine() });
