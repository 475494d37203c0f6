// Parses the channel lines of a COMTRADE configuration; numbers and commas that makers put there do not matter.
import type { Lines } from './lines.ts';

/** value = a·x + b, in `unit`, on the side (P primary, S secondary) that the file states. */
export interface AnalogChannel {
  readonly name: string;
  readonly phase: string;
  readonly unit: string;
  readonly a: number;
  readonly b: number;
  readonly skew_us: number;
  readonly min: number;
  readonly max: number;
  readonly primary: number;
  readonly secondary: number;
  readonly side: 'P' | 'S' | '';
}

export interface Channels {
  readonly analog: readonly AnalogChannel[];
  readonly digitals: number;
  readonly notes: readonly string[];
}

/** Fields of a channel in 1991, and since 1999 with the ratio of its transformer and the side. */
const FIELDS_1991 = 10;
const FIELDS_1999 = 13;

export function channels(lines: Lines): Channels {
  const [analogs, digitals] = channelCounts(lines);
  const indices: number[] = [];
  const analog = Array.from({ length: analogs }, (_, at) => {
    const fields = lines.next(`analog channel ${at + 1}`, FIELDS_1991);
    indices.push(lines.count(fields[0], 'channel index'));
    return analogChannel(lines, fields, at + 1);
  });
  for (let at = 1; at <= digitals; at++) lines.next(`status channel ${at}`);
  const counted = indices.every((index, at) => index === at + 1);
  const notes = counted ? [] : [`analog channels are numbered ${indices.join(', ')}: taken in their order`];
  return { analog, digitals, notes };
}

function channelCounts(lines: Lines): [number, number] {
  const [total, analog, digital] = lines.next('channel counts', 3);
  const all = lines.count(total, 'number of channels');
  const a = /^(\d+)\s*A$/i.exec(analog);
  const d = /^(\d+)\s*D$/i.exec(digital);
  if (!a || !d) throw lines.wrong(`channel counts "${analog},${digital}" are not of the form 6A,0D`);
  if (Number(a[1]) + Number(d[1]) !== all)
    throw lines.wrong(`${analog} and ${digital} do not make ${all} channels`);
  if (Number(a[1]) === 0) throw lines.wrong('the record has no analog channel');
  return [Number(a[1]), Number(d[1])];
}

const isNumber = (field: string | undefined): boolean =>
  field !== undefined && field !== '' && Number.isFinite(Number(field));

/** Commas within a name shift the rest: then the fields of a, b, min and max are numbers further on. */
function commasInName(fields: readonly string[]): number {
  const isShift = (shift: number): boolean =>
    shift >= 0 && [5, 6, 8, 9].every((at) => isNumber(fields[at + shift]));
  return [0, fields.length - FIELDS_1999, fields.length - FIELDS_1991].find(isShift) ?? 0;
}

function analogChannel(lines: Lines, fields: readonly string[], number: number): AnalogChannel {
  const shift = commasInName(fields);
  const f = [fields[0], fields.slice(1, 2 + shift).join(','), ...fields.slice(2 + shift)];
  const side = (f[12] ?? '').toUpperCase();
  if (side !== '' && side !== 'P' && side !== 'S') throw lines.wrong(`side "${f[12]}" is neither P nor S`);
  return {
    name: f[1] === '' ? `A${number}` : f[1],
    phase: f[2],
    unit: f[4],
    a: lines.number(f[5], 'multiplier a'),
    b: lines.number(f[6], 'offset b'),
    skew_us: lines.optional(f[7], 'skew', 0),
    min: lines.number(f[8], 'minimum'),
    max: lines.number(f[9], 'maximum'),
    primary: lines.optional(f[10], 'primary factor', 1),
    secondary: lines.optional(f[11], 'secondary factor', 1),
    side,
  };
}
