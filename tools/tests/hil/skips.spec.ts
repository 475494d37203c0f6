// What may be skipped, and what the README says of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestCase } from 'vitest/node';
import { describe, expect, it } from 'vitest';
import { type Capability, PORT_NAMES } from './capabilities.ts';
import { HilReporter } from './reporter.ts';
import { lackingIn, skipNote } from './skips.ts';
import { readDevices } from './devices.ts';
import { HilInputError } from './errors.ts';
import { capabilityTable, checkImages } from './targets.ts';

const PRESENT: Capability[] = ['legal', 'optical'];

describe('A skip', () => {
  it('is read back as what the bench lacks', () => {
    expect(lackingIn(skipNote(['source', 'jumper']), PRESENT)).toEqual(['source', 'jumper']);
  });

  it.each([
    ['without a note', undefined],
    ['for another reason', 'too slow today'],
    ['for a capability that is there', skipNote(['source', 'legal'])],
    ['for one that nobody knows', 'needs patience'],
  ])('%s is none', (_, note) => {
    expect(lackingIn(note, PRESENT)).toBeUndefined();
  });
});

type Result = { state: string; note?: string; errors?: { message: string }[] };
const test = (result: Result) => ({ fullName: 'A thing', result: () => result }) as unknown as TestCase;

function reported(...results: Result[]) {
  const lines: string[] = [];
  const reporter = new HilReporter(PRESENT, (line) => lines.push(line));
  for (const result of results) reporter.onTestCaseResult(test(result));
  reporter.onTestRunEnd([], []);
  return { lines, summary: reporter.summary };
}

describe('A bench of emulated boards', () => {
  it.each(['metering.elf', 'metering-aot.elf', 'management.elf'])(
    'says of a missing twinmeter-%s with which command it is built',
    (name) => {
      const check = () => checkImages((path) => !path.endsWith(`twinmeter-${name}`));
      expect(check).toThrow(HilInputError);
      expect(check).toThrow(
        new RegExp(`/twinmeter-${name}: not built yet; run 'make firmware-all emulator'$`),
      );
    },
  );

  it('misses nothing when the three images are there', () => {
    expect(() => checkImages(() => true)).not.toThrow();
  });
});

describe('The report', () => {
  it('counts what passed, failed and was skipped', () => {
    const { summary, lines } = reported(
      { state: 'passed' },
      { state: 'failed', errors: [{ message: 'expected 1 to be 2' }] },
      { state: 'skipped', note: skipNote(['source']) },
    );
    expect(summary).toBe('1 passed, 1 failed, 1 skipped');
    expect(lines).toContain('       expected 1 to be 2');
  });

  it('counts a skip that no missing capability explains as a failure', () => {
    expect(reported({ state: 'passed' }, { state: 'skipped' }).summary).toBe('1 passed, 1 failed, 0 skipped');
    expect(reported({ state: 'skipped', note: skipNote(['legal']) }).summary).toBe(
      '0 passed, 1 failed, 0 skipped',
    );
  });

  it('counts a run without any behaviour as a failure', () => {
    expect(reported().summary).toBe('0 passed, 1 failed, 0 skipped');
  });
});

describe('The page and the example', () => {
  it('have the table that the program prints, and names that it takes', () => {
    const flat = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
    const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    expect(flat(page)).toContain(flat(capabilityTable()));
    const devices = readDevices(join(import.meta.dirname, 'hil.example.json'));
    expect(Object.keys(devices)).toEqual([...PORT_NAMES]);
  });
});
