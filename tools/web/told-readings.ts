// What the page is told of readings at the optical port: the one description that server and page share.

/** What can be read: the load profile, demand and tariff, the event logs, alarms. */
export const READING_NAMES = ['profile', 'demand', 'logs', 'alarms'] as const;
export type ReadingName = (typeof READING_NAMES)[number];

/** Rows of the profile that can be asked for: four weeks of quarters of an hour. */
export const MOST_ROWS = 2688;

export const READING_STATES = ['waiting', 'reading', 'done', 'failed'] as const;

/** A reading as far as it is. */
export interface Reading<Value> {
  readonly state: (typeof READING_STATES)[number];
  /** When it ended, since the meter's first sample, s; null before. */
  readonly time_s: number | null;
  /** Share of it that is done; 0 where nobody knows. */
  readonly done: number;
  /** Why it failed. */
  readonly failure: string | null;
  /** null until it is done. */
  readonly value: Value | null;
}

export interface ProfileColumn {
  readonly obis: string;
  readonly unit: string;
}

/** The load profile: the rows that were asked for, oldest first. */
export interface ToldProfile {
  readonly obis: string;
  readonly period_s: number;
  /** Rows that the meter has. */
  readonly held: number;
  readonly columns: readonly ProfileColumn[];
  /** `time` in UTC; null for what the meter does not know. */
  readonly rows: readonly {
    readonly time: string | null;
    readonly marks: readonly string[];
    readonly values: readonly (number | null)[];
  }[];
}

export interface ToldPower {
  readonly value: number;
  readonly unit: string;
}

/** Demand of active import, and the rate in force; null for what the meter does not know. */
export interface ToldDemand {
  readonly rate: number;
  readonly current: ToldPower | null;
  readonly last: ToldPower | null;
  readonly maximum: (ToldPower & { readonly time: string | null }) | null;
  /** Active import by rate, of those that have any; Wh. */
  readonly byRate: readonly { readonly rate: number; readonly value: number }[];
}

export interface ToldLogEntry {
  /** Local time; null where the meter knew none. */
  readonly time: string | null;
  readonly code: number;
  readonly name: string;
  readonly scope: number;
  readonly value: number | string;
  readonly object: string | null;
  readonly sequence: number;
}

/** The entries of each log, oldest first. */
export type ToldLogs = Readonly<Record<string, readonly ToldLogEntry[]>>;

/** Bits by name, and sessions: levels that were proved or failed to be, modules, the link. */
export interface ToldAlarms {
  /** Of each register its code and the bits that are set. */
  readonly registers: Readonly<
    Record<AlarmRegister, { readonly obis: string; readonly bits: readonly string[] }>
  >;
  /** Names of all bits. */
  readonly bits: readonly string[];
  readonly sessions: readonly ToldLogEntry[];
}

/** What lasts or was momentary; alarms since they were cleared; which are let through; errors since they were cleared. */
export const ALARM_REGISTERS = ['alarms', 'descriptor', 'filter', 'errors'] as const;
export type AlarmRegister = (typeof ALARM_REGISTERS)[number];

export interface Readings {
  readonly profile: Reading<ToldProfile>;
  readonly demand: Reading<ToldDemand>;
  readonly logs: Reading<ToldLogs>;
  readonly alarms: Reading<ToldAlarms>;
}
