// The waveforms of the programme against their definition, and the power of every load in closed form.
import { describe, expect, it } from 'vitest';
import { idealFrontEnd } from '../../signals/afe/front-end.ts';
import { readLimits } from './limits.ts';
import { signalOf, type Load } from './load.ts';
import { currentShape, SHAPES, type ShapeName } from './shapes.ts';

const limits = readLimits();
/** Waves with harmonics in voltage and current carry more than their fundamental. */
const HARMONIC: readonly string[] = ['quadriform', 'peaked', 'fifth'];
const rad = Math.PI / 180;

function valueAt(name: ShapeName, angle_deg: number, highest: number): number {
  const shape = currentShape(limits, name, highest);
  return shape.lines.reduce((sum, line) => {
    if (line.order === 0) return sum + line.rms;
    return (
      sum + Math.SQRT2 * line.rms * Math.sin((line.order / shape.cycles) * angle_deg * rad + line.phase_rad)
    );
  }, 0);
}

const load = (changes: Partial<Load> = {}): Load => ({
  service: '3p4w',
  voltage_V: 230,
  current_A: 5,
  lag_deg: 0,
  hz: 50,
  ...changes,
});

/** Mean power over whole periods, in W. */
function power_W(changes: Partial<Load>): number {
  const source = idealFrontEnd(signalOf(limits, load(changes), 4000), 4_000_000);
  return source.energy_Ws(0, 40_000) / 10;
}

describe('the pieces of a sine', () => {
  it.each([
    ['half-wave', 90, 2 * Math.SQRT2],
    ['half-wave', 270, 0],
    ['phase-fired', 45, 0],
    ['phase-fired', 135, 2],
    ['phase-fired', 300, -Math.sqrt(6)],
    ['burst', 90, 2 * Math.SQRT2],
    ['burst', 450, 2 * Math.SQRT2],
    ['burst', 810, 0],
    ['burst', 1170, 0],
  ] as const)('%s is at %d degrees what its definition says', (name, angle_deg, expected) => {
    // Several thousand harmonics: a jump converges as 1/n.
    expect(valueAt(name, angle_deg, name === 'burst' ? 400 : 3000)).toBeCloseTo(expected, 2);
  });

  it('a half wave carries direct current of its peak over π', () => {
    const direct = currentShape(limits, 'half-wave', 10).lines.find((l) => l.order === 0)!;
    expect(direct.rms).toBeCloseTo((2 * Math.SQRT2) / Math.PI, 12);
  });
});

describe('the power of a load', () => {
  it.each(SHAPES.filter((s) => !HARMONIC.includes(s)))('is that of the sine itself for %s', (shape) => {
    expect(power_W({ shape })).toBeCloseTo(3450, 6);
  });

  it.each(['quadriform', 'peaked', 'fifth'] as const)('is Σ U·I·cos φ over the harmonics of %s', (shape) => {
    const { voltage, current } = limits.waveforms[shape];
    const share = voltage.reduce((sum, u, k) => {
      const i = current[k];
      return sum + ((u.percent * i.percent) / 1e4) * Math.cos((u.phase_deg - i.phase_deg) * rad);
    }, 1);
    expect(power_W({ shape })).toBeCloseTo(3450 * share, 6);
  });

  it.each([
    [{ lag_deg: 60 }, 1725],
    [{ lag_deg: -36.86989764584402 }, 2760],
    [{ exporting: true }, -3450],
    [{ only: 1 }, 1150],
    [{ interrupted: [0] }, 2300],
    [{ reversed: true }, 3450],
    [{ hz: 51 }, 3450],
    [{ tone: { kind: 'current', multiple: 15.3, rms: 0.5 } }, 3450],
    [{ service: '1p2w' }, 1150],
    [{ service: '3p3w', voltage_V: 400 }, 3464.1016],
    [{ service: '3p3w', voltage_V: 400, lag_deg: 60 }, 1732.0508],
    [{ service: '3p3w', voltage_V: 400, reversed: true }, 3464.1016],
    [{ service: '3p3w', voltage_V: 400, only: 1 }, 2000],
    [{ service: '2p3w', voltage_V: 120, lag_deg: 60 }, 600],
    [{ service: '2p3w', voltage_V: 120, only: 1 }, 600],
    // √3 x 240 V x 5 A; the high leg alone at 207.846 V.
    [{ service: '3p4w-delta', voltage_V: 120 }, 2078.461],
    [{ service: '3p4w-delta', voltage_V: 120, lag_deg: -60, reversed: true }, 1039.2305],
    [{ service: '3p4w-delta', voltage_V: 120, only: 1 }, 1039.2305],
    [{ service: '3p4w-delta', voltage_V: 120, only: 2 }, 600],
  ] as const)('is in closed form: %o gives %d W', (changes, expected) => {
    expect(power_W(changes as Partial<Load>)).toBeCloseTo(expected, 3);
  });
});
