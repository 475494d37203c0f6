// Chooses what feeds the front end from the options of a run: a recording, a synthetic signal, or the built-in day.
import { waveSource } from '../signals/waves/wave-source.ts';
import { HouseholdDay } from '../signals/waves/household-day.ts';
import { sineSource, type SineOptions } from '../signals/waves/sine.ts';
import type { SampleSource } from '../signals/waves/source.ts';
import type { RunOptions } from './run-options.ts';

/** True when nothing about the signal was said; the built-in day has three phases and four wires. */
function wantsDay({ service, volts, amps, pf, leading, hz }: RunOptions): boolean {
  return service === '3p4w' && !leading && [volts, amps, pf, hz].every((given) => given === undefined);
}

/** The load where one was described, nominal voltage and 5 A where not. */
export function loadOf(options: RunOptions): SineOptions {
  const { service, volts, amps, pf, leading, hz, unom_V, fnom_Hz, rate_mHz } = options;
  return { service, volts: volts ?? unom_V, amps: amps ?? 5, pf, leading, hz: hz ?? fnom_Hz, rate_mHz };
}

/** The source a run asked for. Throws the wave errors, which name file and place. */
export function sourceFor(options: RunOptions): SampleSource {
  const { service, wave, volts, amps, unom_V, fnom_Hz, rate_mHz } = options;
  const hz = options.hz ?? fnom_Hz;
  if (wave !== undefined) {
    const { map, columns, removeDc, netting, wave_Hz: rate_Hz } = options;
    return waveSource(wave, { service, map, columns, removeDc, netting, volts, amps, hz, rate_Hz, rate_mHz });
  }
  if (wantsDay(options))
    return new HouseholdDay({ rate_mHz, volts: unom_V, hz: fnom_Hz, start_s: options.from_s });
  return sineSource(loadOf(options));
}
