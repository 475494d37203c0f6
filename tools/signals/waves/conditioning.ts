// From recorded channels to volts and amperes at the meter's inputs: map, remove DC, scale once per file.
import { fullScale, wordOf, type Input } from './afe-scale.ts';
import { WaveFormatError } from './errors.ts';
import type { ChannelMap } from './map.ts';
import type { Channel, Recording } from './recording.ts';
import { meanProduct, withoutDc } from './reference.ts';
import type { Service } from './source.ts';

export interface ScaleOptions {
  /** RMS over all mapped voltage inputs together. */
  readonly volts?: number;
  /** RMS over all mapped current inputs together, the neutral's not counted. */
  readonly amps?: number;
}

export interface InputSignal {
  readonly input: Input;
  /** In V or A, at the file's rate. */
  readonly samples: Float64Array;
}

export interface Conditioned {
  readonly signals: readonly InputSignal[];
  readonly notes: readonly string[];
}

/** What a file without usable units is scaled to. */
const DEFAULT_AMPS = 5;
function defaultVolts(service: Service): number {
  return service === '3p3w' ? 400 : 230;
}

type Group = { readonly kind: 'V' | 'I'; readonly target?: number; readonly fallback: number };

/** Signals of all mapped inputs in physical units, with a note on how they were scaled. */
export function condition(
  recording: Recording,
  map: ChannelMap,
  service: Service,
  scale: ScaleOptions,
): Conditioned {
  const notes: string[] = [];
  const bare = map.map((e) => ({ input: e.input, samples: withoutDc(combine(recording.channels, e.terms)) }));
  const signals = (['V', 'I'] as const).flatMap((kind) => {
    const group =
      kind === 'V'
        ? { kind, target: scale.volts, fallback: defaultVolts(service) }
        : { kind, target: scale.amps, fallback: DEFAULT_AMPS };
    const own = bare.filter((s) => s.input.startsWith(kind));
    const factor = own.length === 0 ? 1 : factorFor(recording, map, own, group, notes);
    return own.map((s) => ({ input: s.input, samples: s.samples.map((x) => x * factor) }));
  });
  return { signals, notes };
}

function combine(channels: readonly Channel[], terms: ChannelMap[number]['terms']): Float64Array {
  const sum = new Float64Array(channels[terms[0].channel].samples.length);
  for (const { channel, sign } of terms) {
    channels[channel].samples.forEach((x, n) => {
      sum[n] += sign * x;
    });
  }
  return sum;
}

/** Common RMS of several signals: root of the mean of their mean squares. */
function jointRms(signals: readonly InputSignal[]): number {
  const squares = signals.map((s) => meanProduct(s.samples, s.samples));
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / signals.length);
}

function factorFor(
  recording: Recording,
  map: ChannelMap,
  own: readonly InputSignal[],
  group: Group,
  notes: string[],
): number {
  const counted = own.filter((s) => s.input !== 'IN');
  const actual = jointRms(counted.length > 0 ? counted : own);
  const unit = group.kind === 'V' ? 'V' : 'A';
  if (group.target === undefined) {
    const reason = unusable(recording, map, own, unit);
    if (reason === undefined) {
      notes.push(`${unit} as in the file: ${actual.toPrecision(6)} ${unit} RMS`);
      return 1;
    }
    notes.push(`${reason}: scaled to ${group.fallback} ${unit} RMS`);
  }
  const target = group.target ?? group.fallback;
  if (actual > 0) return target / actual;
  if (group.kind === 'V' && target !== 0) {
    const names = own.map((s) => s.input).join(', ');
    throw new WaveFormatError(recording.source, '', `${names}: constant, cannot be scaled to ${target} V`);
  }
  if (target !== 0) notes.push(`the current is constant (none after DC removal) and stays 0 A`);
  return 1;
}

/** Why the file's own units cannot be kept; undefined when they can. */
function unusable(
  recording: Recording,
  map: ChannelMap,
  own: readonly InputSignal[],
  unit: string,
): string | undefined {
  const channels = own.flatMap((s) => map.find((e) => e.input === s.input)!.terms.map((t) => t.channel));
  if (!channels.every((c) => recording.channels[c].unit === unit)) return `no ${unit} units in the file`;
  for (const { input, samples } of own) {
    const peak = samples.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    const limit = fullScale(wordOf(input));
    if (peak > limit) {
      return `${input} reaches ${peak.toPrecision(4)} ${unit}, beyond the front end's ${limit.toPrecision(4)} ${unit}`;
    }
  }
  return undefined;
}
