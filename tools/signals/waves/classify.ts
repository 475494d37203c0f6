// Tells from a channel's name, unit and phase field what it measures: voltage or current, and of which phase.
import type { Channel } from './recording.ts';

export type Phase = 1 | 2 | 3;

/** Where a channel is connected; empty when nothing says so. */
interface Place {
  readonly phase?: Phase;
  /** A line-to-line voltage, from the first phase to the second. */
  readonly pair?: readonly [Phase, Phase];
  readonly neutral?: boolean;
  /** The sum of the phases or a third of it (3I0, 3U0, Io): never a phase. */
  readonly residual?: boolean;
  /** A residual that is the whole sum: 3I0, not I0. */
  readonly wholeSum?: boolean;
}

export interface ChannelClass extends Place {
  readonly kind?: 'V' | 'I';
}

const VOLTAGE = 'voltage|volts?|spannung|tension|tensione|voltaje|napiecie|[uv]';
const CURRENT = 'current|curr|amps?|amperes?|strom|courant|corriente|corrente|prad|clamp|[i]';
const KIND_WORD = new RegExp(`^(?:(${VOLTAGE})|(${CURRENT}))(.*)$`);
const FILLERS = new Set(['raw', 'rms', 'inst', 'line', 'phase', 'ph', 'to', 'bus', 'probe']);

function phaseOf(letter: string): Phase {
  if ('a1r'.includes(letter)) return 1;
  return 'b2s'.includes(letter) ? 2 : 3;
}

/** Meaning of what follows the kind: "a", "l1", "1n", "ab", "12", "n"; undefined when it says nothing known. */
function position(text: string): Place | undefined {
  if (text === '') return {};
  const single = /^(?:l|ph|phase)?([abcrst123])n?$/.exec(text);
  if (single) return { phase: phaseOf(single[1]) };
  const pair = /^(?:([abcrst])([abcrst])|l?([123])l?([123]))$/.exec(text);
  const [from, to] = pair ? [pair[1] ?? pair[3], pair[2] ?? pair[4]] : ['', ''];
  if (pair && phaseOf(from) !== phaseOf(to)) return { pair: [phaseOf(from), phaseOf(to)] };
  if (/^(0|o|g|gnd|e|earth|res|resid|residual|sum|zero)$/.test(text)) return { residual: true };
  return /^(n|neutral|4)$/.test(text) ? { neutral: true } : undefined;
}

/** "VA-VB", "L1 - L2", "U12" apart from it: a voltage from phase to phase. */
function difference(name: string): ChannelClass | undefined {
  const match = /^([uv]?)l?([abcrst123])\s*-\s*[uv]?l?([abcrst123])$/i.exec(name.trim());
  if (!match) return undefined;
  const [from, to] = [phaseOf(match[2].toLowerCase()), phaseOf(match[3].toLowerCase())];
  return from === to ? undefined : { kind: match[1] === '' ? undefined : 'V', pair: [from, to] };
}

/** What one word says, with the words around it: "ia", "i a", "phase a current". */
function wordClass(words: readonly string[], at: number): ChannelClass | undefined {
  const match = KIND_WORD.exec(words[at]);
  if (!match) return undefined;
  const kind = match[1] !== undefined ? 'V' : 'I';
  if (match[3] !== '') {
    const place = position(match[3]);
    return place && { kind, ...place };
  }
  const place = [words[at + 1], words[at - 1]]
    .map((w) => position(w ?? ''))
    .find((p) => p && Object.keys(p).length);
  return { kind, ...place };
}

function fromName(name: string): ChannelClass {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const found = difference(plain);
  if (found) return found;
  const words = plain.split(/[^a-z0-9]+/).filter((w) => w !== '' && !FILLERS.has(w));
  const residual = /^3([iuv])(?:0|o|n|)$/.exec(words[0] ?? '');
  if (residual) return { kind: residual[1] === 'i' ? 'I' : 'V', residual: true, wholeSum: true };
  for (let at = 0; at < words.length; at++) {
    const meaning = wordClass(words, at);
    if (meaning) return meaning;
  }
  // A number alone is that of a channel of the recorder.
  return /^\d*$/.test(words[0] ?? '') ? {} : (position(words[0]) ?? {});
}

/** A field of letters names the phase; numbers in it are the maker's own, and count where the name says nothing. */
function placeOf(named: ChannelClass, field: string): Place {
  if (named.residual || named.pair) return named;
  const told = position(field.toLowerCase().replace(/[^a-z0-9]/g, '')) ?? {};
  if (/[a-z]/i.test(field) && Object.keys(told).length > 0) return told;
  const isSaid = named.phase !== undefined || named.neutral;
  return !isSaid && told.phase !== undefined ? told : named;
}

/** What a channel is. Of the kind the unit says most, but a current in volts is one behind a probe. */
export function classify(channel: Pick<Channel, 'name' | 'unit' | 'phase' | 'kind'>): ChannelClass {
  const named = fromName(channel.name);
  const { phase, pair, neutral, residual, wholeSum } = placeOf(named, channel.phase ?? '');
  return { phase, pair, neutral, residual, wholeSum, kind: channel.kind ?? kindOf(channel.unit, named.kind) };
}

function kindOf(unit: string, named: 'V' | 'I' | undefined): 'V' | 'I' | undefined {
  if (unit === 'V') return named === 'I' ? 'I' : 'V';
  return unit === 'A' ? 'I' : named;
}
