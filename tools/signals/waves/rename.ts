// Gives the channels of a recording the names and units a user tells.
import { classify } from './classify.ts';
import { columnName } from './csv/header.ts';
import { WaveFormatError } from './errors.ts';
import type { Channel } from './recording.ts';

/** `--columns v1,i1,-`: names in the file's order, with units where wanted, `-` for one to leave out. */
export function renamed(file: string, channels: readonly Channel[], told?: string): readonly Channel[] {
  if (told === undefined) return channels;
  const items = told.split(',').map((item) => item.trim());
  if (items.length !== channels.length) {
    const found = `${channels.length} channels (${channels.map((c) => c.name).join(', ')})`;
    throw new WaveFormatError(file, '', `--columns ${told} names ${items.length}, the file has ${found}`);
  }
  return channels.flatMap((channel, at) =>
    ['', '-', '_'].includes(items[at]) ? [] : [rename(channel, items[at])],
  );
}

/** The file's unit stays, unless the user names another or says that it is of the other kind. */
function rename(channel: Channel, item: string): Channel {
  const { name, unit } = columnName(item);
  if (unit) {
    return { name, unit: unit.unit, samples: channel.samples.map((x) => x * unit.factor) };
  }
  const kind = classify({ name, unit: '' }).kind;
  const fits = kind === undefined || channel.unit === (kind === 'V' ? 'V' : 'A');
  return fits ? { ...channel, name, phase: undefined } : { name, unit: '', samples: channel.samples };
}
