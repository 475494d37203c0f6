// The truth about the finer quantities of a steady synthetic signal, from its spectrum, by the meter's own codes.
import { magnitudeOf, multiply, polar, scaled, sum, type Complex } from '../signals/afe/complex.ts';
import { HarmonicSource } from '../signals/waves/harmonic.ts';
import { ELEMENTS, type SampleSource, type Truth } from '../signals/waves/source.ts';
import type { ObjectValues } from './objects.ts';

const FIRST_CURRENT = 3;
const NEUTRAL = 6;

/** Peak phasor of one order of an input; zero for an order that is not in it. */
function phasor({ spectrum }: HarmonicSource, input: number, order: number): Complex {
  const k = spectrum.orders.indexOf(order);
  const at = input * spectrum.orders.length + k;
  return k < 0 ? { re: 0, im: 0 } : { re: spectrum.re[at], im: spectrum.im[at] };
}

/** Below it, in V or A, there is nothing a part could be told against. */
const LEAST = 1e-6;

const percent = (part: number, whole: number) => ({
  value: whole > LEAST ? (100 * part) / whole : 0,
  unit: '%',
});

/** Root of the squares of orders 2 to the highest the meter measures, against order 1. */
function distortion(source: HarmonicSource, input: number, highest: number) {
  const orders = source.spectrum.orders.filter((order) => order >= 2 && order <= highest);
  const harmonics = Math.hypot(...orders.map((order) => magnitudeOf(phasor(source, input, order))));
  return percent(harmonics, magnitudeOf(phasor(source, input, 1)));
}

/** Active power of the fundamentals of an element. */
function fundamentalPower_W(source: HarmonicSource, element: number): number {
  const [v, i] = [phasor(source, element, 1), phasor(source, element + FIRST_CURRENT, 1)];
  return (v.re * i.re + v.im * i.im) / 2;
}

/** Three phasors turned against each other and added: the length of one symmetrical component, times three. */
function component([a, b, c]: readonly Complex[], turn_deg: number): number {
  const turned = (z: Complex, times: number) => multiply(polar(1, (times * turn_deg * Math.PI) / 180), z);
  return magnitudeOf(sum(a, sum(turned(b, 1), turned(c, 2))));
}

function addUnbalance(values: ObjectValues, c: number, phasors: readonly Complex[]): void {
  const positive = component(phasors, 120);
  values[`1-0:${c}.7.131.255`] = percent(component(phasors, -120), positive);
  values[`1-0:${c}.7.132.255`] = percent(component(phasors, 0), positive);
}

/**
 * The three phasors of voltages and currents; three wires: U12, U23 = -U32, U31, and I2 from the others; of a delta the
 * voltages are its sides.
 */
function threePhases(source: HarmonicSource, first: number): Complex[] {
  const own = [0, 1, 2].map((phase) => phasor(source, first + phase, 1));
  if (source.service === '3p4w-delta' && first === 0)
    return own.map((u, phase) => sum(u, scaled(own[(phase + 1) % 3], -1)));
  if (source.service !== '3p3w') return own;
  const third = scaled(sum(own[0], scaled(own[2], first === 0 ? -1 : 1)), -1);
  return first === 0 ? [own[0], scaled(own[2], -1), third] : [own[0], third, own[2]];
}

/** How far the middle between two ends of a winding has moved: their sum over their difference. */
function middleShift(source: HarmonicSource, first: number, second: number) {
  const [a, b] = [phasor(source, first, 1), phasor(source, second, 1)];
  return percent(magnitudeOf(sum(a, b)), magnitudeOf(sum(a, scaled(b, -1))));
}

function addUnbalances(values: ObjectValues, source: HarmonicSource): void {
  if (source.service === '2p3w') {
    values['1-0:12.7.132.255'] = middleShift(source, 0, 1);
    values['1-0:11.7.132.255'] = middleShift(source, FIRST_CURRENT, FIRST_CURRENT + 1);
    return;
  }
  addUnbalance(values, 12, threePhases(source, 0));
  addUnbalance(values, 11, threePhases(source, FIRST_CURRENT));
  if (source.service === '3p4w-delta') values['1-0:12.7.132.255'] = middleShift(source, 0, 2);
}

function addElement(values: ObjectValues, source: HarmonicSource, element: number, highest: number): void {
  const offset = 20 * (element + 1);
  const current = element + FIRST_CURRENT;
  values[`1-0:${16 + offset}.7.1.255`] = { value: fundamentalPower_W(source, element), unit: 'W' };
  values[`1-0:${12 + offset}.7.124.255`] = distortion(source, element, highest);
  values[`1-0:${11 + offset}.7.124.255`] = distortion(source, current, highest);
  values[`1-0:${11 + offset}.7.130.255`] = { value: phasor(source, current, 0).re, unit: 'A' };
}

/**
 * Distortion up to the highest order the meter measures, fundamental power, vector apparent power, direct components
 * and unbalance; undefined for a source whose spectrum is not known beforehand.
 */
export function truthQuality(source: SampleSource, truth: Truth, highest: number): ObjectValues | undefined {
  if (!(source instanceof HarmonicSource)) return undefined;
  const values: ObjectValues = {};
  const elements = ELEMENTS[source.service];
  const power_W = elements.reduce((total, element) => total + fundamentalPower_W(source, element), 0);
  values['1-0:16.7.1.255'] = { value: power_W, unit: 'W' };
  values['1-0:9.7.128.255'] = { value: truth.total.S_vector_VA, unit: 'VA' };
  for (const element of elements) addElement(values, source, element, highest);
  for (const { phase, P_W, Q1_var } of truth.elements)
    values[`1-0:${9 + 20 * phase}.7.128.255`] = { value: Math.hypot(P_W, Q1_var), unit: 'VA' };
  if (elements.length > 1 && source.service !== '3p3w')
    values['1-0:91.7.124.255'] = distortion(source, NEUTRAL, highest);
  if (source.service === '1p2w') return values;
  addUnbalances(values, source);
  return values;
}
