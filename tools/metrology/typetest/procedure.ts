// The unit of a test bed adjusted as a factory does it: by the adjustment port of a whole meter, jumper closed.
import { adjustMeter, tableCurrents_A } from '../adjust/adjustment.ts';
import { openSimulatedSite, type SimulatedSiteOptions } from '../adjust/simulated-site.ts';
import type { Reply } from '../adjust/site.ts';
import type { Load } from '../standard/load.ts';
import { INDUCTIVE, UNITY, type Factor } from '../standard/programme.ts';
import type { Adjustment, TestBed } from './test-bed.ts';

/** Where the meter under adjustment runs. */
export type Place = Pick<SimulatedSiteOptions, 'target' | 'engine' | 'modules'>;

/** The adjustment points in multiples of Itr: none of the programme's currents. */
const CURRENT_OF_Itr = 6;
const SECONDS = 10;
/** The second temperature lies this far above the first. */
const WARMER_K = 25;

/** Balanced load at the adjustment current. */
function adjustmentLoad(bed: TestBed, factor: Factor): Load {
  const { service, Unom_V, fnom_Hz, Itr } = bed.ratings;
  const current_A = CURRENT_OF_Itr * Itr;
  return { service, voltage_V: Unom_V, hz: fnom_Hz, current_A, lag_deg: factor.lag_deg };
}

const numbers = (value: unknown): number[] => [...(value as readonly (number | bigint)[])].map(Number);

/** The part of a sealed record that differs from unit to unit. */
export function adjustmentOf(record: Reply): Adjustment {
  const gains = (name: string): number[] => numbers(record[name]).map((gain) => gain / 2 ** 30);
  return {
    samplingRate_mHz: Number(record.sampling_rate_mHz),
    voltageGain: gains('voltage_gain_Q30'),
    currentGain: gains('current_gain_Q30'),
    voltageDelay_ns: numbers(record.voltage_delay_ns),
    currentDelay_ns: numbers(record.current_delay_ns),
    currentLead_udeg: numbers(record.current_lead_udeg),
    voltageOffset: numbers(record.voltage_offset),
    currentOffset: numbers(record.current_offset),
    referenceTemperature_mC: Number(record.reference_temperature_mC),
    voltageDrift_ppb_per_K: numbers(record.voltage_drift_ppb_per_K),
    currentDrift_ppb_per_K: numbers(record.current_drift_ppb_per_K),
    leadDrift_ppm_per_K: numbers(record.lead_drift_ppm_per_K),
    correctionCurrent_uA: numbers(record.correction_current_uA),
    correctionGain_ppm: numbers(record.correction_gain_ppm),
    correctionDelay_ns: numbers(record.correction_delay_ns),
  };
}

/** Runs the procedure on the bed's unit and leaves what it sealed in the bed. The bed must have a unit. */
export async function adjustByProcedure(bed: TestBed, place: Place): Promise<Adjustment> {
  const { ratings, rate_mHz, unit } = bed.options;
  const points = { unity: adjustmentLoad(bed, UNITY), inductive: adjustmentLoad(bed, INDUCTIVE) };
  bed.adjustment = {};
  const site = await openSimulatedSite({
    ...place,
    service: ratings.service,
    rate_mHz,
    unit: unit!,
    parameters: bed.parameters,
    first: points.unity,
  });
  try {
    // What a core of high permeability does changes with current: those are corrected by the table as well.
    const isTransformer = unit!.sensors[0].kind === 'ct';
    const currents_A = isTransformer ? tableCurrents_A(ratings.Imin, ratings.Imax) : undefined;
    const options = { points, currents_A, seconds: SECONDS, warmer_K: WARMER_K };
    bed.adjustment = adjustmentOf(await adjustMeter(site, options));
    return bed.adjustment;
  } finally {
    await site.close();
  }
}
