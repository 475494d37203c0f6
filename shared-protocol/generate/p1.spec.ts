// Telegrams of P1 are held to the objects: what a line names must be there, readable, and of its unit.
import { describe, expect, it } from 'vitest';
import { loadModel } from './model.ts';
import { p1Of, type P1Spec } from './p1.ts';
import { readSpecs } from './read-specs.ts';
import { SpecError } from './spec-error.ts';

const model = loadModel();
const { p1 } = readSpecs();
const read = (change: (spec: P1Spec) => void = () => {}) => {
  const spec = structuredClone(p1);
  change(spec);
  return p1Of(spec, model);
};
const line = (spec: P1Spec, code: string) => spec.forms[0].lines.find((each) => each.code === code)!;

describe('The telegrams of P1', () => {
  it('have a line for each phase where the table says so, and room for the longest', () => {
    const [dutch] = read().forms;
    const voltages = dutch.lines.filter(([, , , c, d]) => [32, 52, 72].includes(c) && d === 7);
    expect(voltages.map(([, , , c]) => c)).toEqual([32, 52, 72]);
    expect(voltages.map((bytes) => bytes[8])).toEqual([1, 2, 3]);
    expect(read().longest).toBeGreaterThan(
      read((spec) => spec.forms.forEach((form) => form.lines.pop())).longest,
    );
  });

  it.each([
    [
      'an object that is not there',
      (s: P1Spec) => (line(s, '1-0:1.7.0').object = '1-0:17.7.0.255'),
      /no row/,
    ],
    ['another unit than that of its object', (s: P1Spec) => (line(s, '1-0:1.7.0').unit = 'kV'), /is in 'W'/],
    ['a number without digits', (s: P1Spec) => delete line(s, '1-0:1.7.0').digits, /an object and digits/],
    ['decimals alone', (s: P1Spec) => (line(s, '1-0:1.7.0').decimals = 5), /no digit before/],
    ['a module that is not there', (s: P1Spec) => (s.forms[0].module = 'DOWNLINK_P2'), /no constant/],
    ['an association that is not there', (s: P1Spec) => (s.association = 'press'), /unknown association/],
    [
      'what the association may not read',
      (s: P1Spec) => (line(s, '0-0:96.1.1').object = '0-0:96.136.0.255'),
      /may not be read by 'public'/,
    ],
  ])('are refused with %s', (_, change, says) => {
    expect(() => read(change)).toThrow(SpecError);
    expect(() => read(change)).toThrow(says);
  });
});
