// Wiring faults that a vector diagram shows are named, and nothing is named where there is none.
import { describe, expect, it } from 'vitest';
import { turned, wiringFaults, type Element } from './wiring.ts';

const element = (voltage_deg: number, current_deg: number | undefined, volts = 230): Element => ({
  ...{ volts, amps: current_deg === undefined ? 0 : 5, current_deg },
  voltage_deg: volts > 10 ? voltage_deg : undefined,
});
const balanced = (lag: number) => [0, 120, 240].map((at) => element(at, (at + lag) % 360));

describe('The wiring of a meter', () => {
  it.each([0, 30, 60, 330, 300])('is right under a balanced load %i degrees behind', (lag) => {
    expect(wiringFaults(balanced(lag))).toEqual([]);
  });

  it('is right while all three phases feed in', () => {
    expect(wiringFaults(balanced(180))).toEqual([]);
  });

  it.each([1, 2, 3])('has a reversed current in L%i', (phase) => {
    const elements = balanced(20);
    const { voltage_deg } = elements[phase - 1];
    elements[phase - 1] = element(voltage_deg!, (voltage_deg! + 200) % 360);
    expect(wiringFaults(elements)).toEqual([{ kind: 'current reversed', phase }]);
  });

  it('has two phases swapped', () => {
    const elements = [element(0, 20), element(240, 260), element(120, 140)];
    expect(wiringFaults(elements)).toEqual([{ kind: 'phases swapped' }]);
  });

  it('has a voltage missing, whatever flows there', () => {
    const elements = [element(0, 10), element(120, undefined, 0), element(240, 250)];
    expect(wiringFaults(elements)).toEqual([{ kind: 'voltage missing', phase: 2 }]);
  });

  it('has the currents of two phases exchanged', () => {
    const elements = [element(0, 10), element(120, 250), element(240, 130)];
    expect(wiringFaults(elements)).toEqual([
      { kind: 'current of another phase', phase: 2 },
      { kind: 'current of another phase', phase: 3 },
    ]);
  });

  it('says nothing of a meter without voltage or load', () => {
    expect(wiringFaults([0, 120, 240].map((at) => element(at, undefined)))).toEqual([]);
    expect(wiringFaults([element(0, undefined, 0)])).toEqual([]);
  });
});

it.each([
  [0, 0],
  [190, -170],
  [-190, 170],
  [720, 0],
])('%i degrees are %i', (degrees, expected) => {
  expect(turned(degrees)).toBe(expected);
});
