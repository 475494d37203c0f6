// The options of `twinmeter run`, checked once, each complaint naming the option and the value.
import { RATE_MAX_Hz, RATE_MIN_Hz } from '../signals/waves/recording.ts';
import { SERVICES, type Service } from '../signals/waves/source.ts';
import type { Target } from '../meter/target.ts';
import { TARGETS } from '../meter/targets/targets.ts';
import { BadInputError } from './errors.ts';

/** Checked options. */
export interface RunOptions {
  target: Target;
  engine: string;
  service: Service;
  wave: string | undefined;
  map: string | undefined;
  /** Names of the recording's columns or channels in their order; `-` leaves one out. */
  columns: string | undefined;
  /** The recording's own sampling rate, whatever it states. */
  wave_Hz: number | undefined;
  /** Takes the direct component out of a recording. */
  removeDc: boolean;
  volts: number | undefined;
  amps: number | undefined;
  pf: number | undefined;
  leading: boolean;
  hz: number | undefined;
  rate_mHz: number;
  /** Seconds of metering; undefined: until interrupted. */
  for_s: number | undefined;
  /** Multiple of real time; infinity for as fast as it goes. */
  speed: number;
  linkClock_Hz: number;
  characters: boolean;
  /** The calibration jumper is closed: the adjustment port is alive. */
  jumperClosed: boolean;
  json: boolean;
}

type Raw = Record<string, unknown>;

/** An option as the user writes it. */
const written = (name: string): string => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

function number(raw: Raw, name: string, least: number, most: number): number | undefined {
  const given = raw[name];
  if (given === undefined) return undefined;
  const value = typeof given === 'number' ? given : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new BadInputError(`${written(name)} ${String(given)}: expected a number from ${least} to ${most}`);
  }
  return value;
}

function text(raw: Raw, name: string): string | undefined {
  const given = raw[name];
  if (given === undefined) return undefined;
  if (typeof given !== 'string' && typeof given !== 'number')
    throw new BadInputError(`--${name}: expected one value`);
  return String(given);
}

function choice<T extends string>(raw: Raw, name: string, choices: readonly T[], fallback: T): T {
  const given = text(raw, name) ?? fallback;
  const found = choices.find((c) => c === given);
  if (!found) throw new BadInputError(`--${name} ${given}: expected one of ${choices.join(', ')}`);
  return found;
}

function speed(raw: Raw): number {
  return raw.speed === 'max' ? Infinity : (number(raw, 'speed', 0.01, 100_000) ?? 1);
}

/** A file and a synthetic signal cannot both be fed. */
function checkSignal(options: RunOptions): RunOptions {
  if (options.wave !== undefined && options.pf !== undefined) {
    throw new BadInputError('--pf is for a synthetic signal and does not go with --wave');
  }
  const { map, columns, wave_Hz, removeDc } = options;
  const ofRecordings = {
    '--map': map,
    '--columns': columns,
    '--wave-rate': wave_Hz,
    '--remove-dc': removeDc || undefined,
  };
  const stray = Object.entries(ofRecordings).find(([, given]) => given !== undefined);
  if (options.wave === undefined && stray) throw new BadInputError(`${stray[0]} goes with --wave`);
  return options;
}

/** Checks the raw options. Throws BadInputError. */
export function checkRunOptions(raw: Raw): RunOptions {
  const names = TARGETS.map((target) => target.name);
  const name = choice(raw, 'target', names, 'host');
  const target = TARGETS.find((t) => t.name === name)!;
  return checkSignal({
    target,
    engine: choice(raw, 'engine', target.engines, target.engines[0]),
    service: choice(raw, 'service', SERVICES, '3p4w'),
    wave: text(raw, 'wave'),
    map: text(raw, 'map'),
    columns: text(raw, 'columns'),
    wave_Hz: number(raw, 'waveRate', RATE_MIN_Hz, RATE_MAX_Hz),
    removeDc: raw.removeDc === true,
    volts: number(raw, 'volts', 0, 480),
    amps: number(raw, 'amps', 0, 145),
    pf: number(raw, 'pf', -1, 1),
    leading: raw.leading === true,
    hz: number(raw, 'hz', 40, 70),
    rate_mHz: Math.round((number(raw, 'rate', 2000, 32000) ?? 4000) * 1000),
    for_s: number(raw, 'for', 0.001, 1e9),
    speed: speed(raw),
    linkClock_Hz: number(raw, 'linkClock', 100_000, 10_000_000) ?? 1_000_000,
    characters: choice(raw, 'terminal', ['wire', 'characters'], 'wire') === 'characters',
    jumperClosed: choice(raw, 'jumper', ['open', 'closed'], 'open') === 'closed',
    json: raw.json === true,
  });
}
