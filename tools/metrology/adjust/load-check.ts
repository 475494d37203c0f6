// Is the source set as asked? An adjustment at another load, or at the same temperature, would spoil the meter.
import { SERVICE_CODES } from '../../records/parameters.ts';
import { wrapped_deg, type RawSums } from './raw-sums.ts';
import { inputsOf, lagAt_deg, SiteError, type LoadPoint, type Reply } from './site.ts';
import type { Service } from '../../signals/waves/source.ts';

/**
 * What a meter fresh from the line may show beside the truth: more than the tolerances of its parts add up to, and a
 * coil with the scale of 50 Hz on a mains of 60.
 */
const AMPLITUDE_SHARE = 0.3;
const ANGLE_deg = 15;
const FREQUENCY_mHz = 1000;
/** A coefficient from less than this would be made of noise. */
const LEAST_K = 10;

/** What is measured cannot be the load that was asked for. */
export class SourceNotSetError extends SiteError {
  constructor(where: string, measured: string, asked: string) {
    super(`${where}: the meter shows ${measured}, asked for was ${asked}; this step wrote nothing`);
  }
}

/** The meter is sealed for other wires than those it is to be adjusted with. */
export class OtherServiceError extends SiteError {
  constructor(asked: Service) {
    super(`the meter is configured for another service than ${asked}; nothing was written`);
  }
}

/** Throws OtherServiceError when the sealed record is for other wires. */
export function checkService(service: Service, sealed: Reply): void {
  if (Number(sealed.service) !== SERVICE_CODES[service]) throw new OtherServiceError(service);
}

function compare(where: string, unit: string, measured: number, asked: number, most: number): void {
  if (Math.abs(measured - asked) <= most) return;
  throw new SourceNotSetError(where, `${measured.toFixed(2)} ${unit}`, `${asked.toFixed(2)} ${unit}`);
}

/** Throws SourceNotSetError when the sums do not belong to this load. */
export function checkLoad(service: Service, load: LoadPoint, sums: RawSums): void {
  const { current_A, hz, only } = load;
  compare('frequency', 'Hz', sums.frequency_mHz / 1000, hz, FREQUENCY_mHz / 1000);
  for (const inputs of inputsOf(service)) {
    const { voltage, current } = inputs;
    const voltage_V = load.voltage_V * inputs.voltageShare;
    const lag_deg = lagAt_deg(load, inputs);
    const loaded = only === undefined || only === voltage;
    const phase = `L${voltage + 1}`;
    compare(phase, 'V', sums.rms[voltage], voltage_V, AMPLITUDE_SHARE * voltage_V);
    compare(phase, 'A', sums.rms[current], loaded ? current_A : 0, AMPLITUDE_SHARE * current_A);
    if (!loaded) continue;
    const lag = wrapped_deg(sums.angle_deg[current] - sums.angle_deg[voltage]);
    if (Math.abs(wrapped_deg(lag - lag_deg)) > ANGLE_deg) compare(phase, 'degrees', lag, lag_deg, ANGLE_deg);
  }
}

/** What lies between two temperatures, K. Throws SourceNotSetError when it is too little. */
export function temperatureStep_K(reference_mC: number, now_mC: number): number {
  const step = (now_mC - reference_mC) / 1000;
  if (Math.abs(step) >= LEAST_K) return step;
  const asked = `${LEAST_K} K or more above or below ${(reference_mC / 1000).toFixed(1)}`;
  throw new SourceNotSetError('second temperature', `${(now_mC / 1000).toFixed(1)} degrees Celsius`, asked);
}
