// What the page is told of a meter, and what it may ask for: the one description that server and page share.
import { HarmonicsError, harmonicsOf } from './harmonic-words.ts';
import { DISTURBANCES, type Disturbance } from './told-waves.ts';
import { MOST_ROWS, READING_NAMES, type ReadingName } from './told-readings.ts';

/** The views of the page: those of a meter, then those of a bench. */
export const METER_VIEWS = [
  'meter',
  'vectors',
  'waves',
  'harmonics',
  'energy',
  'profile',
  'quality',
  'logs',
  'alarms',
] as const;
export const BENCH_VIEWS = ['bench', 'test'] as const;
export type ViewName = (typeof METER_VIEWS | typeof BENCH_VIEWS)[number];

/** The meter's face, told twenty times a second. */
export interface Live {
  /** Since the meter's first sample, s. */
  readonly time_s: number;
  /** Rows of the display. */
  readonly lcd: readonly string[];
  /** Rows of the legal display. */
  readonly legal: readonly string[];
  /** Pulses of all outputs since the start. */
  readonly pulses: number;
  readonly alarm: boolean;
  /** Which of the household's relays are closed. */
  readonly relays: { readonly appliance: boolean; readonly charging: boolean };
  readonly switchClosed: boolean;
  /** Contacts as they stand: a cover that is on, a magnet that is near. */
  readonly contacts: Readonly<Record<ContactName, boolean>>;
  readonly alive: { readonly metering: boolean; readonly management: boolean };
}

export interface Value {
  readonly value: number;
  readonly unit: string;
}

/** Values by six-field OBIS code. */
export type Values = Readonly<Record<string, Value>>;

/** Order 1 stands at 0. */
export interface Spectrum {
  readonly unit: string;
  readonly amplitude: readonly number[];
  readonly angle_deg: readonly number[];
  readonly thd_percent: number;
}

/** Two cycles of what is fed in, by input; V and A. */
export interface Waves {
  readonly rate_Hz: number;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
}

export interface ToldEvent {
  readonly sequence: number;
  readonly name: string;
  readonly time_s: number;
  /** null while it lasts. */
  readonly duration_s: number | null;
  readonly extreme: number;
  readonly unit: string;
}

/** Where harmonics are put on by hand. */
export const ONTO = ['voltages', 'currents'] as const;
export type Onto = (typeof ONTO)[number];

/** What is fed in by hand in place of the source of the run, as it was written; neither: the source itself. */
export interface Fed extends Readonly<Record<Onto, string>> {
  /** Why it is not what was asked for last. */
  readonly failure: string | null;
}

/** What the meter tells of itself, told as often; all of it went over the link of its boards, but for the waves. */
export interface State {
  readonly time_s: number;
  /** Multiple of real time. */
  readonly speed: number;
  readonly source: string;
  readonly scene: string | null;
  /** Of each phase that the service has, the numbers of its inputs. */
  readonly phases: readonly number[];
  readonly registers: Values;
  readonly instantaneous: Values;
  readonly power_quality: Values;
  /** Names of the codes, in English. */
  readonly names: Readonly<Record<string, string>>;
  readonly spectra: Readonly<Record<string, Spectrum>>;
  readonly waves: Waves;
  readonly fed: Fed;
  readonly events: readonly ToldEvent[];
  /** The supply of its boards can be cut from here. */
  readonly canCut: boolean;
  readonly link: { readonly requests: number; readonly replies: number; readonly damaged: number };
  readonly restarts: { readonly metering: number; readonly management: number };
}

export const BUTTON_NAMES = ['scroll', 'sealed'] as const;
export const CONTACT_NAMES = ['terminalCover', 'mainCover', 'magnet'] as const;
/** Whose supply is cut for a second: the management board's alone, at once; or the meter's. */
export const CUTS = ['management', 'meter'] as const;
export type Cut = (typeof CUTS)[number];
export type ButtonName = (typeof BUTTON_NAMES)[number];
export type ContactName = (typeof CONTACT_NAMES)[number];

/** What somebody at the meter does. */
export type Command =
  | { readonly kind: 'button'; readonly name: ButtonName; readonly pressed: boolean }
  | { readonly kind: 'contact'; readonly name: ContactName; readonly closed: boolean }
  | { readonly kind: 'cut'; readonly of: Cut }
  /** All voltages go down or up for a while. */
  | { readonly kind: 'disturb'; readonly by: Disturbance }
  /** Puts harmonics on all inputs of a kind, in per cent of their fundamentals; '' takes them away. */
  | { readonly kind: 'feed'; readonly onto: Onto; readonly harmonics: string }
  /** Reads at the optical port; `last`: so many rows of the profile. */
  | { readonly kind: 'read'; readonly of: ReadingName; readonly last: number };

/** A command that is none, with what is wrong with it. */
export class CommandError extends Error {}

const isOneOf = <T extends string>(names: readonly T[], value: unknown): value is T =>
  names.some((name) => name === value);

function readOf(of: unknown, last: unknown): Command {
  if (!isOneOf(READING_NAMES, of)) throw new CommandError(`of: one of ${READING_NAMES.join(', ')}`);
  if (!Number.isInteger(last) || Number(last) < 1 || Number(last) > MOST_ROWS)
    throw new CommandError(`last: 1 to ${MOST_ROWS} rows`);
  return { kind: 'read', of, last: Number(last) };
}

function feedOf(onto: unknown, harmonics: unknown): Command {
  if (!isOneOf(ONTO, onto)) throw new CommandError(`onto: one of ${ONTO.join(', ')}`);
  if (typeof harmonics !== 'string') throw new CommandError('harmonics: a text such as 3:20@180, 5:10');
  try {
    harmonicsOf(harmonics);
  } catch (error) {
    if (!(error instanceof HarmonicsError)) throw error;
    throw new CommandError(`harmonics: ${error.message}`);
  }
  return { kind: 'feed', onto, harmonics };
}

/** A command from what a page sent. Throws CommandError. */
export function commandOf(sent: unknown): Command {
  const { kind, name, pressed, closed, of, last, onto, harmonics, by } = (sent ?? {}) as Record<
    string,
    unknown
  >;
  if (kind === 'read') return readOf(of, last);
  if (kind === 'feed') return feedOf(onto, harmonics);
  if (kind === 'disturb') {
    if (!isOneOf(DISTURBANCES, by)) throw new CommandError(`by: one of ${DISTURBANCES.join(', ')}`);
    return { kind, by };
  }
  if (kind === 'cut') {
    if (!isOneOf(CUTS, of)) throw new CommandError(`of: one of ${CUTS.join(', ')}`);
    return { kind, of };
  }
  if (kind === 'button') {
    if (!isOneOf(BUTTON_NAMES, name)) throw new CommandError(`name: one of ${BUTTON_NAMES.join(', ')}`);
    if (typeof pressed !== 'boolean') throw new CommandError('pressed: true or false');
    return { kind, name, pressed };
  }
  if (kind !== 'contact') throw new CommandError('kind: button, contact, cut, feed, disturb or read');
  if (!isOneOf(CONTACT_NAMES, name)) throw new CommandError(`name: one of ${CONTACT_NAMES.join(', ')}`);
  if (typeof closed !== 'boolean') throw new CommandError('closed: true or false');
  return { kind, name, closed };
}
