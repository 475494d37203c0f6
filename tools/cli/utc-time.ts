// A time as people write it on the command line: UTC, to the second.
import { BadInputError } from './errors.ts';

const FORM = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?Z$/;

/** Seconds since 1970. Throws BadInputError for what is no time, the 30th of February among them. */
export function utcTime(option: string, text: string): number {
  const [, day, minute, second = ':00'] = FORM.exec(text) ?? [];
  const time_ms = day === undefined ? Number.NaN : Date.parse(`${day}T${minute}${second}Z`);
  if (Number.isNaN(time_ms) || !new Date(time_ms).toISOString().startsWith(`${day}T${minute}${second}`))
    throw new BadInputError(`${option} ${text}: expected a time in UTC such as 2026-11-28T10:30:00Z`);
  return time_ms / 1000;
}
