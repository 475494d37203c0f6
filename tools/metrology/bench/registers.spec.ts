// What each register has to do under a known flow: which one shows it, which stand still, which rest.
import { describe, expect, it } from 'vitest';
import { expectedOf, type Flow } from './registers.ts';

const flow = (active: number, reactive: number): Flow => ({
  active,
  reactive,
  apparent: Math.hypot(active, reactive),
});
const of = (total: Flow) => expectedOf({ total, phases: new Map() }, true, 1);
const shown = (total: Flow) => of(total).flatMap((e) => (e.role === 'shows' && e.truth > 0 ? [e.what] : []));

describe('Under a flow', () => {
  it.each([
    [60, 80, ['active import', 'reactive QI', 'apparent import']],
    [-60, 80, ['active export', 'reactive QII', 'apparent export']],
    [-60, -80, ['active export', 'reactive QIII', 'apparent export']],
    [60, -80, ['active import', 'reactive QIV', 'apparent import']],
    [0, 100, ['reactive import (QI + QII)', 'apparent import and export']],
    [0, -100, ['reactive export (QIII + QIV)', 'apparent import and export']],
  ])('of %d W and %d var the registers of its direction move', (active, reactive, expected) => {
    expect(shown(flow(active, reactive))).toEqual(expected);
  });

  it('every other register of a quantity with a direction stands still', () => {
    const still = of(flow(60, 80))
      .filter((e) => e.role === 'stands still')
      .map((e) => e.what);
    expect(still).toEqual([
      'active export',
      'reactive QII',
      'reactive QIII',
      'reactive QIV',
      'apparent export',
    ]);
  });

  it('of little reactive energy no quadrant has a limit of its own: a quarter of the apparent energy is what counts', () => {
    const reactive = of(flow(100, 1)).filter((e) => e.quantity === 'reactive');
    expect(reactive.map((e) => e.role)).toEqual(['shows', 'shows', 'shows', 'shows']);
    for (const e of reactive) expect(e.reference).toBeCloseTo(Math.hypot(100, 1) / 4, 9);
  });

  it('the registers of a phase without load rest', () => {
    const phases = new Map([
      [1, flow(100, 0)],
      [2, flow(0, 0)],
    ]);
    const rests = expectedOf({ total: flow(100, 0), phases }, true, 7).filter((e) => e.role === 'rests');
    expect(rests.every((e) => e.what.startsWith('L2 ') && e.reference === 7)).toBe(true);
    expect(rests.length).toBe(8);
  });
});
