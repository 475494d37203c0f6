// The beds that figures and tests measure on: the usual marked currents, and a bed for each service and front end.
import { createHash } from 'node:crypto';
import type { Unit } from '../../signals/afe/unit.ts';
import { builtFile } from '../../build/paths.ts';
import { TARGETS } from '../../meter/targets/targets.ts';
import { readLimits, type Limits } from '../standard/limits.ts';
import type { Place } from './procedure.ts';
import type { Ratings } from '../standard/ratings.ts';
import { TestBed, type SharedSignals } from './test-bed.ts';
import { SERVICE_TRAITS, type Service } from '../../signals/waves/services.ts';

export const limits: Limits = readLimits();

/** Class D, 0.2-0.5(60) A, Ist 20 mA: valid for every class; voltage and frequency of where the service is met. */
export function ratingsFor(service: Service): Ratings {
  return {
    class: 'D',
    service,
    connection: 'direct',
    Unom_V: SERVICE_TRAITS[service].nominal_V,
    fnom_Hz: SERVICE_TRAITS[service].nominal_Hz,
    constant_imp_per_kWh: 10_000,
    Ist: 0.02,
    Imin: 0.2,
    Itr: 0.5,
    Imax: 60,
  };
}

const RATE_mHz = 4_000_000;

const module = builtFile('metering-core.wasm');
/** SHA-256 of the metering module under test. */
export const moduleHash: string = createHash('sha256').update(module).digest('hex');

/** Where units are adjusted and measured: in this process under V8. */
export const PLACE: Place = {
  target: TARGETS.find((t) => t.name === 'wasm')!,
  engine: 'v8',
  modules: { metering: module, management: builtFile('management-core.wasm') },
};

/** A bed whose core runs in this process; the metering module is the built one or another. */
export function bedFor(
  service: Service,
  unit: Unit | undefined,
  signals?: SharedSignals,
  metering: Uint8Array = module,
): TestBed {
  const { target, engine } = PLACE;
  const modules = { ...PLACE.modules, metering };
  return new TestBed({
    limits,
    ratings: ratingsFor(service),
    rate_mHz: RATE_mHz,
    core: (fram) => target.make!({ modules, fram }, engine),
    unit,
    signals,
  });
}
