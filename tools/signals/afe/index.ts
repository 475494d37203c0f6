// The front end of the bench: sensors and converter as a model, and units drawn from their tolerances.
export { idealFrontEnd, throughUnit } from './front-end.ts';
export { modelled } from './modelled.ts';
export { PeriodicSource } from './periodic-source.ts';
export type { SteadySignal } from './steady-signal.ts';
export { SENSORS, type Sensor, type SensorKind } from './sensors.ts';
export { atTemperature, randomUnit, typicalUnit, withNoiseSeed, type Unit } from './unit.ts';
