// Writes a COMTRADE record of IEEE C37.111-2013 as one file (.cff): configuration, a line about it, data as text.

export interface WrittenChannel {
  readonly name: string;
  readonly phase: string;
  readonly unit: string;
  /** Value of one count in the unit. */
  readonly scale: number;
  readonly counts: ArrayLike<number>;
}

export interface WrittenRecord {
  readonly station: string;
  readonly device: string;
  readonly line_Hz: number;
  readonly rate_Hz: number;
  /** UTC, in microseconds since 1970: of the first sample, and of what set it off. */
  readonly first_us: number;
  readonly trigger_us: number;
  readonly channels: readonly WrittenChannel[];
  /** What it is, in words. */
  readonly header: string;
  /** Full scale of a channel, counts. */
  readonly most: number;
}

/** No field may have a comma or a line's end in it. */
const field = (text: string): string => text.replaceAll(/[,\r\n]/g, ' ');
const two = (value: number): string => String(value).padStart(2, '0');

/** dd/mm/yyyy,hh:mm:ss.ssssss (clause 7.4.8). */
function stamp(time_us: number): string {
  const at = new Date(Math.floor(time_us / 1000));
  const [day, month] = [two(at.getUTCDate()), two(at.getUTCMonth() + 1)];
  const time = [at.getUTCHours(), at.getUTCMinutes()].map(two).join(':');
  const second = at.getUTCSeconds() + (((time_us % 1e6) + 1e6) % 1e6) / 1e6;
  return `${day}/${month}/${at.getUTCFullYear()},${time}:${second.toFixed(6).padStart(9, '0')}`;
}

/** UTC; the clock is not locked to any source but within 10 s; leap seconds are not known. */
const TIME_CODES = ['0,0', 'B,3'];

function configuration(record: WrittenRecord): string[] {
  const { station, device, line_Hz, rate_Hz, first_us, trigger_us, channels, most } = record;
  const analog = channels.map(({ name, phase, unit, scale }, n) =>
    [n + 1, field(name), field(phase), '', unit, scale, 0, 0, -most, most, 1, 1, 'P'].join(','),
  );
  return [
    `${field(station)},${field(device)},2013`,
    `${channels.length},${channels.length}A,0D`,
    ...analog,
    String(line_Hz),
    '1',
    `${rate_Hz},${channels[0].counts.length}`,
    ...[stamp(first_us), stamp(trigger_us), 'ASCII', '1', ...TIME_CODES],
  ];
}

function data({ channels, rate_Hz }: WrittenRecord): string[] {
  return Array.from({ length: channels[0].counts.length }, (_, n) =>
    [n + 1, Math.round((n * 1e6) / rate_Hz), ...channels.map(({ counts }) => counts[n])].join(','),
  );
}

/** All channels have as many counts as the first; there is one at least. */
export const comtradeText = (record: WrittenRecord): string =>
  [
    '--- file type: CFG ---',
    ...configuration(record),
    '--- file type: INF ---',
    '--- file type: HDR ---',
    record.header,
    '--- file type: DAT ASCII ---',
    ...data(record),
    '',
  ].join('\r\n');
