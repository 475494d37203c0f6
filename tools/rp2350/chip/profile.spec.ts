// The profile of a program: every instruction the chip counted, in a block of it.
import { describe, expect, it } from 'vitest';
import { CYCLES_PER_US } from '../processor/scheduler.ts';
import { buildsPrograms, load, missingForPrograms } from './test-program.ts';

const MS = 1000 * CYCLES_PER_US;

describe.skipIf(missingForPrograms())('a profile', () => {
  buildsPrograms();

  it('holds every instruction since its start, and begins anew', () => {
    const { chip } = load('exceptions');
    chip.run(1 * MS);
    for (const end_ms of [2, 4]) {
      const before = chip.counters.instructions;
      chip.startProfile();
      chip.run(end_ms * MS);
      const counted = chip.profile.reduce((sum, { instructions }) => sum + instructions, 0);
      expect(counted).toBeGreaterThan(0);
      expect(counted).toBe(chip.counters.instructions - before);
    }
    chip.close();
  });
});
