// Tells from a channel's name, unit and phase field what it measures: voltage or current, and of which phase.
import type { Channel } from './recording.ts';

export type Phase = 1 | 2 | 3;

export interface ChannelClass {
  readonly kind?: 'V' | 'I';
  readonly phase?: Phase;
  /** A line-to-line voltage, from the first phase to the second. */
  readonly pair?: readonly [Phase, Phase];
  readonly neutral?: boolean;
}

const KIND_WORD = /^(voltage|volts?|current|curr|amps?|[uvi])(.*)$/;
const FILLERS = new Set(['raw', 'rms', 'inst', 'line']);

function phaseOf(letter: string): Phase {
  if ('a1r'.includes(letter)) return 1;
  return 'b2s'.includes(letter) ? 2 : 3;
}

/** Meaning of what follows the kind: "a", "l1", "1n", "ab", "12", "n"; undefined when it says nothing known. */
function position(text: string): Omit<ChannelClass, 'kind'> | undefined {
  if (text === '') return {};
  const single = /^(?:l|ph|phase)?([abcrst123])n?$/.exec(text);
  if (single) return { phase: phaseOf(single[1]) };
  const pair = /^l?([abcrst123])l?([abcrst123])$/.exec(text);
  if (pair && phaseOf(pair[1]) !== phaseOf(pair[2])) return { pair: [phaseOf(pair[1]), phaseOf(pair[2])] };
  return /^(n|neutral|0|4)$/.test(text) ? { neutral: true } : undefined;
}

function kindOfUnit(unit: string): 'V' | 'I' | undefined {
  if (unit === 'V') return 'V';
  return unit === 'A' ? 'I' : undefined;
}

function fromName(name: string): ChannelClass {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((w) => w !== '' && !FILLERS.has(w));
  const first = words[0] ?? '';
  const match = KIND_WORD.exec(first);
  if (match) {
    const kind = /^(u|v|voltage|volts?)$/.test(match[1]) ? 'V' : 'I';
    const rest = match[2] !== '' ? position(match[2]) : (position(words[1] ?? '') ?? {});
    if (rest) return { kind, ...rest };
  }
  return position(first) ?? {};
}

/** What a channel is; the unit and the phase field, where given, count for more than the name. */
export function classify(channel: Pick<Channel, 'name' | 'unit' | 'phase'>): ChannelClass {
  const named = fromName(channel.name);
  const field = channel.phase ? position(channel.phase.toLowerCase()) : undefined;
  const place = field && Object.keys(field).length > 0 ? field : named;
  const kind = kindOfUnit(channel.unit) ?? named.kind;
  return { ...place, kind };
}
