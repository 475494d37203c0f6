// The metering core does not notice what happens to the management core or to the link.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { HANG } from '../../cores/core-runner.ts';
import type { HostProcess } from '../../cores/host-process.ts';
import { probeText, Scratch } from '../../cores/testing/probes.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import {
  EVERYWHERE,
  feed,
  idle,
  IN_PROCESS,
  registersNow,
  withMeter,
} from '../../meter/targets/with-meter.ts';

const load = () => sineSource({ service: '3p4w', volts: 230, amps: 8, pf: 0.9 });
const SETS = 24_000;

const undisturbed = (place: (typeof EVERYWHERE)[number]) =>
  withMeter(place, { source: load() }, async (meter) => {
    await feed(meter, SETS);
    return registersNow(meter);
  });

describe('A management process killed with signal 9', () => {
  it('leaves the registers as if nothing had happened, and mirrors them again after its restart', async () => {
    const { registers, lcdBefore, lcdAfter, restarts } = await withMeter(
      'host wasm3',
      { source: load() },
      async (meter) => {
        await feed(meter, SETS / 3);
        const before = [...meter.management.lcd];
        process.kill((meter.management.core as HostProcess).pid!, 'SIGKILL');
        await feed(meter, SETS);
        await idle(meter, 3000);
        const state = {
          lcdBefore: before,
          lcdAfter: [...meter.management.lcd],
          restarts: meter.management.restarts,
        };
        return { ...state, registers: await registersNow(meter) };
      },
    );
    expect(registers).toEqual(await undisturbed('host wasm3'));
    expect(restarts).toBe(1);
    expect(lcdBefore[0]).toMatch(/relayed/);
    expect(lcdAfter[0]).toMatch(/relayed/);
  });
});

describe('A management module that hangs in this process', () => {
  const scratch = new Scratch();
  afterAll(() => scratch.remove());

  /** From half a second after its start on, no tick ends. */
  function hanging(): Uint8Array {
    const tick = '(func (export "tick") (param $now i64) (result i32)';
    const hang = '(if (i64.gt_u (local.get $now) (i64.const 500000)) (then (loop $ever (br $ever))))';
    const text = probeText('management').replace(tick, `${tick} ${hang}`);
    return new Uint8Array(readFileSync(scratch.assemble(text)));
  }

  it.each(IN_PROCESS)('leaves the registers as if nothing had happened, on %s', async (place) => {
    const modules = { management: hanging() };
    await withMeter(place, { source: load(), modules }, async (meter) => {
      await feed(meter, SETS);
      const { restarts } = meter.management;
      const faults = meter.management.faults.map(({ text }) => text);
      expect(await registersNow(meter)).toEqual(await undisturbed(place));
      expect(restarts).toBe(3);
      expect(faults).toEqual(Array(4).fill(`the management core is gone: ${HANG}`));
      expect(meter.metering.faults).toEqual([]);
    });
  });
});

describe('A disturbed link', () => {
  it('drops, counts and repeats what was damaged, and no damaged value reaches the display', async () => {
    await withMeter('wasm v8', { source: load() }, async (meter) => {
      let count = 0;
      meter.wire!.disturb = (byte) => (++count % 97 === 0 ? byte ^ 0x10 : byte);
      await feed(meter, SETS);
      const { damaged, repeats } = meter.link.health;
      expect(damaged).toBeGreaterThan(10);
      expect(repeats).toBeGreaterThan(5);
      expect(meter.metering.faults.concat(meter.management.faults)).toEqual([]);
      for (const row of meter.management.lcd) expect(row).toMatch(/^[ -~]{20}$/);
      expect(await registersNow(meter)).toEqual(await undisturbed('wasm v8'));
    });
  });

  it('that is cut for two seconds makes the mirror older, never wrong, and heals by itself', async () => {
    await withMeter('wasm v8', { source: load() }, async (meter) => {
      await feed(meter, SETS / 2);
      meter.wire!.disturb = () => 0xff;
      await idle(meter, 3000);
      expect(Number(/relayed (\d+)/.exec(meter.management.lcd[0])![1])).toBeGreaterThanOrEqual(2);
      meter.wire!.disturb = undefined;
      await idle(meter, 2500);
      expect(Number(/relayed (\d+)/.exec(meter.management.lcd[0])![1])).toBeLessThan(2);
    });
  });
});

describe('A metering board that lost power', () => {
  it('goes on from its hot record: at most the second since the last write is lost, and nothing counts twice', async () => {
    await withMeter('host wasm3', { source: load() }, async (meter) => {
      await feed(meter, 16_000);
      const before = await registersNow(meter);
      process.kill((meter.metering.core as HostProcess).pid!, 'SIGKILL');
      await idle(meter, 1500);
      const after = await registersNow(meter);
      const lost_mWs = Number(before[0].active_import_mWs) - Number(after[0].active_import_mWs);
      expect(lost_mWs).toBeGreaterThanOrEqual(0);
      expect(lost_mWs).toBeLessThanOrEqual(1.01 * 3 * 230 * 8 * 0.9 * 1000);
      expect((await meter.ask('read_status')).starts).toBe(2);
    });
  });
});
