// Adjustment: changes the meter's sealed parameters until it agrees with the source. It proves nothing: see calibration.ts.
import { SENSOR_CT, SENSOR_CT_DC_TOLERANT } from '../../../shared-protocol/generated/ts/protocol.ts';
import { SERVICE_TRAITS, type Service } from '../../signals/waves/services.ts';
import { readParameters, writeParameters } from '../../records/sealed-record.ts';
import { rawSums, wrapped_deg, type RawSums } from './raw-sums.ts';
import { checkLoad, checkService, temperatureStep_K } from './load-check.ts';
import {
  inputsOf,
  lagAt_deg,
  NEUTRAL,
  type ElementInputs,
  type LoadPoint,
  type Reply,
  type Site,
} from './site.ts';

/** The two load points of an adjustment: unity finds gains and offsets, 0.5 inductive the phase. */
export interface AdjustmentPoints {
  readonly unity: LoadPoint;
  readonly inductive: LoadPoint;
}

export interface AdjustmentOptions {
  readonly points: AdjustmentPoints;
  /** Seconds of each measurement. */
  readonly seconds: number;
  /** Currents at which transformers are corrected besides, from the smallest on; undefined: the table stays as it is. */
  readonly currents_A?: readonly number[];
  /** A second temperature this far above the first; undefined: coefficients stay as they are. */
  readonly warmer_K?: number;
  readonly onStep?: (text: string) => void;
}

/** The sealed record while it is worked on: the words of V1 V2 V3 and of I1 I2 I3 IN as one array of inputs. */
interface Working {
  gain_Q30: number[];
  delay_ns: number[];
  offset: number[];
  drift_ppb_per_K: number[];
  lead_udeg: number[];
  leadDrift_ppm_per_K: number[];
  sensor: number[];
  rest: Reply;
}

const list = (value: unknown) => [...(value as readonly number[])].map(Number);
const FIRST_CURRENT = 3;

function working(rest: Reply): Working {
  const both = (name: string) => [...list(rest[`voltage_${name}`]), ...list(rest[`current_${name}`])];
  return {
    gain_Q30: both('gain_Q30'),
    delay_ns: both('delay_ns'),
    offset: both('offset'),
    drift_ppb_per_K: both('drift_ppb_per_K'),
    lead_udeg: list(rest.current_lead_udeg),
    leadDrift_ppm_per_K: list(rest.lead_drift_ppm_per_K),
    sensor: list(rest.current_sensor),
    rest,
  };
}

function record(w: Working): Reply {
  const split = (name: string, values: number[]): Reply => ({
    [`voltage_${name}`]: values.slice(0, FIRST_CURRENT).map(Math.round),
    [`current_${name}`]: values.slice(FIRST_CURRENT).map(Math.round),
  });
  return {
    ...w.rest,
    ...split('gain_Q30', w.gain_Q30),
    ...split('delay_ns', w.delay_ns),
    ...split('offset', w.offset),
    ...split('drift_ppb_per_K', w.drift_ppb_per_K),
    current_lead_udeg: w.lead_udeg.map(Math.round),
    lead_drift_ppm_per_K: w.leadDrift_ppm_per_K.map(Math.round),
  };
}

const isTransformer = (w: Working, input: number) =>
  [SENSOR_CT, SENSOR_CT_DC_TOLERANT].includes(w.sensor[input - FIRST_CURRENT] as never);

/**
 * A smaller lead is undone as a delay: its integral would weigh next to nothing, and its drift, less than a thousandth of
 * a degree each K, would be made of noise.
 */
const LEAST_LEAD_udeg = 50_000;

/** Turns a phase error into the parameter that undoes it: a transformer's lead, or a delay. */
function correctPhase(w: Working, input: number, late_deg: number, hz: number): void {
  const lead = input - FIRST_CURRENT;
  const left_udeg = isTransformer(w, input) ? w.lead_udeg[lead] - late_deg * 1e6 : -late_deg * 1e6;
  const leads = isTransformer(w, input) && left_udeg >= LEAST_LEAD_udeg;
  w.lead_udeg[lead] = leads ? left_udeg : 0;
  if (!leads) w.delay_ns[input] -= (left_udeg / 360 / hz) * 1e3;
}

/** How much later than the load's the current of an element is, degrees. */
const late_deg = (sums: RawSums, load: LoadPoint, inputs: ElementInputs): number =>
  wrapped_deg(sums.angle_deg[inputs.current] - sums.angle_deg[inputs.voltage] - lagAt_deg(load, inputs));

/** A neutral beside several phases carries a known current only when one of them is loaded alone. */
const seesNeutralAlone = (service: Service): boolean =>
  SERVICE_TRAITS[service].hasNeutral && SERVICE_TRAITS[service].elements.length > 1;

/** The table has just so many points. */
export class TablePointsError extends Error {
  constructor(given: number, points: number) {
    super(`${given} currents to correct at: the meter's table has ${points} points`);
  }
}

function checkPoints(given: readonly number[], points: number): void {
  if (given.length !== points) throw new TablePointsError(given.length, points);
}

/** Currents of a table's points from the smallest to the largest, closer together where the errors fall fastest. */
export const tableCurrents_A = (least_A: number, most_A: number, points = 4): number[] =>
  Array.from({ length: points }, (_, k) => least_A * (most_A / least_A) ** ((k / (points - 1)) ** 1.5));

class Adjuster {
  readonly #site: Site;
  readonly #options: AdjustmentOptions;

  constructor(site: Site, options: AdjustmentOptions) {
    this.#site = site;
    this.#options = options;
  }

  async run(): Promise<Reply> {
    const { unity, inductive } = this.#options.points;
    checkService(this.#site.service, await readParameters(this.#site));
    await this.#step('sampling rate and offsets', unity, (w, sums) => this.#clockAndOffsets(w, sums));
    await this.#step('gains', unity, (w, sums) => this.#gains(w, sums, unity));
    await this.#step('phases', inductive, (w, sums) => this.#phases(w, sums, inductive));
    if (seesNeutralAlone(this.#site.service)) {
      const one = { ...unity, only: 0 };
      await this.#step('neutral', one, (w, sums) => this.#neutral(w, sums, one));
    }
    await this.#step('gains after the phases', unity, (w, sums) => this.#gains(w, sums, unity));
    if (this.#options.currents_A) await this.#overCurrent(this.#options.currents_A);
    if (this.#options.warmer_K !== undefined && this.#site.setTemperature) {
      await this.#temperature(this.#options.warmer_K);
    }
    return readParameters(this.#site);
  }

  async #step(text: string, load: LoadPoint, change: (w: Working, sums: RawSums) => void): Promise<void> {
    this.#options.onStep?.(`${text}: ${load.voltage_V} V, ${load.current_A} A, ${load.lag_deg} degrees`);
    await this.#site.setLoad(load);
    const sums = await rawSums(this.#site, this.#options.seconds);
    checkLoad(this.#site.service, load, sums);
    const w = working(await readParameters(this.#site));
    change(w, sums);
    await writeParameters(this.#site, record(w));
  }

  #clockAndOffsets(w: Working, sums: RawSums): void {
    if (sums.rate_mHz !== undefined) w.rest.sampling_rate_mHz = Math.round(sums.rate_mHz);
    w.rest.reference_temperature_mC = sums.temperature_mC;
    w.offset = [...sums.direct];
  }

  #gains(w: Working, sums: RawSums, load: LoadPoint): void {
    for (const { voltage, current, voltageShare } of inputsOf(this.#site.service)) {
      w.gain_Q30[voltage] *= (load.voltage_V * voltageShare) / sums.rms[voltage];
      w.gain_Q30[current] *= load.current_A / sums.rms[current];
    }
    if (this.#site.service === '1p2w') w.gain_Q30[NEUTRAL] *= load.current_A / sums.rms[NEUTRAL];
  }

  #phases(w: Working, sums: RawSums, load: LoadPoint): void {
    for (const inputs of inputsOf(this.#site.service)) {
      correctPhase(w, inputs.current, late_deg(sums, load, inputs), load.hz);
    }
    if (this.#site.service === '1p2w') this.#neutralPhase(w, sums, load);
  }

  #neutral(w: Working, sums: RawSums, load: LoadPoint): void {
    w.gain_Q30[NEUTRAL] *= load.current_A / sums.rms[NEUTRAL];
    this.#neutralPhase(w, sums, load);
  }

  /** The neutral carries the opposite of what the phase does. */
  #neutralPhase(w: Working, sums: RawSums, load: LoadPoint): void {
    const late = wrapped_deg(sums.angle_deg[NEUTRAL] - sums.angle_deg[FIRST_CURRENT] - 180);
    correctPhase(w, NEUTRAL, late, load.hz);
  }

  /** Gain and delay at each point of the sealed table: what is left of an error where the table says nothing yet. */
  async #overCurrent(currents_A: readonly number[]): Promise<void> {
    const { unity, inductive } = this.#options.points;
    const record = await readParameters(this.#site);
    const points = currents_A.map((current_A) => Math.round(current_A * 1e6));
    checkPoints(points, list(record.correction_current_uA).length);
    const none = { correction_gain_ppm: [], correction_delay_ns: [] };
    await writeParameters(this.#site, { ...record, ...none, correction_current_uA: points });
    for (const [point, current_A] of currents_A.entries()) {
      const at = (load: LoadPoint) => ({ ...load, current_A });
      await this.#step(`gains at point ${point + 1}`, at(unity), (w, sums) =>
        this.#table(
          w,
          'correction_gain_ppm',
          point,
          ({ current }) => (current_A / sums.rms[current] - 1) * 1e6,
        ),
      );
      await this.#step(`phases at point ${point + 1}`, at(inductive), (w, sums) =>
        this.#table(
          w,
          'correction_delay_ns',
          point,
          (inputs) => (late_deg(sums, at(inductive), inputs) / 360 / inductive.hz) * 1e9,
        ),
      );
    }
  }

  /** Adds what is left to a point of a row of each element's current. */
  #table(w: Working, field: string, point: number, rest: (inputs: ElementInputs) => number): void {
    const table = list(w.rest[field]);
    const points = list(w.rest.correction_current_uA).length;
    for (const inputs of inputsOf(this.#site.service)) {
      const at = (inputs.current - FIRST_CURRENT) * points + point;
      table[at] = Math.round(table[at] + rest(inputs));
    }
    w.rest[field] = table;
  }

  /** What is wrong at a second temperature, and was right at the first, is drift. */
  async #temperature(warmer_K: number): Promise<void> {
    const { unity, inductive } = this.#options.points;
    const reference_C = Number((await readParameters(this.#site)).reference_temperature_mC) / 1000;
    await this.#site.setTemperature!(reference_C + warmer_K);
    await this.#step('gain drifts', unity, (w, sums) => this.#gainDrifts(w, sums, unity));
    await this.#step('phase drifts', inductive, (w, sums) => this.#leadDrifts(w, sums, inductive));
    await this.#site.setTemperature!(reference_C);
  }

  #gainDrifts(w: Working, sums: RawSums, load: LoadPoint): void {
    const warmer_K = temperatureStep_K(Number(w.rest.reference_temperature_mC), sums.temperature_mC);
    const drift = (measured: number, true_: number) => ((measured / true_ - 1) / warmer_K) * 1e9;
    for (const { voltage, current, voltageShare } of inputsOf(this.#site.service)) {
      w.drift_ppb_per_K[voltage] += drift(sums.rms[voltage], load.voltage_V * voltageShare);
      w.drift_ppb_per_K[current] += drift(sums.rms[current], load.current_A);
    }
  }

  #leadDrifts(w: Working, sums: RawSums, load: LoadPoint): void {
    const warmer_K = temperatureStep_K(Number(w.rest.reference_temperature_mC), sums.temperature_mC);
    for (const inputs of inputsOf(this.#site.service)) {
      const { current } = inputs;
      const lead = w.lead_udeg[current - FIRST_CURRENT];
      if (!isTransformer(w, current) || lead < LEAST_LEAD_udeg) continue;
      const late = late_deg(sums, load, inputs);
      w.leadDrift_ppm_per_K[current - FIRST_CURRENT] += ((-late * 1e6) / lead / warmer_K) * 1e6;
    }
  }
}

/** Adjusts the meter at a site, its jumper closed; returns the sealed record it ends with. */
export function adjustMeter(site: Site, options: AdjustmentOptions): Promise<Reply> {
  return new Adjuster(site, options).run();
}
