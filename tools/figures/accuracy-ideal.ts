// The accuracy figures with an ideal front end: current, power factor, 45 to 65 Hz, and the harmonic waveforms.
import { CAPACITIVE, INDUCTIVE, UNITY, type Factor } from '../metrology/standard/programme.ts';
import type { Load } from '../metrology/standard/load.ts';
import type { ShapeName } from '../metrology/standard/shapes.ts';
import { SERVICES } from '../signals/waves/source.ts';
import { bedFor } from '../metrology/typetest/usual-beds.ts';
import { Rows } from './accuracy-table.ts';

/** What must hold with an ideal front end, percent. */
const BOUNDS = { unity: 0.01, other: 0.02, minimum: 0.05 } as const;

const FREQUENCIES_Hz = [45, 47.5, 50, 52.5, 55, 57.5, 60, 62.5, 65];
const SHAPES: readonly ShapeName[] = ['sine', 'quadriform', 'peaked'];
const RUN = { leadIn_s: 2, windows: 1, window_s: 3 };

interface Case {
  readonly row: string;
  readonly bound: number;
  readonly load: Omit<Load, 'service' | 'voltage_V'>;
}

function cases(Imin: number, Itr: number, Imax: number): Case[] {
  const found: Case[] = [];
  const add = (current_A: number, factor: Factor, hz: number, shape: ShapeName): void => {
    const minimum = current_A < Itr;
    const bound = minimum ? BOUNDS.minimum : factor === UNITY ? BOUNDS.unity : BOUNDS.other;
    const range = minimum ? 'Imin' : 'Itr to Imax';
    const kind = shape === 'sine' ? (hz === 50 ? '50 Hz' : '45 to 65 Hz') : shape;
    found.push({
      row: `${range}, ${factor.name}, ${kind}`,
      bound,
      load: { current_A, lag_deg: factor.lag_deg, hz, shape },
    });
  };
  for (const factor of [UNITY, INDUCTIVE, CAPACITIVE]) {
    for (const current of [Imin, Itr, 10 * Itr, Imax]) {
      for (const hz of FREQUENCIES_Hz) add(current, factor, hz, 'sine');
    }
    for (const current of [Itr, 10 * Itr])
      for (const shape of SHAPES.slice(1)) add(current, factor, 50, shape);
  }
  return found;
}

/** Measures every case on the three services. */
export async function idealRows(): Promise<Rows> {
  const rows = new Rows();
  for (const service of SERVICES) {
    const bed = bedFor(service, undefined);
    const { Unom_V, Imin, Itr, Imax } = bed.ratings;
    for (const { row, bound, load } of cases(Imin, Itr, Imax)) {
      const { error_percent } = await bed.measure({ ...load, service, voltage_V: Unom_V }, RUN);
      rows.add(row, bound, error_percent, `${service}, ${load.current_A} A, ${load.hz} Hz`);
    }
  }
  return rows;
}
