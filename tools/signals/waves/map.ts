// Decides which recorded channel feeds which input of the meter, by name, by order, or as told.
import { INPUTS, type Input } from './afe-scale.ts';
import { classify, type ChannelClass, type Phase } from './classify.ts';
import { ChannelMapError } from './errors.ts';
import type { Channel } from './recording.ts';
import type { Service } from './source.ts';

/** One channel with its sign; an input is the sum of its terms (a line voltage is VA - VB). */
export interface MapTerm {
  readonly channel: number;
  readonly sign: 1 | -1;
}

export interface MapEntry {
  readonly input: Input;
  readonly terms: readonly MapTerm[];
}

export type ChannelMap = readonly MapEntry[];

export const SERVICE_INPUTS: Record<Service, readonly Input[]> = {
  '1p2w': ['V1', 'I1', 'IN'],
  '2p3w': ['V1', 'V2', 'I1', 'I2', 'IN'],
  '3p3w': ['V1', 'V3', 'I1', 'I3'],
  '3p4w': INPUTS,
  '3p4w-delta': INPUTS,
};

/** Where the channels have no telling names, their number must tell: order of inputs by channel count. */
const BY_ORDER: Record<number, readonly Input[]> = {
  1: ['V1'],
  2: ['V1', 'I1'],
  6: ['V1', 'V2', 'V3', 'I1', 'I2', 'I3'],
  7: INPUTS,
  8: INPUTS,
};
/** Four or five of a split phase are its two legs. */
const BY_ORDER_2P3W: typeof BY_ORDER = {
  ...BY_ORDER,
  4: ['V1', 'V2', 'I1', 'I2'],
  5: SERVICE_INPUTS['2p3w'],
};

/** "V1 <- VA-VB, I1 <- IA". */
export function describeMap(map: ChannelMap, channels: readonly Channel[]): string {
  const term = (t: MapTerm, at: number): string => {
    const sign = t.sign < 0 ? '-' : at > 0 ? '+' : '';
    return sign + channels[t.channel].name;
  };
  return map.map((e) => `${e.input} <- ${e.terms.map(term).join('')}`).join(', ');
}

/**
 * The map for a service: exactly what `explicit` says ("V1=VA,I1=-IA,V3=VC-VB"), else found by itself.
 * @throws ChannelMapError for an unknown channel or input, or when no voltage can be told
 */
export function mapChannels(channels: readonly Channel[], service: Service, explicit?: string): ChannelMap {
  const map = explicit === undefined ? automatic(channels, service) : told(channels, service, explicit);
  if (!map.some((e) => e.input.startsWith('V'))) {
    throw new ChannelMapError(`no channel feeds a voltage input; ${offer(channels)}`);
  }
  return map;
}

function offer(channels: readonly Channel[]): string {
  return `the channels are ${channels.map((c) => c.name).join(', ')}; say which with --map V1=...,I1=...`;
}

function told(channels: readonly Channel[], service: Service, explicit: string): ChannelMap {
  const entries = explicit.split(',').map((item): MapEntry => {
    const [left, ...right] = item.split('=');
    if (right.length !== 1) throw new ChannelMapError(`map "${item}": expected INPUT=CHANNEL`);
    const input = left.trim().toUpperCase() as Input;
    if (!SERVICE_INPUTS[service].includes(input)) {
      const known = SERVICE_INPUTS[service].join(', ');
      throw new ChannelMapError(`map "${item}": ${service} has no input ${left.trim()}; it has ${known}`);
    }
    return { input, terms: parseTerms(channels, right[0].trim()) };
  });
  const twice = entries.find((e, at) => entries.findIndex((o) => o.input === e.input) !== at);
  if (twice) throw new ChannelMapError(`map "${explicit}": input ${twice.input} is given twice`);
  return inOrder(entries);
}

/** NAME, -NAME or NAME-NAME; a name that itself contains a minus is tried whole first. */
function parseTerms(channels: readonly Channel[], text: string): MapTerm[] {
  const whole = findChannel(channels, text);
  if (whole !== undefined) return [{ channel: whole, sign: 1 }];
  for (let at = text.indexOf('-'); at >= 0; at = text.indexOf('-', at + 1)) {
    const minus = findChannel(channels, text.slice(at + 1).trim());
    const plus = findChannel(channels, text.slice(0, at).trim());
    if (minus !== undefined && at === 0) return [{ channel: minus, sign: -1 }];
    if (minus !== undefined && plus !== undefined) {
      return [
        { channel: plus, sign: 1 },
        { channel: minus, sign: -1 },
      ];
    }
  }
  throw new ChannelMapError(`no channel "${text}"; ${offer(channels)}`);
}

function findChannel(channels: readonly Channel[], name: string): number | undefined {
  const exact = channels.findIndex((c) => c.name === name);
  if (exact >= 0) return exact;
  const loose = channels.findIndex((c) => c.name.toLowerCase() === name.toLowerCase());
  return loose >= 0 ? loose : undefined;
}

function inOrder(entries: readonly MapEntry[]): ChannelMap {
  return [...entries].sort((a, b) => INPUTS.indexOf(a.input) - INPUTS.indexOf(b.input));
}

/** What a map leaves out: channels that feed nothing, inputs that nothing feeds. */
export function mapNotes(map: ChannelMap, channels: readonly Channel[], service: Service): string[] {
  const used = new Set(map.flatMap((entry) => entry.terms.map((term) => term.channel)));
  const idle = channels
    .filter((_, at) => !used.has(at))
    .map((c) => (c.unit ? `${c.name} [${c.unit}]` : c.name));
  const fed = new Set(map.map((entry) => entry.input));
  // Where no channel feeds the neutral it closes the service, so it is never without a signal.
  const dead = SERVICE_INPUTS[service].filter((input) => input !== 'IN' && !fed.has(input));
  const notes: string[] = [];
  if (idle.length > 0)
    notes.push(`${idle.join(', ')}: not fed to any input (--columns or --map tell what it is)`);
  if (dead.length > 0) notes.push(`nothing is fed to ${dead.join(', ')}`);
  return notes;
}

interface Found {
  readonly voltages: Map<Phase, MapTerm[]>;
  readonly lines: Map<string, number>;
  readonly currents: Map<Phase, MapTerm[]>;
  neutral?: MapTerm;
}

function automatic(channels: readonly Channel[], service: Service): ChannelMap {
  const classes = withOther(channels.map((c) => classify(c)));
  if (classes.every((c) => c.kind === undefined)) return byOrder(channels, service);
  const found = collect(service === '1p2w' ? onPhaseOne(classes) : classes);
  const entries: MapEntry[] = [];
  const add = (input: Input, terms: readonly MapTerm[] | undefined): void => {
    if (terms && SERVICE_INPUTS[service].includes(input)) entries.push({ input, terms });
  };
  const voltages = service === '3p3w' ? lineVoltages(found) : found.voltages;
  for (const phase of [1, 2, 3] as const) {
    add(`V${phase}`, voltages.get(phase));
    add(`I${phase}`, found.currents.get(phase));
  }
  add('IN', found.neutral && [found.neutral]);
  return inOrder(entries);
}

/** Of two channels of which one is known, the other is of the other kind. */
function withOther(classes: readonly ChannelClass[]): readonly ChannelClass[] {
  const known = classes.find((c) => c.kind !== undefined);
  if (classes.length !== 2 || !known) return classes;
  return classes.map((c) => (c.kind ? c : { ...c, kind: known.kind === 'V' ? 'I' : 'V' }));
}

/** The only voltage or current of a record feeds a single-phase service whichever phase it is of. */
function onPhaseOne(classes: readonly ChannelClass[]): readonly ChannelClass[] {
  const isPhase = (c: ChannelClass): boolean => !c.neutral && !c.residual;
  const only = (c: ChannelClass): boolean =>
    classes.filter((o) => o.kind === c.kind && isPhase(o)).length === 1;
  return classes.map((c) => (isPhase(c) && only(c) ? { kind: c.kind, phase: 1 } : c));
}

function byOrder(channels: readonly Channel[], service: Service): ChannelMap {
  const order = (service === '2p3w' ? BY_ORDER_2P3W : BY_ORDER)[channels.length];
  if (!order)
    throw new ChannelMapError(`cannot tell ${channels.length} unnamed channels apart; ${offer(channels)}`);
  const entries = order.map((input, channel): MapEntry => ({ input, terms: [{ channel, sign: 1 }] }));
  return entries.filter((e) => SERVICE_INPUTS[service].includes(e.input));
}

/** Named phases first; channels of a kind without a phase then take the free places in order. */
function collect(classes: readonly ChannelClass[]): Found {
  const found: Found = { voltages: new Map(), currents: new Map(), lines: new Map() };
  const placeOf = (c: ChannelClass): Map<Phase, MapTerm[]> =>
    c.kind === 'V' ? found.voltages : found.currents;
  classes.forEach((c, channel) => {
    if (c.kind === undefined) return;
    if (c.neutral) {
      if (c.kind === 'I') found.neutral = { channel, sign: 1 };
    } else if (c.residual) {
      // The sum of the phases flows back through the neutral.
      if (c.kind === 'I' && c.wholeSum) found.neutral ??= { channel, sign: -1 };
    } else if (c.pair) {
      if (c.kind === 'V') found.lines.set(c.pair.join(''), channel);
    } else if (c.phase !== undefined && !placeOf(c).has(c.phase)) {
      placeOf(c).set(c.phase, [{ channel, sign: 1 }]);
    }
  });
  classes.forEach((c, channel) => {
    if (c.kind === undefined || c.neutral || c.residual || c.pair || c.phase !== undefined) return;
    const free = ([1, 2, 3] as const).find((phase) => !placeOf(c).has(phase));
    if (free !== undefined) placeOf(c).set(free, [{ channel, sign: 1 }]);
  });
  return found;
}

/** The two voltages of 3p3w: U12 and U32, recorded as such or as differences of phase voltages. */
function lineVoltages(found: Found): Map<Phase, MapTerm[]> {
  const { voltages, lines } = found;
  const middle = voltages.get(2);
  const line = (phase: 1 | 3): MapTerm[] | undefined => {
    const forward = lines.get(`${phase}2`);
    if (forward !== undefined) return [{ channel: forward, sign: 1 }];
    const backward = lines.get(`2${phase}`);
    if (backward !== undefined) return [{ channel: backward, sign: -1 }];
    const own = voltages.get(phase);
    if (!own || !middle) return own;
    // Without a third voltage the second of two unnamed ones is U32 itself, not a phase to subtract.
    return voltages.has(3) ? [...own, { channel: middle[0].channel, sign: -1 }] : own;
  };
  const third = line(3) ?? (voltages.has(3) ? undefined : middle);
  const result = new Map<Phase, MapTerm[]>();
  const first = line(1);
  if (first) result.set(1, first);
  if (third) result.set(3, third);
  return result;
}
