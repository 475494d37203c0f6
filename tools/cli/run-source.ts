// Chooses what feeds the front end from the options of a run: a recording, a synthetic signal, or the built-in day.
import { sineSource } from '../waves/sine.ts';
import type { SampleSource } from '../waves/source.ts';
import type { RunOptions } from './run-options.ts';

/** The source a run asked for. Throws the wave errors, which name file and place. */
export function sourceFor(options: RunOptions): SampleSource {
  const { service, volts = 230, amps = 5, pf, leading, hz, rate_mHz } = options;
  return sineSource({ service, volts, amps, pf, leading, hz, rate_mHz });
}
