// Adjusts a meter as the factory would: gain and phase of each element from two load points, drifts from a second temperature.
import { NOMINAL_C } from '../afe/datasheet.ts';
import { ELEMENTS } from '../waves/source.ts';
import { INDUCTIVE, UNITY, type Factor } from './programme.ts';
import type { Load } from './load.ts';
import { windowSets } from './measure.ts';
import { LEAD_IN_s, type Adjustment, type TestBed } from './test-bed.ts';

/** The adjustment points in multiples of Itr: none of the programme's currents. */
const CURRENT_OF_Itr = 6;
/**
 * Seconds measured in each pass. The first finds gain and phase; the second takes away what the phase correction
 * does to the gain, and the noise of the first.
 */
const PASSES_s = [3, 10];
const DRIFT_s = 10;
/** The second temperature lies this far above the first. */
const WARMER_K = 25;

/** Balanced load at the adjustment current. */
export function adjustmentLoad(bed: TestBed, factor: Factor): Load {
  const { service, Unom_V, fnom_Hz, Itr } = bed.ratings;
  const current_A = CURRENT_OF_Itr * Itr;
  return { service, voltage_V: Unom_V, hz: fnom_Hz, current_A, lag_deg: factor.lag_deg };
}

/** What one element showed over the truth. */
interface ElementRatio {
  readonly energy: number;
  readonly voltage: number;
  /** Angle between its voltage and current, which the phase error acts upon, rad. */
  readonly angle_rad: number;
}

/** Ratios of all elements at a load, in the order of ELEMENTS. */
async function ratios(
  bed: TestBed,
  load: Load,
  window_s: number,
  temperature_C?: number,
): Promise<ElementRatio[]> {
  const source = bed.source(load, temperature_C);
  const meter = await bed.openMeter(temperature_C);
  try {
    const start = Math.round((LEAD_IN_s * source.rate_mHz) / 1000);
    const end = start + windowSets(source, window_s);
    const before: number[] = [];
    const found: ElementRatio[] = [];
    await meter.feedUntil(source, start);
    for (const element of ELEMENTS[load.service]) before.push(await meter.energy_mWs(element + 1));
    await meter.feedUntil(source, end);
    const [from, to] = [source.truth(start), source.truth(end)];
    for (const [k, element] of ELEMENTS[load.service].entries()) {
      const gained_Ws = ((await meter.energy_mWs(element + 1)) - before[k]) / 1000;
      const shown = await meter.ask('read_instantaneous', { scope: element + 1 });
      const truth = to.elements[k];
      found.push({
        energy: gained_Ws / (truth.energy_Ws - from.elements[k].energy_Ws),
        voltage: Number(shown.voltage_mV) / 1000 / truth.voltage_V,
        angle_rad: Math.atan2(truth.Q1_var, truth.P_W),
      });
    }
    return found;
  } finally {
    bed.virtual_s += meter.samples / (source.rate_mHz / 1000);
    await meter.close();
  }
}

/** Gain and phase error of an element: at a lag φ it shows g·cos(φ - δ)/cos φ = g·(cos δ + tan φ·sin δ). */
export function gainAndLead(a: ElementRatio, b: ElementRatio): { gain: number; lead_rad: number } {
  const [ta, tb] = [Math.tan(a.angle_rad), Math.tan(b.angle_rad)];
  const sine = (b.energy - a.energy) / (tb - ta);
  const cosine = a.energy - ta * sine;
  return { gain: Math.hypot(cosine, sine), lead_rad: Math.atan2(sine, cosine) };
}

/** The parameters as arrays one can add to. */
interface Working {
  readonly voltageGain: number[];
  readonly currentGain: number[];
  readonly currentDelay_ns: number[];
  readonly currentLead_udeg: number[];
  readonly voltageDrift_ppb_per_K: number[];
  readonly currentDrift_ppb_per_K: number[];
  readonly leadDrift_ppm_per_K: number[];
}

function hasLead(bed: TestBed, element: number): boolean {
  const kind = bed.options.unit?.sensors[element].kind;
  return kind === 'ct' || kind === 'dc-tolerant-ct';
}

/** What an element still shows wrong: its voltage, the rest of its gain, and its phase. */
interface ElementError {
  readonly element: number;
  readonly voltage: number;
  readonly current: number;
  readonly lead_rad: number;
}

/** Measures both load points. */
async function errors(bed: TestBed, window_s: number, temperature_C?: number): Promise<ElementError[]> {
  const unity = await ratios(bed, adjustmentLoad(bed, UNITY), window_s, temperature_C);
  const inductive = await ratios(bed, adjustmentLoad(bed, INDUCTIVE), window_s, temperature_C);
  return ELEMENTS[bed.ratings.service].map((element, k) => {
    const { gain, lead_rad } = gainAndLead(unity[k], inductive[k]);
    return { element, voltage: unity[k].voltage, current: gain / unity[k].voltage, lead_rad };
  });
}

/** A transformer's lead falls with frequency and has a parameter of its own; any other lead is a negative delay. */
async function pass(bed: TestBed, working: Working, window_s: number): Promise<void> {
  for (const { element, voltage, current, lead_rad } of await errors(bed, window_s)) {
    working.voltageGain[element] /= voltage;
    working.currentGain[element] /= current;
    if (hasLead(bed, element)) working.currentLead_udeg[element] += Math.round((lead_rad * 180e6) / Math.PI);
    else
      working.currentDelay_ns[element] -= Math.round((lead_rad / (2 * Math.PI * bed.ratings.fnom_Hz)) * 1e9);
  }
}

/** What is left at a second temperature is drift: of the gains, and of a transformer's lead against itself. */
async function drifts(bed: TestBed, working: Working): Promise<void> {
  for (const { element, voltage, current, lead_rad } of await errors(bed, DRIFT_s, NOMINAL_C + WARMER_K)) {
    working.voltageDrift_ppb_per_K[element] = Math.round(((voltage - 1) / WARMER_K) * 1e9);
    working.currentDrift_ppb_per_K[element] = Math.round(((current - 1) / WARMER_K) * 1e9);
    const lead_udeg = (lead_rad * 180e6) / Math.PI;
    const share = lead_udeg / working.currentLead_udeg[element];
    if (hasLead(bed, element)) working.leadDrift_ppm_per_K[element] = Math.round((share / WARMER_K) * 1e6);
  }
}

const four = (value: number): number[] => [value, value, value, value];

/** Finds the adjustment and leaves it in the bed; the clock is taken from the real-time clock's 1 Hz. */
export async function adjust(bed: TestBed): Promise<Adjustment> {
  const { rate_mHz, unit } = bed.options;
  const samplingRate_mHz = Math.round(rate_mHz * (unit ? rtcRatio(unit) : 1));
  const working: Working = {
    voltageGain: [1, 1, 1],
    currentGain: four(1),
    currentDelay_ns: four(0),
    currentLead_udeg: four(0),
    voltageDrift_ppb_per_K: [0, 0, 0],
    currentDrift_ppb_per_K: four(0),
    leadDrift_ppm_per_K: four(0),
  };
  const use = (): void => {
    bed.adjustment = { ...working, samplingRate_mHz, referenceTemperature_mC: NOMINAL_C * 1000 };
  };
  for (const window_s of PASSES_s) {
    use();
    await pass(bed, working, window_s);
  }
  use();
  await drifts(bed, working);
  use();
  return bed.adjustment;
}

/** True rate over the nominal one as the real-time clock of the unit shows it. */
function rtcRatio(unit: { crystal_ppm: number; rtc_ppm: number }): number {
  return (1 + unit.crystal_ppm * 1e-6) / (1 + unit.rtc_ppm * 1e-6);
}
