// From recorded channels to volts and amperes at the meter's inputs: map, direct component, scale once per file.
import { fullScale, wordOf, type Input } from './afe-scale.ts';
import { WaveFormatError } from './errors.ts';
import type { ChannelMap } from './map.ts';
import type { Channel, Recording } from './recording.ts';
import { mean, meanProduct, withoutDc } from './reference.ts';
import { SERVICE_TRAITS } from './services.ts';
import type { Service } from './source.ts';

export interface ScaleOptions {
  /** RMS over all mapped voltage inputs together. */
  readonly volts?: number;
  /** RMS over all mapped current inputs together, the neutral's not counted. */
  readonly amps?: number;
  /** Takes the direct component out; it is kept otherwise. */
  readonly removeDc?: boolean;
}

export interface InputSignal {
  readonly input: Input;
  /** In V or A, at the file's rate. */
  readonly samples: Float64Array;
  /** What makes it of the channels: their weighted sum, less the offset, times the factor. */
  readonly terms: readonly { readonly channel: number; readonly weight: number }[];
  readonly offset: number;
  readonly factor: number;
}

export interface Conditioned {
  readonly signals: readonly InputSignal[];
  readonly notes: readonly string[];
}

/** What a file without usable units is scaled to. */
const DEFAULT_AMPS = 5;

/** Root of the mean square of the inputs' nominal voltages, in that of the service: the high leg of a delta has more. */
function shareOf(service: Service, own: readonly InputSignal[]): number {
  const { elements } = SERVICE_TRAITS[service];
  const shares = own.map(({ input }) => elements.find((e) => input === `V${e.input + 1}`)?.voltage ?? 1);
  return Math.sqrt(shares.reduce((sum, share) => sum + share * share, 0) / shares.length);
}

/** A direct component above this part of the RMS of its kind is worth a word. */
const DC_WORTH_A_WORD = 1e-3;
/** Codes that stay this part of their swing away from zero were taken about an offset of the recorder. */
const OFFSET_CLEARANCE = 0.02;

interface Group {
  readonly kind: 'V' | 'I';
  readonly unit: 'V' | 'A';
  readonly target?: number;
  readonly fallback: number;
}

/** The same for the inputs of a group together, whose nominal voltages may differ. */
const withShare = (group: Group, share: number): Group => ({
  ...group,
  target: group.target === undefined ? undefined : group.target * share,
  fallback: group.fallback * share,
});

/** Signals of all mapped inputs in physical units, with a note on how they were scaled. */
export function condition(
  recording: Recording,
  map: ChannelMap,
  service: Service,
  scale: ScaleOptions,
): Conditioned {
  const notes: string[] = [];
  const direct: string[] = [];
  const groups: readonly Group[] = [
    { kind: 'V', unit: 'V', target: scale.volts, fallback: SERVICE_TRAITS[service].nominal_V },
    { kind: 'I', unit: 'A', target: scale.amps, fallback: DEFAULT_AMPS },
  ];
  const ratios = fittingSide(recording.channels, map, groups, notes);
  const channels = recording.channels.map((channel, at) => times(channel, ratios[at]));
  const signals = groups.flatMap((group) => {
    const own = map
      .filter((entry) => entry.input.startsWith(group.kind))
      .map(({ input, terms }) => {
        const combined = combine(channels, terms);
        const samples = directComponent(input, combined, isRaw(channels, terms), scale, notes);
        const weighted = terms.map(({ channel, sign }) => ({ channel, weight: sign * ratios[channel] }));
        return { input, samples, terms: weighted, offset: combined[0] - samples[0], factor: 1 };
      });
    const wanted = withShare(group, shareOf(service, own));
    const factor = own.length === 0 ? 1 : factorFor({ ...recording, channels }, map, own, wanted, notes);
    const scaled = own.map((s) => ({ ...s, factor, samples: s.samples.map((x) => x * factor) }));
    direct.push(...directNotes(scaled, group));
    return scaled;
  });
  return { signals, notes: [...notes, ...direct] };
}

type Terms = ChannelMap[number]['terms'];

function combine(channels: readonly Channel[], terms: Terms): Float64Array {
  const sum = new Float64Array(channels[terms[0].channel].samples.length);
  for (const { channel, sign } of terms) {
    const { samples } = channels[channel];
    for (let n = 0; n < sum.length; n++) sum[n] += sign * samples[n];
  }
  return sum;
}

const isRaw = (channels: readonly Channel[], terms: Terms): boolean =>
  terms.every((term) => channels[term.channel].unit === '');

/** Smallest and largest value. */
function extremes(samples: Float64Array): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const x of samples) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return [low, high];
}

/** Codes that never come near zero were taken about an offset, which is no direct component of the signal. */
function isAboutOffset(samples: Float64Array): boolean {
  const [low, high] = extremes(samples);
  const clearance = OFFSET_CLEARANCE * (high - low);
  return (low > clearance || high < -clearance) && Math.abs(mean(samples)) >= (high - low) / 4;
}

function directComponent(
  input: Input,
  samples: Float64Array,
  raw: boolean,
  scale: ScaleOptions,
  notes: string[],
): Float64Array {
  if (scale.removeDc) return withoutDc(samples);
  if (!raw || !isAboutOffset(samples)) return samples;
  const offset = mean(samples).toPrecision(6);
  notes.push(`${input}: codes about ${offset} that never come near zero: the recorder's offset is taken out`);
  return withoutDc(samples);
}

function directNotes(signals: readonly InputSignal[], { unit }: Group): string[] {
  const least = signals.length > 0 ? DC_WORTH_A_WORD * jointRms(signals) : 0;
  return signals.flatMap(({ input, samples }) => {
    const dc = mean(samples);
    if (!(Math.abs(dc) > least)) return [];
    return [`${input} has a direct component of ${dc.toPrecision(4)} ${unit} (--remove-dc takes it out)`];
  });
}

/** The input that a recorded value would overdrive, with its peak. */
function overdriven(
  channels: readonly Channel[],
  map: ChannelMap,
  kind: string,
): { input: Input; peak: number; limit: number } | undefined {
  for (const { input, terms } of map.filter((entry) => entry.input.startsWith(kind))) {
    const [low, high] = extremes(combine(channels, terms));
    const limit = fullScale(wordOf(input));
    const peak = Math.max(-low, high);
    if (peak > limit) return { input, peak, limit };
  }
  return undefined;
}

/** What lies on the primary side and is too large for a front end is what its transformers make of it: by this, each channel. */
function fittingSide(
  channels: readonly Channel[],
  map: ChannelMap,
  groups: readonly Group[],
  notes: string[],
): readonly number[] {
  const asTheyAre = channels.map(() => 1);
  const fed = map.flatMap((entry) => entry.terms.map((term) => channels[term.channel]));
  if (!fed.some((channel) => channel.toSecondary !== undefined)) return asTheyAre;
  const free = groups.filter((group) => group.target === undefined);
  if (!free.some(({ kind }) => overdriven(channels, map, kind))) return asTheyAre;
  notes.push('too large for the front end on the primary side: taken on the secondary side');
  return channels.map(({ toSecondary }) => toSecondary ?? 1);
}

const times = (channel: Channel, ratio: number): Channel =>
  ratio === 1 ? channel : { ...channel, samples: channel.samples.map((x) => x * ratio) };

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
  if (group.target === undefined) {
    const reason = unusable(recording.channels, map, group);
    if (reason === undefined) {
      notes.push(`${group.unit} as in the file: ${actual.toPrecision(6)} ${group.unit} RMS`);
      return 1;
    }
    const option = group.kind === 'V' ? '--volts' : '--amps';
    notes.push(`${reason}: scaled to ${group.fallback} ${group.unit} RMS (${option} sets another)`);
  }
  const target = group.target ?? group.fallback;
  if (actual > 0) return target / actual;
  if (group.kind === 'V' && target !== 0) {
    const names = own.map((s) => s.input).join(', ');
    throw new WaveFormatError(recording.source, '', `${names}: constant, cannot be scaled to ${target} V`);
  }
  if (target !== 0) notes.push(`the current is constantly zero and stays 0 A`);
  return 1;
}

/** Why the file's own units cannot be kept; undefined when they can. */
function unusable(channels: readonly Channel[], map: ChannelMap, { kind, unit }: Group): string | undefined {
  const entries = map.filter((entry) => entry.input.startsWith(kind));
  const fed = entries.flatMap((entry) => entry.terms.map((term) => channels[term.channel]));
  const probe = fed.find((channel) => channel.unit === 'V');
  if (unit === 'A' && probe) return `${probe.name} is in V, of a probe whose ratio is unknown`;
  if (!fed.every((channel) => channel.unit === unit)) return `no ${unit} units in the file`;
  const over = overdriven(channels, map, kind);
  if (!over) return undefined;
  const [peak, limit] = [over.peak.toPrecision(4), over.limit.toPrecision(4)];
  return `${over.input} reaches ${peak} ${unit}, beyond the front end's ${limit} ${unit}`;
}
