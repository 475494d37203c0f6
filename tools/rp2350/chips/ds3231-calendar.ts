// The calendar of the DS3231 as its registers 0 to 6: BCD, 24 hours, a day of the week, a century bit for 2100.
export const CALENDAR_REGISTERS = 7;
const CENTURY = 0x80;
const TWELVE_HOURS = 0x40;

const toBcd = (value: number): number => (Math.floor(value / 10) << 4) | value % 10;

/** A number of two BCD digits, or NaN. */
const fromBcd = (byte: number): number =>
  (byte & 0xf) > 9 || byte >> 4 > 9 ? NaN : (byte >> 4) * 10 + (byte & 0xf);

/** Registers of a time in seconds since 1970, UTC. */
export function calendarOf(time_s: number): Uint8Array {
  const date = new Date(time_s * 1000);
  const year = date.getUTCFullYear();
  return Uint8Array.from([
    toBcd(date.getUTCSeconds()),
    toBcd(date.getUTCMinutes()),
    toBcd(date.getUTCHours()),
    date.getUTCDay() + 1,
    toBcd(date.getUTCDate()),
    toBcd(date.getUTCMonth() + 1) | (year >= 2100 ? CENTURY : 0),
    toBcd(year % 100),
  ]);
}

/** The time that registers show, or undefined when they show none. */
export function timeOf(registers: Uint8Array): number | undefined {
  const [seconds, minutes, hours, , day, month, year] = registers;
  if (hours & TWELVE_HOURS) return undefined;
  const full = 2000 + fromBcd(year) + (month & CENTURY ? 100 : 0);
  const parts = [full, fromBcd(month & 0x1f) - 1, fromBcd(day), fromBcd(hours), fromBcd(minutes)] as const;
  const time_ms = Date.UTC(...parts, fromBcd(seconds));
  if (Number.isNaN(time_ms)) return undefined;
  // A 31st of February or a minute 75 would come back as another time.
  const same = calendarOf(time_ms / 1000).every((byte, i) => i === 3 || byte === registers[i]);
  return same ? time_ms / 1000 : undefined;
}
