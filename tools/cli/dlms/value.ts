// Values as they are written on the command line: long:60, octet-string:0102, time:2026-11-28T10:30:00Z, or JSON.
import { dataOf, encodeDateTime, fromJson, octets, type Data } from '../../clients/dlms/index.ts';
import { BadInputError } from '../errors.ts';
import { printable } from '../printable.ts';
import { utcTime } from '../utc-time.ts';

const FORM = /^([a-z][a-z0-9-]*):(.*)$/s;

/** An instant as the twelve bytes of a date-time of UTC. */
export const instantData = (seconds: number): Data =>
  octets(encodeDateTime({ instant: new Date(seconds * 1000), deviation_min: 0, status: 0 }));

const plainOf = (type: string, text: string): unknown =>
  type === 'boolean' ? { true: 1, false: 0 }[text] : text;

function parsed(text: string): Data {
  if (/^[[{]|^null$/.test(text.trim())) return fromJson(JSON.parse(text));
  const [, type, rest] = FORM.exec(text) ?? [];
  if (type === 'time' && rest.includes('T')) return instantData(utcTime('VALUE', rest));
  if (type === undefined)
    throw new BadInputError('expected TYPE:VALUE such as long:60, or JSON such as {"long": 60}');
  if (type === 'float32' || type === 'float64') return dataOf(type, Number(rest));
  if (type === 'array' || type === 'structure') return dataOf(type, JSON.parse(rest));
  return dataOf(type, plainOf(type, rest) ?? rest);
}

/** Throws BadInputError. */
export function valueOf(text: string): Data {
  try {
    return parsed(text);
  } catch (error) {
    throw new BadInputError(`value ${printable(text.slice(0, 80))}: ${(error as Error).message}`);
  }
}
