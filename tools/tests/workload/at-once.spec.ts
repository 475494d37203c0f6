// Everything at once on the emulated metering board: within an erase of the NOR, a signature, a frame of the link and a character
// of the legal port its supply fails, for a moment and for good.
import { verify } from 'node:crypto';
import { expect } from 'vitest';
import {
  RATE_Hz,
  ACTIVE_W,
  atOnce,
  atOnceLines,
  expectedPeriods_s,
  inProcess,
} from '../../figures/workload/at-once.ts';
import type { AtOnce } from '../../figures/workload/at-once.ts';
import type { HeldPulses } from '../../figures/workload/held-pulses.ts';
import { SIGNED } from '../../figures/workload/module.ts';
import { supplyLost } from '../../figures/workload/supply-lost.ts';
import { HOLD_UP_ms } from '../../meter/conductor/supply.ts';
import { testKeys, verifyingKeyOf } from '../../meter/keys/development-keys.ts';
import { itInLongForm } from '../../build/testing/long-form.ts';
import { describeEmulated } from '../scenarios/emulated-images.ts';
import { unmarked } from '../../meter/targets/with-meter.ts';

const LIMIT_ms = 600_000;
/** How the emulator counts time, and how often the supply fails. */
const TIMINGS = [
  ['instructions', 2],
  ['cycles', 2],
] as const;
/** A tenth of the hold-up, and what of the load before an edge may be lost. */
const SAFE_us = HOLD_UP_ms * 100;
const LOST_samples = 0.02 * RATE_Hz;
/** From the end of a signature to that of the next, metering included, in cycles too. */
const SIGNATURE_us = 600_000;

function expectNothingLost(all: AtOnce): void {
  const { fed, status, answers, questions, spoiled, link, faults } = all;
  expect(status).toMatchObject({
    sample_index: BigInt(fed),
    missed_samples: 0,
    invalid_samples: 0,
    starts: 1,
  });
  expect(answers).toBe(questions);
  expect(answers).toBeGreaterThan(all.edges.length);
  expect([spoiled, faults]).toEqual([0, 0]);
  expect(link).toMatchObject({ timeouts: 0, damaged: 0, repeats: 0, refused: 0 });
  expect(link.replies).toBeGreaterThan(10 * all.edges.length);
}

function expectEven({ period_s, worst_us, due, caughtUp, begun }: HeldPulses, expected_s: number): void {
  expect(Math.abs(period_s / expected_s - 1)).toBeLessThan(1e-4);
  expect(worst_us).toBeLessThan(50);
  expect(due).toBeGreaterThan(0);
  expect([caughtUp, begun]).toEqual([due, 0]);
}

function expectSigned({ jobs, edges }: AtOnce): void {
  const key = verifyingKeyOf(testKeys());
  for (const { result } of jobs)
    expect(verify('sha256', SIGNED, { key, dsaEncoding: 'ieee-p1363' }, result)).toBe(true);
  // The next begins with the end of the one before.
  for (const { at_us } of edges) {
    expect(jobs.some((job) => job.at_us < at_us)).toBe(true);
    expect(jobs.some((job) => job.at_us > at_us && job.at_us < at_us + SIGNATURE_us)).toBe(true);
  }
}

describeEmulated('The metering board with an erase, a signature, a read port and a polled link', () => {
  itInLongForm.each(TIMINGS)(
    'loses nothing when its supply fails for a moment, has its record safe, and is late with no pulse (time in %s)',
    { timeout: LIMIT_ms },
    async (timing, count) => {
      const all = await atOnce(count, timing);
      console.info(atOnceLines(timing, all).join('\n'));
      expect(all.edges).toHaveLength(count);
      for (const { safe_us, lost_samples } of all.edges) {
        expect(safe_us).toBeLessThan(SAFE_us);
        expect(lost_samples).toBeGreaterThanOrEqual(0);
        expect(lost_samples).toBeLessThanOrEqual(LOST_samples);
      }
      expectNothingLost(all);
      expect(unmarked(all.registers)).toEqual(unmarked(await inProcess(all.fed)));
      expect(all.violations).toBe(0);
      expect(all.erases).toBeGreaterThan(count);
      expectSigned(all);
      expectEven(all.active, expectedPeriods_s.active);
      expectEven(all.reactive, expectedPeriods_s.reactive);
    },
  );

  itInLongForm(
    'finds the registers of a sample before the edge when its supply went for good, and goes on from them',
    { timeout: LIMIT_ms },
    async () => {
      const lost = await supplyLost('instructions');
      const { edge, record, fedAtEnd, status, registers, fedSince } = lost;
      expect(lost.torn).toBe(true);
      expect(record.sample).toBeGreaterThanOrEqual(edge.fed - LOST_samples);
      expect(record.sample).toBeLessThanOrEqual(fedAtEnd);
      expect(record.registers).toEqual(lost.expected);
      expect(status).toMatchObject({ missed_samples: 0, invalid_samples: 0, starts: 2 });
      expect(Number(status.sample_index)).toBe(fedSince);
      // Registers stand a filter's delay behind the samples.
      const since_Ws = Number((registers[0].active_import_mWs as bigint) - record.registers[0]) / 1000;
      expect(Math.abs(since_Ws - (ACTIVE_W * fedSince) / RATE_Hz)).toBeLessThan(0.005 * ACTIVE_W);
    },
  );
});
