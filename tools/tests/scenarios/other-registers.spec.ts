// Registers beside import, export and quadrants, of a whole meter against what was fed in: fundamental, harmonics, sums, losses.
import { describe, expect, it } from 'vitest';
import { feed, withMeter } from '../../meter/targets/with-meter.ts';
import type { RecordValue } from '../../records/records.ts';
import type { PulseEnergy } from '../../records/parameters.ts';
import { HarmonicSource, type Tone } from '../../signals/waves/harmonic.ts';

const U = 230;
const I = [5, 3, 1];
const LAG = [30, 120, -60];
/** The fifth harmonic of L1: it flows against its fundamental. */
const U5 = 10;
const I5 = 2;
const NEUTRAL = 1.5;
/** Of the line 0.25 Ohm, of the transformer's iron 1.5 uS. */
const R = 0.25;
const G = 1.5e-6;

const tones: Tone[] = [
  ...[0, -120, 120].flatMap((angle, k): Tone[] => [
    { input: `V${k + 1}` as Tone['input'], order: 1, rms: U, phase_deg: angle },
    { input: `I${k + 1}` as Tone['input'], order: 1, rms: I[k], phase_deg: angle - LAG[k] },
  ]),
  { input: 'V1', order: 5, rms: U5, phase_deg: 0 },
  { input: 'I1', order: 5, rms: I5, phase_deg: 180 },
  { input: 'IN', order: 1, rms: NEUTRAL, phase_deg: 0 },
];

const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
const sin = (degrees: number) => Math.sin((degrees * Math.PI) / 180);

/** What flowed between two samples of closed windows, by field: counts of the registers. */
async function counted(): Promise<{ scopes: Record<string, number>[]; seconds: number }> {
  return withMeter(
    'wasm v8',
    {
      source: new HarmonicSource({ service: '3p4w', tones, hz: 50 }),
      parameters: { lineResistance_uOhm: R * 1e6, ironConductance_nS: G * 1e9 },
    },
    async (meter) => {
      const read = async () => {
        const scopes: Record<string, RecordValue>[] = [];
        for (let scope = 0; scope < 4; scope++)
          scopes.push(await meter.ask('read_registers', { scope, moment: 0 }));
        return scopes;
      };
      await feed(meter, 8_000);
      const before = await read();
      await feed(meter, 88_000);
      const after = await read();
      const seconds = Number((after[0].sample_index as bigint) - (before[0].sample_index as bigint)) / 4000;
      const difference = (scope: number) =>
        Object.fromEntries(
          Object.entries(after[scope]).map(([name, value]) => [
            name,
            Number(value) - Number(before[scope][name]),
          ]),
        );
      return { scopes: [0, 1, 2, 3].map(difference), seconds };
    },
  );
}

const near = (found: number, truth: number) => expect(Math.abs(found / truth - 1)).toBeLessThan(2e-4);

describe('Registers of a load with a fifth harmonic that flows back', () => {
  it('count the fundamental, and leave the harmonics what is not of it', async () => {
    const { scopes, seconds } = await counted();
    const P1 = U * I[0] * cos(LAG[0]);
    near(scopes[1].fundamental_import_mWs, P1 * seconds * 1000);
    near(scopes[1].active_import_mWs, (P1 - U5 * I5) * seconds * 1000);
    expect(Math.abs(scopes[1].active_harmonic_mWs / (-U5 * I5 * seconds * 1000) - 1)).toBeLessThan(0.01);
    near(scopes[2].fundamental_export_mWs, -U * I[1] * cos(LAG[1]) * seconds * 1000);
    expect(scopes[2].fundamental_import_mWs).toBe(0);
  });

  it('have +R and -R of the quadrants, sum and net of both directions', async () => {
    const { scopes, seconds } = await counted();
    for (const scope of scopes) {
      const quadrants = (one: number, other: number) =>
        scope[`reactive_q${one}_mvars`] + scope[`reactive_q${other}_mvars`];
      // Two remainders may make a count more than two registers show.
      expect(Math.abs(scope.reactive_import_mvars - quadrants(1, 2))).toBeLessThanOrEqual(1);
      expect(Math.abs(scope.reactive_export_mvars - quadrants(3, 4))).toBeLessThanOrEqual(1);
      expect(
        Math.abs(scope.active_sum_mWs - scope.active_import_mWs - scope.active_export_mWs),
      ).toBeLessThanOrEqual(1);
      expect(
        Math.abs(scope.active_net_mWs - scope.active_import_mWs + scope.active_export_mWs),
      ).toBeLessThanOrEqual(1);
    }
    near(scopes[2].reactive_import_mvars, U * I[1] * sin(LAG[1]) * seconds * 1000);
    near(scopes[3].reactive_export_mvars, -U * I[2] * sin(LAG[2]) * seconds * 1000);
    near(scopes[2].active_net_mWs, U * I[1] * cos(LAG[1]) * seconds * 1000);
  });

  it('have the charge of each current, the neutral in the total, and the squares of voltage and current', async () => {
    const { scopes, seconds } = await counted();
    near(scopes[0].charge_mAs, NEUTRAL * seconds * 1000);
    near(scopes[1].charge_mAs, Math.hypot(I[0], I5) * seconds * 1000);
    near(scopes[3].charge_mAs, I[2] * seconds * 1000);
    near(scopes[1].voltage_squared_V2s, (U ** 2 + U5 ** 2) * seconds);
    near(scopes[2].current_squared_mA2s, I[1] ** 2 * seconds * 1000);
    near(scopes[0].voltage_squared_V2s, (3 * U ** 2 + U5 ** 2) * seconds);
    near(scopes[0].current_squared_mA2s, (I[0] ** 2 + I5 ** 2 + I[1] ** 2 + I[2] ** 2) * seconds * 1000);
  });

  it('have the losses of the line in its sealed resistance, of the transformer in its sealed conductance', async () => {
    const { scopes, seconds } = await counted();
    const copper = [I[0] ** 2 + I5 ** 2, I[1] ** 2, I[2] ** 2].map((square) => square * R * seconds * 1000);
    const iron = [U ** 2 + U5 ** 2, U ** 2, U ** 2].map((square) => square * G * seconds * 1000);
    for (let phase = 0; phase < 3; phase++) {
      near(scopes[phase + 1].line_loss_mWs, copper[phase]);
      near(scopes[phase + 1].transformer_loss_mWs, iron[phase]);
    }
    near(scopes[0].line_loss_mWs, copper[0] + copper[1] + copper[2]);
    near(scopes[0].transformer_loss_mWs, iron[0] + iron[1] + iron[2]);
  });
});

describe('Test outputs', () => {
  /** Pulses of both outputs in 20 s. */
  const pulsesOf = (pulseEnergy: readonly [PulseEnergy, PulseEnergy]) =>
    withMeter(
      'wasm v8',
      {
        source: new HarmonicSource({ service: '3p4w', tones, hz: 50 }),
        parameters: {
          pulseEnergy,
          meterConstant_imp_per_kWh: 100_000,
          meterConstant_imp_per_kvarh: 100_000,
          meterConstant_imp_per_kVAh: 100_000,
          energyMethod: 'net',
        },
      },
      async (meter) => {
        const counts = [0, 0];
        meter.metering.onPulse = ({ output }) => void counts[output]++;
        await feed(meter, 80_000);
        return counts;
      },
    );
  const S = [Math.hypot(U, U5) * Math.hypot(I[0], I5), U * I[1], U * I[2]];
  const P = [U * I[0] * cos(LAG[0]) - U5 * I5, U * I[1] * cos(LAG[1]), U * I[2] * cos(LAG[2])];
  const Q = LAG.map((lag, k) => U * I[k] * sin(lag));
  it.each([
    ['active', 'reactive', P[0] - P[1] + P[2], Q[0] + Q[1] - Q[2]],
    ['active-import', 'active-export', P[0] + P[2], -P[1]],
    ['reactive-import', 'reactive-export', Q[0] + Q[1], -Q[2]],
    ['apparent-import', 'apparent-export', S[0] + S[2], S[1]],
    ['apparent', 'active', S[0] + S[1] + S[2], P[0] - P[1] + P[2]],
  ] as const)('give %s and %s when these are sealed', async (one, other, oneWatts, otherWatts) => {
    const [first, second] = await pulsesOf([one, other]);
    const due = (watts: number) => (watts * 20 * 100_000) / 3.6e6;
    // What flowed in the last half second is not pulsed yet.
    for (const [found, truth] of [
      [first, due(oneWatts)],
      [second, due(otherWatts)],
    ] as const) {
      expect(found).toBeLessThanOrEqual(truth);
      expect(found).toBeGreaterThan(truth * 0.96 - 2);
    }
  });
});
