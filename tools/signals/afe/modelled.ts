// Puts a unit before any source: by its tones where they are known, else by a filter of its samples.
import { HarmonicSource } from '../waves/harmonic.ts';
import type { SampleSource } from '../waves/source.ts';
import { throughUnit } from './front-end.ts';
import { PeriodicSource } from './periodic-source.ts';
import { RecordedThroughUnit } from './recorded.ts';
import type { Unit } from './unit.ts';

/**
 * The source behind a unit's sensors and converter, with the truth of the source itself. Harmonic and periodic
 * sources go tone by tone, exactly and with everything a unit has; recordings and scenarios go through an
 * equivalent linear filter, without saturation of a core and without the clock's error.
 */
export function modelled(source: SampleSource, unit: Unit): SampleSource {
  if (source instanceof PeriodicSource) return throughUnit(source.signal, unit, source.rate_mHz);
  if (source instanceof HarmonicSource) {
    const { service, description, hz, spectrum, rate_mHz } = source;
    return throughUnit({ service, description, base_Hz: hz, fundamental_Hz: hz, spectrum }, unit, rate_mHz);
  }
  return new RecordedThroughUnit(source, unit);
}
