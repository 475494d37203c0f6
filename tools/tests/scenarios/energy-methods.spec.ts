// The three methods for the phases of a service with one phase turned round: what each puts into import and export.
import { describe, expect, it } from 'vitest';
import type { FactoryParameters } from '../../records/parameters.ts';
import { faulty, I1 } from '../../signals/waves/faulty.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { HarmonicSource, type Tone } from '../../signals/waves/harmonic.ts';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';

/** Three phases of 230 V and 5 A, the second one exporting. */
function turnedPhase(): HarmonicSource {
  const tones = [0, -120, 120].flatMap((angle, k): Tone[] => [
    { input: `V${k + 1}` as Tone['input'], order: 1, rms: 230, phase_deg: angle },
    { input: `I${k + 1}` as Tone['input'], order: 1, rms: 5, phase_deg: k === 1 ? angle + 180 : angle },
  ]);
  return new HarmonicSource({ service: '3p4w', tones, hz: 50 });
}

/** Import and export of the total over that of one phase, of active and of apparent energy. */
async function shares(
  energyMethod: FactoryParameters['energyMethod'],
): Promise<{ active: number[]; apparent: number[] }> {
  return withMeter('wasm v8', { source: turnedPhase(), parameters: { energyMethod } }, async (meter) => {
    await feed(meter, 40_000);
    const phase = await meter.ask('read_registers', { scope: 1, moment: 0 });
    const total = await meter.ask('read_registers', { scope: 0, moment: 0 });
    const over = (import_: string, export_: string) =>
      [import_, export_].map((name) => Number(total[name]) / Number(phase[import_]));
    return {
      active: over('active_import_mWs', 'active_export_mWs'),
      apparent: over('apparent_import_mVAs', 'apparent_export_mVAs'),
    };
  });
}

describe('Of two importing phases and one exporting as much', () => {
  it.each([
    ['vector-sum', 1, 0],
    ['net', 2, 1],
    ['absolute', 3, 0],
  ] as const)('the %s method counts %i imported and %i exported', async (method, imported, exported) => {
    const [i, e] = (await shares(method)).active;
    expect(i).toBeCloseTo(imported, 2);
    expect(e).toBeCloseTo(exported, 2);
  });

  it('the net method splits apparent energy by direction, too', async () => {
    const [i, e] = (await shares('net')).apparent;
    expect(i).toBeCloseTo(2, 2);
    expect(e).toBeCloseTo(1, 2);
  });
});

/** Five cycles of import at 5 A, then five of export at 3 A. */
const turning = () =>
  faulty(sineSource({ service: '1p2w', volts: 230, amps: 5 }), (set, t) => {
    if (Math.floor(t * 50 + 1e-6) % 10 >= 5) set[I1] = Math.round(-0.6 * set[I1]);
  });

/** Import and export of a second, Ws, once filters and windows are settled. */
async function split(nettingInterval: FactoryParameters['nettingInterval']): Promise<number[]> {
  return withMeter('wasm v8', { source: turning(), parameters: { nettingInterval } }, async (meter) => {
    const read = async () => {
      const record = await meter.ask('read_registers', { scope: 0, moment: 1 });
      return [record.active_import_mWs, record.active_export_mWs].map((mWs) => Number(mWs) / 1000);
    };
    await feed(meter, 8000);
    const before = await read();
    await feed(meter, 40_000);
    return (await read()).map((Ws, k) => (Ws - before[k]) / 8);
  });
}

describe('Of a load that turns round within a window', () => {
  it('the sign of the window counts what is left over as import', async () => {
    const [i, e] = await split('window');
    expect(i / 230).toBeCloseTo(1, 2);
    expect(e).toBeCloseTo(0, 1);
  });

  it('the sign of each cycle counts both directions', async () => {
    const [i, e] = await split('cycle');
    expect(i / 575).toBeCloseTo(1, 2);
    expect(e / 345).toBeCloseTo(1, 2);
  });

  it('the difference is the same to the last millionth', async () => {
    const [[i, e], [imported, exported]] = [await split('window'), await split('cycle')];
    expect((imported - exported) / (i - e)).toBeCloseTo(1, 5);
  });
});
