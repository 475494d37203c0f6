// Chooses what feeds the front end from the options of a run: a recording, a synthetic signal, or the built-in day.
import { fileSource } from '../waves/file-source.ts';
import { sineSource } from '../waves/sine.ts';
import type { SampleSource } from '../waves/source.ts';
import type { RunOptions } from './run-options.ts';

/** The source a run asked for. Throws the wave errors, which name file and place. */
export function sourceFor(options: RunOptions): SampleSource {
  const { service, wave, map, volts, amps, pf, leading, hz, rate_mHz } = options;
  if (wave !== undefined) return fileSource(wave, { service, map, volts, amps, hz, rate_mHz });
  return sineSource({ service, volts: volts ?? 230, amps: amps ?? 5, pf, leading, hz, rate_mHz });
}
