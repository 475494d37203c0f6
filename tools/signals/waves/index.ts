// The signal side of the bench: everything that can feed the front end, and the tools to check it.
export * from './afe-scale.ts';
export * from './errors.ts';
export { fileSource, FileSource, type FileSourceOptions } from './file-source.ts';
export { HarmonicSource, type HarmonicOptions, type Tone } from './harmonic.ts';
export { HouseholdDay } from './household-day.ts';
export { readRecording } from './read.ts';
export type { Channel, ReadOptions, Recording } from './recording.ts';
export {
  ModulatedSource,
  rectangular,
  sinusoidal,
  together,
  type Modulation,
  type ModulatedOptions,
} from './modulated.ts';
export { sineSource, type SineOptions } from './sine.ts';
export * from './source.ts';
