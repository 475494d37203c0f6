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

/** Import and export of the total over that of one phase. */
async function shares(energyMethod: FactoryParameters['energyMethod']): Promise<number[]> {
  return withMeter('wasm v8', { source: turnedPhase(), parameters: { energyMethod } }, async (meter) => {
    await feed(meter, 40_000);
    const phase = Number((await meter.ask('read_registers', { scope: 1, moment: 0 })).active_import_mWs);
    const total = await meter.ask('read_registers', { scope: 0, moment: 0 });
    return [Number(total.active_import_mWs) / phase, Number(total.active_export_mWs) / phase];
  });
}

describe('Of two importing phases and one exporting as much', () => {
  it.each([
    ['vector-sum', 1, 0],
    ['net', 2, 1],
    ['absolute', 3, 0],
  ] as const)('the %s method counts %i imported and %i exported', async (method, imported, exported) => {
    const [i, e] = await shares(method);
    expect(i).toBeCloseTo(imported, 2);
    expect(e).toBeCloseTo(exported, 2);
  });
});
