// The loads of the metrology figures as spectra: sines, and the harmonic waveforms of OIML R46 (standards data A8).
import type { Tone } from '../signals/waves/index.ts';

/** A harmonic as share of the fundamental, its phase at the fundamental's zero crossing. */
export interface Harmonic {
  readonly order: number;
  readonly share: number;
  readonly phase_deg: number;
}

export interface Waveform {
  readonly voltage: readonly Harmonic[];
  readonly current: readonly Harmonic[];
}

const FUNDAMENTAL: Harmonic = { order: 1, share: 1, phase_deg: 0 };
const harmonics = (rows: readonly (readonly [number, number, number])[]): Harmonic[] => [
  FUNDAMENTAL,
  ...rows.map(([order, percent, phase_deg]) => ({ order, share: percent / 100, phase_deg })),
];

export const SINE: Waveform = { voltage: [FUNDAMENTAL], current: [FUNDAMENTAL] };

/** OIML R46-2, harmonics in the voltage and current circuits: quadriform. */
export const QUADRIFORM: Waveform = {
  voltage: harmonics([
    [3, 3.8, 180],
    [5, 2.4, 180],
    [7, 1.7, 180],
    [11, 1, 180],
    [13, 0.8, 180],
  ]),
  current: harmonics([
    [3, 30, 0],
    [5, 18, 0],
    [7, 14, 0],
    [11, 9, 0],
    [13, 5, 0],
  ]),
};

/** The same: peaked. */
export const PEAKED: Waveform = {
  voltage: harmonics([
    [3, 3.8, 0],
    [5, 2.4, 180],
    [7, 1.7, 0],
    [11, 1, 180],
    [13, 0.8, 0],
  ]),
  current: harmonics([
    [3, 30, 180],
    [5, 18, 0],
    [7, 14, 180],
    [11, 9, 180],
    [13, 5, 0],
  ]),
};

export interface LoadPoint {
  readonly volts: number;
  readonly amps: number;
  /** Angle by which the fundamental current lags. */
  readonly lag_deg: number;
}

/** Tones of a balanced three-phase four-wire load; harmonics turn with their order, as a time shift does. */
export function threePhase(waveform: Waveform, point: LoadPoint): Tone[] {
  return [1, 2, 3].flatMap((phase) => {
    const turn_deg = -120 * (phase - 1);
    const tones = (kind: 'V' | 'I', list: readonly Harmonic[], rms: number, lag_deg: number): Tone[] =>
      list.map((h) => ({
        input: `${kind}${phase}` as Tone['input'],
        order: h.order,
        rms: rms * h.share,
        phase_deg: h.phase_deg + h.order * (turn_deg - lag_deg),
      }));
    return [
      ...tones('V', waveform.voltage, point.volts, 0),
      ...tones('I', waveform.current, point.amps, point.lag_deg),
    ];
  });
}

/** Mean power of the tones of one phase, W. */
export function activePower_W(tones: readonly Tone[], phase: number): number {
  const of = (kind: string) => tones.filter((t) => t.input === `${kind}${phase}`);
  return of('V').reduce((sum, v) => {
    const match = of('I').filter((i) => i.order === v.order);
    return (
      sum +
      match.reduce((s, i) => s + v.rms * i.rms * Math.cos(((v.phase_deg - i.phase_deg) * Math.PI) / 180), 0)
    );
  }, 0);
}
