// What a laboratory files beside the results: who tested what, with which equipment, under which conditions and rule.
import type { TestBed } from './test-bed.ts';

/** What only the person who runs the test can say. */
export interface Parties {
  readonly number?: string;
  readonly laboratory?: string;
  readonly operator?: string;
  readonly customer?: string;
  readonly type?: string;
  readonly serial?: string;
}

/** The identification of a report. */
export interface Identification extends Parties {
  /** When the test began, ISO 8601. */
  readonly date: string;
  readonly software: {
    /** The metering module under test. */
    readonly file: string;
    readonly sha256: string;
    /** What tested it. */
    readonly tools: string;
  };
  readonly equipment: readonly string[];
  readonly reference_conditions: readonly string[];
  readonly decision_rule: string;
}

/** Largest error of the reference: analytic energies in double precision against samples of 24 bits. */
export const REFERENCE_percent = 0.0001;

export const DECISION_RULE =
  'Simple acceptance (ILAC-G8:09/2019, 4.2.1): a point passes when the error of every register and test output lies ' +
  'within its limit, the expanded uncertainty (k = 2) not added; where the uncertainty is more than a third of the ' +
  'limit the point says so. The uncertainty is that of the mean of the windows; the reference, an analytic energy, ' +
  `adds less than ${REFERENCE_percent} %.`;

function equipment(bed: TestBed): string[] {
  const { unit, rate_mHz } = bed.options;
  const frontEnd = unit
    ? `model of the front end: ${unit.name}, ${unit.noise ? `noise seed ${unit.noiseSeed}` : 'without noise'}`
    : 'ideal front end: no sensor, no noise';
  return [
    'source: synthesised waveforms, phase-locked, without drift',
    'reference: the analytic energy of the waveform over the same samples',
    frontEnd,
    `converter: 24 bits, ${rate_mHz / 1000} samples a second`,
    'scanning head: instants of the test outputs to 1/65536 of a sample',
  ];
}

function referenceConditions(bed: TestBed): string[] {
  const { ratings, unit } = bed.options;
  return [
    `voltage ${ratings.Unom_V} V, frequency ${ratings.fnom_Hz} Hz, both sinusoidal, unless the point says otherwise`,
    'balanced load, phase sequence L1 L2 L3',
    unit ? `ambient temperature ${unit.temperature_C} °C` : 'no temperature: the ideal front end has none',
    'no magnetic or radio fields, no tilt',
  ];
}

/** What the bed itself can say. */
export const conditionsOf = (
  bed: TestBed,
): Pick<Identification, 'equipment' | 'reference_conditions' | 'decision_rule'> => ({
  equipment: equipment(bed),
  reference_conditions: referenceConditions(bed),
  decision_rule: DECISION_RULE,
});
