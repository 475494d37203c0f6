// What the page is told of waveforms that were kept around events: the one description that server and page share.

/** Disturbances that can be made from the page. */
export const DISTURBANCES = ['dip', 'swell', 'interruption'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** Records that are kept, each in a place of its own: the newest takes the place of the oldest. */
export const WAVE_PLACES = 8;

/** A record at a glance; told as they come. */
export interface ToldWave {
  /** Under /api/wave/PLACE. */
  readonly place: number;
  /** Counts the records of a run, from 1. */
  readonly number: number;
  /** Events that began with it, such as "dip L1". */
  readonly events: readonly string[];
  /** What set it off, since the meter's first sample, s. */
  readonly trigger_s: number;
}

export interface WaveChannel {
  readonly name: string;
  readonly phase: string;
  readonly unit: string;
  /** Value of one count. */
  readonly scale: number;
  readonly counts: readonly number[];
}

/** A record whole. */
export interface WaveRecord extends ToldWave {
  readonly serial: string;
  readonly rate_Hz: number;
  readonly line_Hz: number;
  /** By the meter's RTC, UTC in microseconds since 1970. */
  readonly first_us: number;
  readonly trigger_us: number;
  /** Full scale of every channel, counts. */
  readonly most: number;
  readonly channels: readonly WaveChannel[];
}
