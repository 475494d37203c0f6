// The supply goes with any byte that the metering core writes: at its next start the registers are those of a second before
// at most, and nothing counts twice.
import { describe, expect, it } from 'vitest';
import { LAYOUTS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { EVERYWHERE, netEnergy_Ws, withMeter, type Place } from '../../meter/targets/with-meter.ts';
import { sineSource } from '../../signals/waves/sine.ts';

const LIMIT_ms = 240_000;
const HOT_RECORD = LAYOUTS.hot_record.bytes;
const LOAD_W = 3 * 230 * 10;
/** What the filters and the first window take before a load counts as it is, s. */
const SETTLING_s = 0.45;

interface Outcome {
  cut_s: number;
  energy_Ws: number;
  starts: number;
}

function afterCut(place: Place, framBytes: number): Promise<Outcome> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 10 });
  return withMeter(place, { source, powerCuts: { metering: [{ framBytes }] } }, async (meter) => {
    while (meter.metering.alive) await meter.conductor.tick();
    const cut_s = meter.conductor.now_us / 1e6;
    while (!meter.metering.alive) await meter.conductor.tick();
    const { starts } = await meter.ask('read_status');
    return { cut_s, energy_Ws: await netEnergy_Ws(meter), starts: Number(starts) };
  });
}

/** Into the second to the fourth record: each byte's place in its record is met, and both banks. */
const bytesBy = (step: number): number[] =>
  Array.from({ length: Math.floor((3 * HOT_RECORD) / step) }, (_, i) => HOT_RECORD + 1 + i * step);

const CASES: Record<string, number> = { 'wasm v8': 11, 'wasm wasm3': 211, 'host wasm3': 307 };

describe('A supply that goes with a byte of FRAM', () => {
  it.each(EVERYWHERE)('leaves one whole record (%s)', { timeout: LIMIT_ms }, async (place) => {
    for (const framBytes of bytesBy(CASES[place])) {
      const { cut_s, energy_Ws, starts } = await afterCut(place, framBytes);
      const told = `with byte ${framBytes}, after ${cut_s} s`;
      expect(energy_Ws, told).toBeGreaterThan((cut_s - 1.02 - SETTLING_s) * LOAD_W);
      expect(energy_Ws, told).toBeLessThan((cut_s + 0.3) * LOAD_W);
      expect(starts, told).toBe(2);
    }
  });
});
