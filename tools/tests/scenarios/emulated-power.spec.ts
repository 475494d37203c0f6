// A failing supply on the emulated metering board: the record is safe long before the hold-up ends, whatever the board is at.
import { expect, it } from 'vitest';
import type { EdgeResult } from '../../figures/power-edges.ts';
import { firstStartEdges, powerEdges } from '../../figures/power.ts';
import { HOLD_UP_ms } from '../../meter/conductor/supply.ts';
import { itInLongForm } from '../../build/testing/long-form.ts';
import { describeEmulated } from './emulated-images.ts';

const LIMIT_ms = 300_000;
/** A tenth of the hold-up: what else a board may be given to do must still fit. */
const SAFE_us = HOLD_UP_ms * 100;
const LOST_samples = 0.02 * 4000;

const EDGES = { anything: 10, 'an AFE frame': 4, 'a chunk of the FRAM': 4 };

function expectSafe(edges: readonly EdgeResult[]): void {
  for (const { safe_us, lost_samples } of edges) {
    expect(safe_us).toBeGreaterThan(0);
    expect(safe_us).toBeLessThan(SAFE_us);
    expect(lost_samples).toBeGreaterThanOrEqual(0);
    expect(lost_samples).toBeLessThanOrEqual(LOST_samples);
  }
}

describeEmulated('A supply that fails under the emulated metering board', () => {
  it.each(['wasm3', 'aot'] as const)(
    'finds its registers in the FRAM within a tenth of the hold-up, all but the last 20 ms, under %s',
    { timeout: LIMIT_ms },
    async (engine) => {
      const edges = await powerEdges(engine, EDGES);
      expect(edges).toHaveLength(18);
      expectSafe(edges);
    },
  );

  itInLongForm(
    'does so too while the NOR is erased and a signature made',
    { timeout: LIMIT_ms },
    async () => {
      const edges = await powerEdges(
        'wasm3',
        { ...EDGES, 'a transfer of the NOR': 4 },
        'an erase and a signature',
      );
      expect(edges).toHaveLength(22);
      expectSafe(edges);
    },
  );

  it(
    'does so compiled ahead of time in the first seconds of its life, while it erases and signs',
    { timeout: LIMIT_ms },
    async () => {
      const edges = await firstStartEdges('aot', 5);
      expect(new Set(edges.map(({ doing }) => doing)).size).toBe(5);
      expectSafe(edges);
    },
  );
});
