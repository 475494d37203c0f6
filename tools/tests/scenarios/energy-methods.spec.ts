// The three methods for the phases of a service with one phase turned round: what each puts into import and export.
import { describe, expect, it } from 'vitest';
import type { FactoryParameters } from '../../records/parameters.ts';
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
async function shares(energyMethod: FactoryParameters['energyMethod']): Promise<{ active: number[]; apparent: number[] }> {
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
