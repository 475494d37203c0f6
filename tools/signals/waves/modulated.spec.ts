// The modulated supply: its changes, its truth, and that it does not depend on how it is read.
import { describe, expect, it } from 'vitest';
import { SET_WORDS } from './afe-scale.ts';
import { SynthesisError } from './errors.ts';
import { ModulatedSource, rectangular, sinusoidal, together } from './modulated.ts';
import { sineSource } from './sine.ts';

const words = (source: { fill: ModulatedSource['fill'] }, first: number, sets: number) => {
  const destination = new Int32Array(sets * SET_WORDS);
  source.fill(destination, first, sets);
  return destination;
};

const make = (modulation: ConstructorParameters<typeof ModulatedSource>[0]['modulation']) =>
  new ModulatedSource({ service: '3p4w', volts: 230, amps: 5, modulation });

describe('A modulation', () => {
  it('that is sinusoidal goes from minus to plus half of its change', () => {
    const change = sinusoidal(2, 8.8);
    expect(change(0)).toBe(0);
    expect(change(1 / 35.2)).toBeCloseTo(0.01, 12);
    expect(change(3 / 35.2)).toBeCloseTo(-0.01, 12);
  });

  it('that is rectangular makes so many changes a minute', () => {
    const change = rectangular(2, 39);
    let changes = 0;
    for (let ms = 1; ms <= 60_000; ms++) changes += Number(change(ms / 1000) !== change((ms - 1) / 1000));
    expect(changes).toBe(39);
    expect([change(0.5), change(2)]).toEqual([0.01, -0.01]);
  });

  it('adds to others', () => {
    expect(together(rectangular(2, 1), rectangular(4, 1))(0)).toBeCloseTo(0.03, 12);
  });
});

describe('A modulated supply', () => {
  it('is a sine where nothing is modulated', () => {
    const plain = words(sineSource({ service: '3p4w', volts: 230, amps: 5 }), 1234, 100);
    expect(
      words(
        make(() => 0),
        1234,
        100,
      ).every((w, i) => Math.abs(w - plain[i]) <= 1),
    ).toBe(true);
  });

  it('modulates the voltage of its phase and no current', () => {
    const still = words(
      make(() => 0),
      500,
      80,
    );
    const found = words(make([() => 0, () => 0.1, () => 0]), 500, 80);
    for (let k = 0; k < 80; k++) {
      expect(found[k * SET_WORDS]).toBe(still[k * SET_WORDS]);
      expect(Math.abs(found[k * SET_WORDS + 1] - 1.1 * still[k * SET_WORDS + 1])).toBeLessThan(2);
      expect(found[k * SET_WORDS + 4]).toBe(still[k * SET_WORDS + 4]);
    }
  });

  it('does not depend on how it is read', () => {
    const source = make(sinusoidal(5, 3.3));
    expect(words(source, 1000, 300).slice(100 * SET_WORDS)).toEqual(words(source, 1100, 200));
  });

  it('knows its truth: the mean square of 1 + m sin is 1 + m^2 / 2', () => {
    const source = make(sinusoidal(20, 5));
    const { elements, total } = source.truth(40_000);
    expect(elements[1].voltage_V / (230 * Math.sqrt(1.005))).toBeCloseTo(1, 6);
    expect(total.P_W / 3450).toBeCloseTo(1, 6);
    expect(source.truth(40_000, 800).elements[0].current_A).toBeCloseTo(5, 6);
  });

  it('refuses a frequency that cannot be sampled', () => {
    const bad = () =>
      new ModulatedSource({ service: '1p2w', volts: 1, amps: 1, hz: 2000, modulation: () => 0 });
    expect(bad).toThrow(SynthesisError);
  });
});
