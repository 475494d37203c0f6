// Options as data: how words become typed values, and the one clear line for those that cannot.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { command, commandHelp, programHelp } from './command.ts';
import { COMMANDS } from './commands.ts';
import { BadInputError } from './errors.ts';
import { parseOptions, type OptionTable } from './options.ts';

const TABLE = {
  pf: { kind: 'number', unit: 'cos', least: -1, most: 1, help: 'power factor' },
  speed: {
    kind: 'number',
    unit: 'factor',
    least: 0.5,
    most: 9,
    default: 1,
    words: { max: Infinity },
    help: 'speed',
  },
  file: { kind: 'text', value: 'file', help: 'a file' },
  class: { kind: 'choice', value: 'class', choices: ['A', 'B'], default: 'B', help: 'class' },
  points: { kind: 'choices', value: 'list', choices: ['base', 'all'], default: ['base'], help: 'points' },
  currents: {
    kind: 'numbers',
    names: ['low', 'high'],
    unit: 'A',
    above: 0,
    most: 9,
    default: [1, 2],
    help: 'currents',
  },
  json: { kind: 'flag', help: 'as JSON' },
} as const satisfies OptionTable;

const parsed = (line: string) =>
  parseOptions(
    TABLE,
    line.split(' ').filter((word) => word !== ''),
  );

describe('Options', () => {
  it('have their defaults, or nothing, when not given', () => {
    expect(parsed('')).toEqual({
      pf: undefined,
      speed: 1,
      file: undefined,
      class: 'B',
      points: ['base'],
      currents: [1, 2],
      json: false,
    });
  });

  it('take a value behind them or behind an equals sign, negative ones too', () => {
    expect(parsed('--pf -0.5')).toEqual(parsed('--pf=-0.5'));
    expect(parsed('--pf -0.5').pf).toBe(-0.5);
    expect(parsed('--file -').file).toBe('-');
    expect(parsed('--file a=b').file).toBe(parsed('--file=a=b').file);
  });

  it('take every number of their range, however it is written', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.boolean(), (pf, attached) => {
        const words = attached ? [`--pf=${pf}`] : ['--pf', String(pf)];
        expect(parseOptions(TABLE, words).pf).toBe(Number(String(pf)));
      }),
    );
  });

  it('keep words, lists and words for numbers as they are meant', () => {
    expect(parsed('--file 007 --speed max --class A --points base,all --currents 0.5,3 --json')).toEqual({
      pf: undefined,
      speed: Infinity,
      file: '007',
      class: 'A',
      points: ['base', 'all'],
      currents: [0.5, 3],
      json: true,
    });
  });

  it.each([
    ['--sped 2', 'unknown option --sped'],
    ['--toString 2', 'unknown option --toString'],
    ['fast', "unexpected 'fast': options begin with --"],
    ['-0.5', "unexpected '-0.5'"],
    ['--pf', '--pf: its value is missing'],
    ['--pf --json', '--pf: its value is missing'],
    ['--pf 1.1', '--pf 1.1: expected a number from -1 to 1'],
    ['--pf=', '--pf : expected a number from -1 to 1'],
    ['--pf NaN', '--pf NaN: expected a number from -1 to 1'],
    ['--pf 1 --pf 1', '--pf 1,1: expected one, given twice'],
    ['--class C', '--class C: expected one of A, B'],
    ['--points base,some', '--points some: expected one of base, all'],
    ['--currents 1', '--currents 1: expected low,high, each above 0 and at most 9 A'],
    ['--currents 0,1', '--currents 0,1: expected low,high, each above 0 and at most 9 A'],
    ['--file a --file b --file c', '--file: expected one value, given 3 times'],
    ['--file=', '--file: expected one value'],
    ['--json --json', '--json: given twice'],
    ['--json=yes', '--json=yes: it takes no value'],
  ])('refuse %s by name, saying what is wrong', (line, complaint) => {
    expect(() => parsed(line)).toThrow(BadInputError);
    expect(() => parsed(line)).toThrow(complaint);
  });

  it('never make anything of random words but values or one line of complaint', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('--pf', '--json', '--file', '1'))),
        (words) => {
          try {
            expect(Object.keys(parseOptions(TABLE, words))).toEqual(Object.keys(TABLE));
          } catch (error) {
            expect(error).toBeInstanceOf(BadInputError);
          }
        },
      ),
    );
  });
});

describe('The help', () => {
  it('lists name, range, default and purpose of every option, from the table', () => {
    const text = commandHelp('meter', { name: 'go', about: 'Go', ...command(TABLE, async () => {}) });
    expect(text).toContain('meter go [options]');
    expect(text).toMatch(/--pf <cos> +power factor; -1 to 1$/m);
    expect(text).toMatch(/--speed <factor> +speed; 0\.5 to 9, or max \(default 1\)$/m);
    expect(text).toMatch(/--class <class> +class; A, B \(default B\)$/m);
    expect(text).toMatch(/--currents <list> +currents; low,high in A \(default 1,2\)$/m);
    expect(text).toMatch(/--json +as JSON$/m);
  });

  it('names every command with what it does', () => {
    const text = programHelp('twinmeter', COMMANDS);
    const widest = Math.max(...COMMANDS.map(({ name }) => name.length));
    for (const { name, about } of COMMANDS) expect(text).toContain(`  ${name.padEnd(widest)}  ${about}\n`);
  });
});
