// The supply of the whole chip goes at any instruction, within a block of code too.
import { describe, expect, it } from 'vitest';
import { CYCLES_PER_US } from '../processor/scheduler.ts';
import { buildsPrograms, load, missingForPrograms } from './test-program.ts';

/** Where programs/power_off.c says how far it came: 100 after a round, and 1 more by every second instruction. */
const PROGRESS = 0x20080000;
const ROUND = 100;
const RUNNING_us = 20_000;

/** What stands there when the supply went so many instructions behind the beginning of a round. */
function progressAfter(instructions: number, fastPath = true): number {
  const { chip } = load('power_off', { fastPath });
  chip.run(RUNNING_us * CYCLES_PER_US);
  let gone = false;
  chip.powerOff(instructions, () => (gone = true));
  expect(gone).toBe(true);
  expect(chip.isPowered).toBe(false);
  const progress = chip.memory.word(PROGRESS)!;
  chip.powerOn();
  chip.run(2 * RUNNING_us * CYCLES_PER_US);
  expect(chip.fault).toBeUndefined();
  expect(chip.memory.word(PROGRESS)).toBe(ROUND);
  chip.close();
  return progress;
}

describe.skipIf(missingForPrograms())('A supply that goes', () => {
  buildsPrograms();

  it.each([true, false])('ends the processor at the very instruction, fast path %s', (fastPath) => {
    const counts = [0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 199];
    const progress = counts.map((count) => progressAfter(count, fastPath));
    // movs, then adds and str a hundred times.
    expect(progress).toEqual([ROUND, ROUND, ROUND, 1, 1, 2, 2, 3, 49, 50, 99]);
  });
});
