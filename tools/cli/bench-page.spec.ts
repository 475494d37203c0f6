// docs/bench.md is what a person builds from: its parts give the full scale the core counts by, its tables are the project's data.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
import * as protocol from '../../shared-protocol/generated/ts/protocol.ts';
import { COMMANDS, loaded } from './commands.ts';
import { REFERENCE_V } from '../signals/afe/datasheet.ts';
import { allBoards } from '../firmware/boards.ts';
import { ROOT } from '../build/paths.ts';

const PATH = join(ROOT, 'docs/bench.md');
const page = readFileSync(PATH, 'utf8');
const { AFE_FULL_SCALE, CURRENT_COUNT_nA, VOLTAGE_COUNT_nV } = protocol;
const nominal_V = (AFE_FULL_SCALE * VOLTAGE_COUNT_nV) / 1e9;
const nominal_A = (AFE_FULL_SCALE * CURRENT_COUNT_nA) / 1e9;
/** Adjustment takes away what is left; so much of it is no surprise to anybody. */
const WITHIN = 0.01;

/** The numbers that a sentence or row of the page has, in their order. */
function numbers(row: RegExp): number[] {
  const found = row.exec(page);
  if (!found) throw new Error(`docs/bench.md says nothing like ${row}`);
  return found.slice(1).map((text) => Number(text.replaceAll(',', '')));
}

const expectNear = (value: number, wanted: number, within: number): void =>
  expect(Math.abs(value / wanted - 1)).toBeLessThan(within);

describe('The parts of docs/bench.md', () => {
  it('divide a voltage so that full scale is what the core takes it for', () => {
    const [parts, upper_kOhm, lower_kOhm, full_V] = numbers(
      /\| (\d+) x ([\d.]+) kOhm above ([\d.]+) kOhm, .*\| ([\d.]+) V at full scale/,
    );
    const scale_V = (REFERENCE_V * (parts * upper_kOhm + lower_kOhm)) / lower_kOhm;
    expectNear(full_V, scale_V, 1e-4);
    expectNear(scale_V, nominal_V, WITHIN);
  });

  it('take a current, by transformer and burden or by shunt, likewise', () => {
    const [turns, burden_Ohm, of_burden_A] = numbers(
      /transformer 1:(\d+) \| burden ([\d.]+) Ohm, .*\| ([\d.]+) A at full scale/,
    );
    const [shunt_uOhm, gain, of_shunt_A] = numbers(
      /shunt (\d+) uOhm \| gain (\d+): .*\| ([\d.]+) A at full scale/,
    );
    expectNear(of_burden_A, (REFERENCE_V * turns) / burden_Ohm, 1e-3);
    expectNear(of_shunt_A, (REFERENCE_V / gain / shunt_uOhm) * 1e6, 1e-3);
    for (const scale_A of [of_burden_A, of_shunt_A]) expectNear(scale_A, nominal_A, WITHIN);
  });

  it('hold a board up for 50 ms from the comparator on, with an old capacitor too', () => {
    const [current_A, supply_V, efficiency_percent] = numbers(
      /takes ([\d.]+) A at ([\d.]+) V at most; its converter has (\d+) %/,
    );
    const [from_V, to_V] = numbers(/from ([\d.]+) V down to ([\d.]+) V/);
    const [tolerance_percent, lost_percent, left_uF, bought_uF] = numbers(
      /capacitor of (\d+) % that has lost (\d+) % with age has\n([\d,]+) uF left of ([\d,]+)\./,
    );
    const [upper_kOhm, lower_kOhm, reference_V] = [
      ...numbers(/; (\d+) kOhm and (\d+) kOhm from the 5 V/),
      ...numbers(/with a ([\d.]+) V reference/),
    ];
    const left = (1 - tolerance_percent / 100) * (1 - lost_percent / 100);
    expectNear(left_uF, bought_uF * left, 1e-3);
    expectNear(from_V, reference_V * (1 + upper_kOhm / lower_kOhm), WITHIN);
    const energy_J = (left_uF * 1e-6 * (from_V ** 2 - to_V ** 2)) / 2;
    const power_W = (current_A * supply_V) / (efficiency_percent / 100);
    expect(energy_J / power_W).toBeGreaterThan(0.05);
  });

  it('hold READY as board.json says', () => {
    const pins = allBoards().flatMap((board) => board.pins);
    const ready = pins.filter(({ name, resistor }) => name === 'LINK_READY' && resistor);
    expect(ready.map(({ resistor }) => resistor)).toEqual([{ to: 'ground', ohm: 4700 }]);
    expect(page).toContain('| READY | 4.7 kOhm to ground');
  });
});

describe('docs/bench.md', () => {
  it('has every port with its rate and format', () => {
    for (const [role, ports] of Object.entries(PORTS))
      for (const [name, { baud, format }] of Object.entries(ports))
        expect(page).toMatch(new RegExp(`\\| \`${name}\` \\| ${role}, [^|]*\\| ${baud} \\| ${format} \\|`));
  });

  it('names commands and options that exist', async () => {
    const lines = [...page.matchAll(/twinmeter ([a-z]+)([^\n`>]*)/g)];
    expect(lines.length).toBeGreaterThan(4);
    for (const [, name, words] of lines) {
      const entry = COMMANDS.find((each) => each.name === name);
      if (!entry) throw new Error(`docs/bench.md: there is no command ${name}`);
      const { options } = await loaded(entry);
      for (const [, option] of words.matchAll(/--([a-z-]+)/g)) expect(Object.keys(options)).toContain(option);
    }
  });

  it('leads to pages that are there', () => {
    for (const [, link] of page.matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(join(dirname(PATH), link)), link).toBe(true);
  });

  it('names lines that a board says', () => {
    const sources = ['main.c', 'metering_board.c'].map((name) =>
      readFileSync(join(ROOT, 'boards/rp2350/board', name), 'utf8'),
    );
    for (const line of [
      'AFE does not answer',
      'RTC does not answer',
      'PSRAM does not answer',
      'OUT OF SERVICE',
    ])
      expect(
        [page, sources.join('\n')].every((text) => text.includes(line)),
        line,
      ).toBe(true);
  });
});
