// Programmes as files: those of the project read whole, a load point and what it stands for, and what is refused with its line.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtFile } from '../../build/paths.ts';
import type { Ratings } from '../standard/ratings.ts';
import { ratingsFor } from '../typetest/usual-beds.ts';
import { currentNamed } from './currents.ts';
import { ProgrammeError } from './errors.ts';
import { bedAt, testsOf } from './position.ts';
import { programmeOf } from './programme.ts';
import { programmePath, shippedNames } from './shipped.ts';

const METER = `name = "a"
standard = "b"
[meter]
class = "B"
currents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }
`;

const withStep = (step: string): string => `${METER}[[step]]\n${step}\n`;

/** Names of the tests of a programme, in their order. */
function testsIn(text: string): string[] {
  const batch = {
    file: 'a.toml',
    text,
    frontEnd: 'ideal',
    metering: builtFile('metering-core.wasm'),
  } as const;
  const programme = programmeOf(batch.file, text);
  return testsOf(bedAt(batch, programme, { position: 1, seed: 1 }), programme).map(({ name }) => name);
}

const refusal = (text: string): string => {
  try {
    programmeOf('a.toml', text);
  } catch (error) {
    expect(error).toBeInstanceOf(ProgrammeError);
    return (error as Error).message;
  }
  return 'nothing was refused';
};

describe('The programmes of the project', () => {
  it('are those of R46 for each class, of the IEC, of the MID and of a production', () => {
    expect(shippedNames()).toEqual([
      'en-50470-3',
      ...['21', '22', '23', '24'].map((part) => `iec-62053-${part}`),
      'production',
      ...['a', 'b', 'c', 'd'].map((c) => `r46-class-${c}`),
    ]);
  });

  it.each(shippedNames())('%s is sound, for meters of its own class', (name) => {
    const text = readFileSync(programmePath(name), 'utf8');
    expect(programmeOf(name, text).steps.length).toBeGreaterThan(0);
  });

  it.each([
    ['iec-62053-21', ['A', 'B']],
    ['iec-62053-22', ['D', 'C']],
    ['iec-62053-23', ['A', 'B']],
    ['iec-62053-24', ['D', 'C']],
    ['en-50470-3', ['A', 'C']],
    ['production', ['A', 'C', 'D']],
  ] as const)('%s is sound for the other classes that its standard has', (name, classes) => {
    const text = readFileSync(programmePath(name), 'utf8');
    for (const asked of classes) expect(programmeOf(name, text, asked).ratings.class).toBe(asked);
  });

  it('name a class that their standard has no limits for, at the first step that lacks one', () => {
    const text = readFileSync(programmePath('iec-62053-22'), 'utf8');
    expect(() => programmeOf('x', text, 'B')).toThrow(
      /^x, line \d+: no_load: IEC 62053-22:2003 has no time for class B$/,
    );
  });
});

describe('A current', () => {
  const direct = ratingsFor('3p4w');
  const behind: Ratings = { ...direct, connection: 'ct', Itr: 0.25, Imax: 6 };
  it.each([
    ['0.05 Ib', direct, 0.25],
    ['10 Itr', direct, 5],
    ['10Itr', direct, 5],
    ['Imax', direct, 60],
    ['0.5 Imax', direct, 30],
    ['Iref', direct, 5],
    ['In', behind, 5],
    ['2.5 A', direct, 2.5],
  ])('%s is what the marking makes of it', (text, ratings, current_A) => {
    expect(currentNamed(ratings, text)).toBe(current_A);
  });

  it.each(['Ib', '-1 A', 'A', '5', '5 B', '', '1e3 A'])(
    '%s is none, of a meter behind transformers',
    (text) => {
      expect(currentNamed(behind, text)).toBeUndefined();
    },
  );
});

describe('A step', () => {
  it('stands for every combination of its lists, currents changing fastest', () => {
    const step = `current = ["Itr", "Imax"]\npower_factor = ["1", "0.5 inductive"]\ndirection = "both"\nlimit_percent = 1`;
    expect(testsIn(withStep(step))).toEqual([
      ...['Itr, PF 1', 'Imax, PF 1', 'Itr, PF 0.5 inductive', 'Imax, PF 0.5 inductive'],
      ...['Itr, PF 1', 'Imax, PF 1', 'Itr, PF 0.5 inductive', 'Imax, PF 0.5 inductive'].map(
        (p) => `${p}, export`,
      ),
    ]);
  });

  it('says what differs from reference conditions', () => {
    const step = `current = "10 Itr"\ncircuit = "each"\nvoltage = [0.9]\nfrequency = 1.02\nlimit_percent = 1`;
    expect(testsIn(withStep(step))).toEqual(
      [1, 2, 3].map((n) => `10 Itr, PF 1, circuit ${n} only, 90 % of Unom, 51 Hz`),
    );
  });

  it('may be a group of the type test, a start, no load, the meter constant or repeatability', () => {
    const steps = `starting = "IEC"\nat = "0.004 Ib"\n[[step]]\nno_load = "R46"\n[[step]]\nconstant = "active import"\n[[step]]\nrepeatability = "1"\n[[step]]\ntests = ["apparent"]`;
    const tests = testsIn(withStep(steps));
    expect(tests.slice(0, 4)).toEqual([
      'starting current, 0.004 Ib',
      'no load, R46',
      'meter constant, active import',
      'repeatability, PF 1',
    ]);
    expect(tests.length).toBe(4 + 24);
  });
});

describe('What is wrong in a programme is told with file, line and reason', () => {
  const point = (lines: string): string => withStep(`current = "Itr"\nlimit_percent = 1\n${lines}`);
  it.each([
    ['not TOML', 'name = \n', 'a.toml, line 1: '],
    ['no step', METER, 'a.toml, line 1: step: expected tables [[step]]'],
    [
      'no meter',
      'name = "a"\nstandard = "b"\n[[step]]\ntests = ["base"]',
      'a.toml, line 1: expected a table [meter]',
    ],
    [
      'a class that is none',
      METER.replace('"B"', '"E"'),
      "a.toml, line 4: class: 'E': expected one of A, B, C, D",
    ],
    ['currents too near', METER.replace('60', '20'), 'a.toml, line 5: currents: Imax/Itr is 40'],
    ['a current out of order', METER.replace('0.2', '0.01'), 'a.toml, line 5: currents: currents 0.02'],
    ['a current missing', METER.replace('Ist = 0.02, ', ''), 'a.toml, line 5: Ist: missing'],
    ['a key misspelt', point('volts = 1'), "a.toml, line 9: volts: unknown key 'volts'"],
    ['two kinds at once', point('no_load = "R46"'), 'a.toml, line 9: no_load: expected exactly one of'],
    [
      'an event that no bench makes',
      withStep('events = ["dip", "fraud"]\nlimit_percent = 1'),
      "a.toml, line 7: events: 'fraud': expected one of dip, swell, interruption",
    ],
    ['events without a limit', withStep('events = "dip"'), 'a.toml, line 6: limit_percent: expected a table'],
    [
      'a clock that may show anything',
      withStep('clock = 100'),
      'a.toml, line 7: clock: 100: expected a number',
    ],
    [
      'a cut with nothing to lose',
      withStep('power_cut = "Itr"\nminutes = 0\nlimit_percent = 1'),
      'a.toml, line 8: minutes: 0: something has to be there',
    ],
    [
      'a dose that takes for ever',
      withStep('dosage = "Ist"\nenergy_Wh = 100000\nlimit_percent = 1'),
      'a.toml, line 8: energy_Wh: Ist: takes',
    ],
    ['no kind', withStep('clause = "x"'), 'a.toml, line 6: expected exactly one of'],
    [
      'a key of another kind',
      withStep('no_load = "R46"\npulses = 3'),
      "a.toml, line 8: pulses: unknown key 'pulses'",
    ],
    [
      'a current that is none',
      withStep('limit_percent = 1\ncurrent = "5 Q"'),
      "a.toml, line 8: current: '5 Q'",
    ],
    [
      'a current too large',
      withStep('limit_percent = 1\ncurrent = "900 A"'),
      "a.toml, line 8: current: '900 A' is 900 A",
    ],
    [
      'no limit',
      withStep('current = "Itr"'),
      'a.toml, line 6: limit_percent: expected a table of A, B, C, D',
    ],
    [
      'no limit of the class',
      withStep('current = "Itr"\nlimit_percent = { A = 1 }'),
      'a.toml, line 8: limit_percent: none for class B',
    ],
    [
      'a limit of nothing',
      withStep('current = "Itr"\nlimit_percent = 0'),
      'a.toml, line 8: limit_percent: 0: expected',
    ],
    [
      'a factor without its side',
      point('power_factor = "0.5"'),
      "a.toml, line 9: power_factor: '0.5': expected",
    ],
    ['a factor above one', point('power_factor = "1.5 inductive"'), 'a.toml, line 9: power_factor'],
    [
      'a factor of reactive energy',
      point('energy = "reactive"\npower_factor = "1"'),
      'a.toml, line 9: energy: reactive energy',
    ],
    [
      'pulses of apparent energy',
      point('energy = "apparent"\npulses = 3'),
      'a.toml, line 10: pulses: apparent',
    ],
    ['half a pulse', point('pulses = 2.5'), 'a.toml, line 9: pulses: 2.5: expected a whole number'],
    [
      'pulses that take days',
      withStep('current = "Ist"\nlimit_percent = 1\npulses = 10000'),
      'a.toml, line 9: pulses: Ist, PF 1: 10000 take',
    ],
    [
      'pulses that never come',
      point('energy = "active"\npower_factor = "0.0000001 inductive"\npulses = 3'),
      'a.toml, line 11: pulses:',
    ],
    ['a circuit too many', point('circuit = 4'), 'a.toml, line 9: circuit: 4: expected a number from 1 to 3'],
    ['a shift of nothing', point('shift = true'), 'a.toml, line 9: shift: nothing differs'],
    ['an empty list', point('voltage = []'), 'a.toml, line 9: voltage: an empty list'],
    ['a group that is none', withStep('tests = ["all"]'), "a.toml, line 7: tests: 'all': expected one of"],
    [
      'a time the class has not',
      withStep('no_load = "IEC 62053-22:2003"'),
      'a.toml, line 7: no_load: IEC 62053-22:2003 has no time',
    ],
    [
      'the start of R46 elsewhere',
      withStep('starting = "R46"\nat = "Imin"'),
      'a.toml, line 8: at: the test of R46 is at Ist',
    ],
  ])('%s', (_, text, message) => {
    expect(refusal(text)).toContain(message);
  });
});
