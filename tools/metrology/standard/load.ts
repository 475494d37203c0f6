// A load on the meter's terminals in the programme's own words, and the steady signal it makes.
import { addTone, closeNeutral, makeSpectrum } from '../../signals/waves/oscillator.ts';
import { SERVICE_TRAITS, type Service } from '../../signals/waves/services.ts';
import type { SteadySignal } from '../../signals/afe/steady-signal.ts';
import type { Limits, Quantity } from './limits.ts';
import { currentShape, voltageShape, type Shape, type ShapeName } from './shapes.ts';

/** An asynchronous tone on top, relative to the frequency and in V or A RMS. */
export interface ExtraTone {
  readonly kind: 'voltage' | 'current';
  /** Multiple of the fundamental, in tenths. */
  readonly multiple: number;
  readonly rms: number;
}

export interface Load {
  readonly service: Service;
  readonly voltage_V: number;
  readonly current_A: number;
  /** Angle by which the current lags, degrees; negative leads. */
  readonly lag_deg: number;
  readonly hz: number;
  /** Energy flows out. */
  readonly exporting?: boolean;
  /** Only this element carries current. */
  readonly only?: number;
  /** Elements whose voltage is interrupted. */
  readonly interrupted?: readonly number[];
  readonly reversed?: boolean;
  readonly shape?: ShapeName;
  readonly tone?: ExtraTone;
}

/** Harmonics of piecewise sines are followed to twice the sampling rate, where the sinc3 has taken them away. */
const HIGHEST_OF_RATE = 2;

/** The other sequence is the mirror image of the angles. */
function angleOf(load: Load, element: number): { u: number; i: number } {
  const { voltage_deg: u, current_deg: i } = SERVICE_TRAITS[load.service].elements[element];
  // A single loaded circuit is judged at its own voltage, where that is not the star's as well (3p3w, 3p4w-delta).
  const current = load.only === undefined ? i : u;
  return load.reversed ? { u: -u, i: -current } : { u, i: current };
}

interface Part {
  readonly word: number;
  readonly rms: number;
  readonly angle_deg: number;
  readonly shape: Shape;
  readonly tone?: ExtraTone;
}

function partsOf(load: Load, u: Shape, i: Shape): Part[] {
  const sign = load.exporting ? -1 : 1;
  return SERVICE_TRAITS[load.service].elements.flatMap(({ input: word, voltage }, element) => {
    const angle = angleOf(load, element);
    const live = !load.interrupted?.includes(element);
    const loaded = load.only === undefined || load.only === element;
    const tone = (kind: ExtraTone['kind']): ExtraTone | undefined =>
      load.tone?.kind === kind ? load.tone : undefined;
    return [
      {
        word,
        rms: live ? load.voltage_V * voltage : 0,
        angle_deg: angle.u,
        shape: u,
        tone: live ? tone('voltage') : undefined,
      },
      {
        word: 3 + word,
        rms: loaded ? sign * load.current_A : 0,
        angle_deg: angle.i - load.lag_deg,
        shape: i,
        tone: loaded ? tone('current') : undefined,
      },
    ];
  });
}

/** Divisions of the fundamental that make every line a whole multiple of the base. */
function divisions(load: Load, shapes: readonly Shape[]): number {
  return load.tone ? 10 : Math.max(...shapes.map((s) => s.cycles));
}

/** Active or reactive power of a load as if it were sinusoidal, W or var, without its sign. */
export function power_W(load: Load, quantity: Exclude<Quantity, 'apparent'>): number {
  const { interrupted, only, voltage_V, current_A } = load;
  const part = quantity === 'active' ? Math.cos : Math.sin;
  return Math.abs(
    SERVICE_TRAITS[load.service].elements.reduce((sum, { voltage }, element) => {
      if (interrupted?.includes(element) || (only !== undefined && only !== element)) return sum;
      const { u, i } = angleOf(load, element);
      return sum + voltage_V * voltage * current_A * part(((u - i + load.lag_deg) * Math.PI) / 180);
    }, 0),
  );
}

/** The signal of a load; `rate_Hz` decides how far piecewise sines are followed. */
export function signalOf(limits: Limits, load: Load, rate_Hz: number): SteadySignal {
  const name = load.shape ?? 'sine';
  const shapes = [
    voltageShape(limits, name),
    currentShape(limits, name, Math.ceil((HIGHEST_OF_RATE * rate_Hz) / load.hz)),
  ];
  const parts = partsOf(load, shapes[0], shapes[1]);
  const division = divisions(load, shapes);
  const orders = new Set(shapes.flatMap((s) => s.lines.map((l) => (l.order * division) / s.cycles)));
  if (load.tone) orders.add(Math.round(load.tone.multiple * division));
  const spectrum = makeSpectrum([...orders].sort((a, b) => a - b));
  for (const part of parts) {
    for (const line of part.shape.lines) {
      const phase = line.phase_rad + ((line.order / part.shape.cycles) * part.angle_deg * Math.PI) / 180;
      addTone(spectrum, part.word, (line.order * division) / part.shape.cycles, part.rms * line.rms, phase);
    }
    if (part.tone) addTone(spectrum, part.word, Math.round(part.tone.multiple * division), part.tone.rms, 0);
  }
  if (SERVICE_TRAITS[load.service].hasNeutral) closeNeutral(spectrum);
  return {
    service: load.service,
    description: describe(load),
    base_Hz: load.hz / division,
    fundamental_Hz: load.hz,
    spectrum,
  };
}

function describe(load: Load): string {
  const pf = Math.cos((load.lag_deg * Math.PI) / 180).toFixed(2);
  return `${load.service} ${load.voltage_V} V, ${load.current_A} A, PF ${pf}, ${load.hz} Hz, ${load.shape ?? 'sine'}`;
}
