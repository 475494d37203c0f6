// A test bed as plain data, so that any thread can build the same one.
import type { Unit } from '../../signals/afe/unit.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { readLimits } from '../standard/limits.ts';
import type { Ratings } from '../standard/ratings.ts';
import { TestBed, type Adjustment, type BedOptions } from './test-bed.ts';

export interface BedPlan {
  readonly ratings: Ratings;
  readonly rate_mHz: number;
  /** Name of a target that gives cores by themselves. */
  readonly target: string;
  readonly engine: string;
  /** The metering module under test; another role's is never looked at. */
  readonly metering: Uint8Array;
  /** The front end; undefined for the ideal one. */
  readonly unit?: Unit;
  /** What the meter is sealed with besides its ratings. */
  readonly sealed?: Partial<FactoryParameters>;
  /** What the adjustment found; nominal without it. */
  readonly adjustment?: Adjustment;
}

/** The bed of a plan; on a bench of several meters with what that makes of its source's signal, and its heads. */
export function bedOf(plan: BedPlan, position: Pick<BedOptions, 'bench' | 'heads'> = {}): TestBed {
  const { ratings, rate_mHz, target, engine, metering, unit, sealed, adjustment } = plan;
  const { make } = TARGETS.find(({ name }) => name === target)!;
  const modules = { metering, management: metering };
  const core = (fram: Uint8Array) => make!({ modules, fram }, engine);
  const bed = new TestBed({ limits: readLimits(), ratings, rate_mHz, core, unit, sealed, ...position });
  if (adjustment) bed.adjustment = adjustment;
  return bed;
}
