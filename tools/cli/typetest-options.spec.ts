// The options of `twinmeter typetest`: what they default to, and that every bad one is named with its value.
import { describe, expect, it } from 'vitest';
import { BadInputError } from './errors.ts';
import { parseTypetestOptions } from './typetest-options.ts';

const parsed = (line: string) => parseTypetestOptions(line.split(' ').filter((word) => word !== ''));

describe('the options of typetest', () => {
  it('need a class and default to the base points of a 3p4w meter behind an ideal front end', () => {
    const options = parsed('--class D');
    expect(options.ratings).toMatchObject({ class: 'D', service: '3p4w', Unom_V: 230, Ist: 0.02, Imax: 60 });
    expect(options).toMatchObject({ points: ['base'], modelled: false, engine: 'v8', rate_mHz: 4_000_000 });
    expect(() => parsed('')).toThrow(/--class missing: expected one of A, B, C, D/);
  });

  it('take several groups, and 400 V between lines for 3p3w', () => {
    const options = parsed('--class B --service 3p3w --points base,influence');
    expect(options.points).toEqual(['base', 'influence']);
    expect(options.ratings.Unom_V).toBe(400);
  });

  it.each([
    ['--class E', '--class E'],
    ['--class D --service 3p5w', '--service 3p5w'],
    ['--class D --points base,some', '--points some'],
    ['--class D --afe real', '--afe real'],
    ['--class D --sensor hall', '--sensor hall'],
    ['--class D --seed -1', '--seed -1'],
    ['--class D --jobs 0', '--jobs 0'],
    ['--class D --jobs 1.5', '--jobs 1.5: expected a whole number'],
    [
      '--class D --currents 1,2,3',
      '--currents 1,2,3: expected Ist,Imin,Itr,Imax, each above 0 and at most 148 A',
    ],
    ['--class D --currents 0.2,0.02,0.5,60', 'Ist < Imin'],
    ['--class D --currents 0.1,0.2,0.5,60', 'Imax/Ist is 600.0'],
    ['--class D --rate 5000', '--rate 5000'],
    ['--class D --target emulated', '--target emulated'],
    ['--class D --engine jit', '--engine jit'],
    ['--class D --unom much', '--unom much'],
  ])('refuse %s and say so', (line, message) => {
    expect(() => parsed(line)).toThrow(BadInputError);
    expect(() => parsed(line)).toThrow(message);
  });
});
