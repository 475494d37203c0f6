// Token identifiers: minutes since a base date, 24 bits of them (IEC 62055-41 6.3.5).
import { TokenRangeError } from './errors.ts';

export const BASE_YEARS = [1993, 2014, 2035] as const;
export type BaseYear = (typeof BASE_YEARS)[number];

export const IDENTIFIER_MAX = 0xffffff;
const MINUTE_ms = 60_000;

/** The minute 00:01 of each day belongs to special tokens (IEC 62055-41 6.3.5.2): all others asked for then bear 00:02. */
const RESERVED = 1;
const DAY_min = 1440;

/** Whole minutes from the base date on; the standard's dates bear no zone, so they are taken as given. */
export function identifierOf(time: Date, base: BaseYear): number {
  const minutes = Math.floor((time.getTime() - Date.UTC(base, 0, 1)) / MINUTE_ms);
  const identifier = minutes % DAY_min === RESERVED ? minutes + 1 : minutes;
  if (!(identifier >= 0 && identifier <= IDENTIFIER_MAX))
    throw new TokenRangeError(`${time.toISOString()} has no identifier with the base date ${base}`);
  return identifier;
}

export const timeOf = (identifier: number, base: BaseYear) =>
  new Date(Date.UTC(base, 0, 1) + identifier * MINUTE_ms);
