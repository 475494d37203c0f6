// Records that somebody took out of the NOR: exports and the trail go on around them, and nobody takes what is left for all of it.
import { cpSync, openSync, closeSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AUDIT_STRIDE,
  MINUTE_STRIDE,
  NOR_AUDIT,
  NOR_MINUTES,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { judged, KEY, LIMIT_ms, path, run, STATE, verify, withExport } from './testing-records.ts';
import { twinmeter } from './testing.ts';

withExport();

/** Where the cells begin in the file of a NOR; there an erased one is 0. */
const CELLS = 4096;

/** Erases slots of a ring in the NOR of a meter. */
function erase(state: string, address: number, stride: number, slots: readonly number[]): void {
  const file = openSync(join(state, 'storage/metering.nor'), 'r+');
  for (const slot of slots) writeSync(file, Buffer.alloc(stride), 0, stride, CELLS + address + slot * stride);
  closeSync(file);
}

/** A copy of the meter without some of its minutes. */
function without(name: string, slots: readonly number[]): string {
  const copy = path(name);
  cpSync(STATE, copy, { recursive: true });
  erase(copy, NOR_MINUTES, MINUTE_STRIDE, slots);
  return copy;
}

const exported = async (state: string) => {
  const out = `${state}.txt`;
  const result = await twinmeter('records', 'export', '--state', state, '--out', out, '--json');
  return { ...result, file: out };
};
const verdict = async (file: string) => (await verify(file)).out.trim().split('\n').at(-1);

describe('A record that was erased', { timeout: LIMIT_ms }, () => {
  it('in the middle is missing in the export, and the one behind it is proved by nobody', async () => {
    const state = without('middle', [2]);
    const { code, err, out, file } = await exported(state);
    expect({ code, err }).toEqual({
      code: 0,
      err: 'twinmeter: records 3 of minutes are missing: the meter does not have them any more\n',
    });
    expect(JSON.parse(out)).toMatchObject({ missing: [3] });
    expect(judged(file, KEY)).toEqual([1, 1]);
    expect(await verdict(file)).toContain('record 3 is missing: the next part begins at 4');
  });

  it('with the newest ones leaves their sequences to nobody, and the export says from then on that they are missing', async () => {
    const state = without('newest', [3, 4]);
    await run(state, '--for', '130', '--speed', 'max');
    const { file, out } = await exported(state);
    expect(JSON.parse(out)).toMatchObject({ missing: [4, 5] });
    expect(judged(file, KEY)).toEqual([1, 1]);
    expect(await verdict(file)).toContain('record 4 is missing: the next part begins at 6');
  });

  it('at the old end is told by the meter', async () => {
    const state = without('oldest', [0]);
    const { out } = await run(state, '--for', '10', '--speed', 'max', '--json');
    expect(out.trim().split('\n').at(-1)).toContain('records_damaged');
  });
});

describe('An entry of the audit trail that was erased', { timeout: LIMIT_ms }, () => {
  it('is said to be missing, and the others are told', async () => {
    const state = without('trail', [4]);
    // Each loss of the newest minutes is an entry.
    for (let entry = 1; entry <= 3; entry++) {
      erase(state, NOR_MINUTES, MINUTE_STRIDE, [3]);
      await run(state, '--for', '70', '--speed', 'max');
    }
    erase(state, NOR_AUDIT, AUDIT_STRIDE, [1]);
    const { code, out } = await twinmeter('audit', '--state', state, '--json');
    expect(code).toBe(0);
    const trail = JSON.parse(out) as { entries: { sequence: number; damaged: boolean }[]; missing: number[] };
    expect(trail.missing).toEqual([2]);
    expect(trail.entries.map(({ sequence, damaged }) => [sequence, damaged])).toEqual([
      [1, false],
      [3, true],
    ]);
  });
});
