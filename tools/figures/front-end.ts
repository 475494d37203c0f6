// An ideal front end as a spectrum: what droop, delay and the current sensors do to each harmonic, in closed form.
import type { Tone } from '../signals/waves/index.ts';
import type { FactoryParameters, SensorName } from '../records/parameters.ts';
import { sinc } from '../../metering-core/design/filter-design.ts';

/** A front end the module under test has to correct; everything not given is perfect. */
export interface FrontEnd {
  readonly afe?: 'ideal' | 'sinc3';
  readonly sensor?: SensorName;
  /** Lead of a current transformer at 50 Hz. */
  readonly lead_udeg?: number;
  /** By which all currents come late. */
  readonly currentDelay_ns?: number;
}

const NOMINAL_Hz = 50;
const DEGREES = 180 / Math.PI;

/** Complex response as gain and phase in degrees. */
interface Response {
  readonly gain: number;
  readonly phase_deg: number;
}

function sensorResponse(end: FrontEnd, f_Hz: number): Response {
  if (end.sensor === 'rogowski') return { gain: f_Hz / NOMINAL_Hz, phase_deg: 90 };
  if (!end.lead_udeg) return { gain: 1, phase_deg: 0 };
  // Magnetising inductance: s / (s + wc).
  const ratio = (NOMINAL_Hz * Math.tan(end.lead_udeg / 1e6 / DEGREES)) / f_Hz;
  const atNominal = Math.cos(end.lead_udeg / 1e6 / DEGREES);
  return { gain: 1 / Math.hypot(1, ratio) / atNominal, phase_deg: Math.atan(ratio) * DEGREES };
}

/** The tones as the front end hands them on. */
export function throughFrontEnd(end: FrontEnd, tones: readonly Tone[], hz: number, rate_Hz: number): Tone[] {
  return tones.map((tone) => {
    const f_Hz = tone.order * hz;
    const droop = end.afe === 'sinc3' ? sinc(f_Hz / rate_Hz) ** 3 : 1;
    if (tone.input.startsWith('V')) return { ...tone, rms: tone.rms * droop };
    const { gain, phase_deg } = sensorResponse(end, f_Hz);
    const late_deg = (end.currentDelay_ns ?? 0) * 1e-9 * f_Hz * 360;
    return { ...tone, rms: tone.rms * droop * gain, phase_deg: tone.phase_deg + phase_deg - late_deg };
  });
}

/** The sealed parameters that correct it. A transformer's gain is adjusted at 50 Hz, where its own is one. */
export function correctionsFor(end: FrontEnd): Partial<FactoryParameters> {
  const cosine = Math.cos((end.lead_udeg ?? 0) / 1e6 / DEGREES);
  return {
    afeResponse: end.afe ?? 'ideal',
    currentSensor: new Array(4).fill(end.sensor ?? 'shunt'),
    currentLead_udeg: new Array(4).fill(end.lead_udeg ?? 0),
    currentDelay_ns: new Array(4).fill(end.currentDelay_ns ?? 0),
    currentGain: new Array(4).fill(cosine),
  };
}
