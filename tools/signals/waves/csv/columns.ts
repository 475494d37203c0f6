// Names and units of the columns of samples: as the user tells, as the header says, or as their content shows.
import { WaveFormatError } from '../errors.ts';
import { classify } from '../classify.ts';
import { printable } from '../printable.ts';
import type { Channel } from '../recording.ts';
import { tellVoltage } from '../tell-voltage.ts';
import { electricalUnit } from '../units.ts';
import { columnName, type ColumnName, type Header } from './header.ts';
import type { Layout } from './layout.ts';

/** A column of samples with its number in the file, from 1. */
export interface Column extends ColumnName {
  readonly number: number;
  readonly samples: Float64Array;
}

/** Titles for messages. */
export const namesOf = (names: readonly ColumnName[]): string[] =>
  names.map(({ name }, at) => (name === '' ? String(at + 1) : name));

/** `--columns time,v1,i1 [mA],-`: the header the file should have had; undefined when nothing is told. */
export function toldColumns(
  file: string,
  layout: Layout,
  header: readonly ColumnName[],
  told: string | undefined,
): ColumnName[] | undefined {
  if (told === undefined) return undefined;
  const items = told.split(',').map((item) => item.trim());
  if (items.length !== layout.columns.length) {
    const found = `${layout.columns.length} columns of numbers (${namesOf(header).join(', ')})`;
    throw new WaveFormatError(file, '', `--columns ${told} names ${items.length}, the file has ${found}`);
  }
  return items.map((item, at) => toldColumn(item, header[at]));
}

/** The name of a column that the user leaves out. */
export const LEFT_OUT = '-';
const isLeftOut = (item: string): boolean => ['', '-', '_'].includes(item);

/** The unit of the file stays where the user names none, unless it contradicts what the user says. */
function toldColumn(item: string, header: ColumnName): ColumnName {
  if (isLeftOut(item)) return { name: LEFT_OUT };
  if (/^(time|t)$/i.test(item))
    return { name: item, unit: header.unit?.unit === 's' ? header.unit : undefined };
  const told = columnName(item);
  if (told.unit || header.unit === undefined) return told;
  const kind = classify({ name: told.name, unit: '' }).kind;
  const fits = kind === undefined || header.unit.unit === (kind === 'V' ? 'V' : 'A');
  return fits ? { name: told.name, unit: header.unit } : told;
}

/** Units and names that an instrument keeps among its settings go to the columns that have none. */
export function withSettings(columns: readonly Column[], { units, sources }: Header): Column[] {
  return columns.map((column, at) => ({
    ...column,
    name: column.name || (sources[at] ?? ''),
    unit: column.unit ?? electricalUnit(units[at] ?? ''),
  }));
}

/** Channels of the columns; two without names are told apart by their content, and it is said how. */
export function channelsOf(columns: readonly Column[], told: boolean, notes: string[]): Channel[] {
  const channels = columns.map(({ name, unit, samples }, at): Channel => {
    const factor = unit?.factor ?? 1;
    return {
      name: printable(name) || `ch${at + 1}`,
      unit: printable(unit?.unit ?? ''),
      samples: factor === 1 ? samples : samples.map((x) => x * factor),
    };
  });
  const nameless = channels.length === 2 && channels.every((c) => classify(c).kind === undefined);
  return nameless && !told ? nameByContent(channels, columns, notes) : channels;
}

/** What each of the two measures; names that the file has stay. */
function nameByContent(channels: readonly Channel[], columns: readonly Column[], notes: string[]): Channel[] {
  const found = tellVoltage(channels[0].samples, channels[1].samples);
  const voltage = found?.voltage ?? (columns[0].name === '' ? 1 : 0);
  const title = (at: number): string =>
    columns[at].name === '' ? `column ${columns[at].number}` : channels[at].name;
  const reason = found?.reason ?? 'neither magnitude nor shape tells them apart';
  notes.push(`${title(voltage)} is taken as the voltage, ${title(1 - voltage)} as the current: ${reason}`);
  const physical = found?.physical === true && channels.every((c) => c.unit === '');
  if (physical) notes.push('no units in the file: by their magnitude the values are V and A');
  return channels.map((channel, at) => {
    const kind = at === voltage ? 'V' : 'I';
    const name = columns[at].name === '' ? `${kind.toLowerCase()}_raw` : channel.name;
    const unit = kind === 'V' ? 'V' : 'A';
    return { ...channel, name, kind, unit: physical ? unit : channel.unit };
  });
}
