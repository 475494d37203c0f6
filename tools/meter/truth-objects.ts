// The truth about what was fed in, by the same OBIS codes as the meter's own figures.
import type { ElementTruth, SampleSource, Truth } from '../signals/waves/source.ts';
import type { ObjectValues } from './objects.ts';
import { truthQuality } from './truth-quality.ts';

const Ws_PER_Wh = 3600;

/** Both directions of a signed quantity and the quantity itself. */
function directions(values: ObjectValues, offset: number, value: number): void {
  values[`1-0:${1 + offset}.7.0.255`] = { value: Math.max(0, value), unit: 'W' };
  values[`1-0:${2 + offset}.7.0.255`] = { value: Math.max(0, -value), unit: 'W' };
  values[`1-0:${16 + offset}.7.0.255`] = { value, unit: 'W' };
}

function addReactive(values: ObjectValues, offset: number, value: number): void {
  values[`1-0:${3 + offset}.7.0.255`] = { value: Math.max(0, value), unit: 'var' };
  values[`1-0:${4 + offset}.7.0.255`] = { value: Math.max(0, -value), unit: 'var' };
}

function addElement(values: ObjectValues, element: ElementTruth): void {
  const offset = 20 * element.phase;
  values[`1-0:${12 + offset}.7.0.255`] = { value: element.voltage_V, unit: 'V' };
  values[`1-0:${11 + offset}.7.0.255`] = { value: element.current_A, unit: 'A' };
  directions(values, offset, element.P_W);
  addReactive(values, offset, element.Q1_var);
  values[`1-0:${9 + offset}.7.0.255`] = { value: element.S_VA, unit: 'VA' };
  values[`1-0:${13 + offset}.7.0.255`] = { value: element.pf, unit: '' };
}

/** Instantaneous quantities of a truth. */
export function truthInstantaneous(truth: Truth): ObjectValues {
  const values: ObjectValues = {};
  truth.elements.forEach((element) => addElement(values, element));
  directions(values, 0, truth.total.P_W);
  addReactive(values, 0, truth.total.Q1_var);
  values['1-0:9.7.0.255'] = { value: truth.total.S_arithmetic_VA, unit: 'VA' };
  values['1-0:13.7.0.255'] = { value: truth.total.pf, unit: '' };
  values['1-0:14.7.0.255'] = { value: truth.frequency_Hz, unit: 'Hz' };
  values['1-0:91.7.0.255'] = { value: truth.neutral_A, unit: 'A' };
  return values;
}

/** Active energy of a truth: total and by element. */
export function truthRegisters(truth: Truth): ObjectValues {
  const values: ObjectValues = {};
  const add = (c: number, energy_Ws: number) => {
    values[`1-0:${c}.8.0.255`] = { value: energy_Ws / Ws_PER_Wh, unit: 'Wh' };
  };
  add(1, truth.total.import_Ws);
  add(2, truth.total.export_Ws);
  for (const element of truth.elements) {
    add(1 + 20 * element.phase, element.import_Ws);
    add(2 + 20 * element.phase, element.export_Ws);
  }
  return values;
}

/**
 * Reference for a report: registers over all samples, quantities over the meter's own last window; the finer ones, with
 * distortion up to an order, where the source knows its spectrum.
 */
export function referenceFor(
  source: SampleSource,
  sets: number,
  window: { end: number; sets: number },
  highestOrder: number,
) {
  const whole = source.truth(sets);
  const closed = window.sets > 0 ? source.truth(window.end, window.sets) : whole;
  return {
    duration_s: whole.duration_s,
    registers: truthRegisters(whole),
    instantaneous: truthInstantaneous(closed),
    power_quality: truthQuality(source, closed, highestOrder),
  };
}
