// What active power keeps of a harmonic near half the sampling rate, by mains frequency and sealed delay: as documented.
import { describe, expect, it } from 'vitest';
import { HarmonicSource, type Tone } from '../signals/waves/index.ts';
import { throughFrontEnd } from './front-end.ts';
import { MeteringModule } from './metering-module.ts';

const RMS = { V1: 230, I1: 5 } as const;
const SHARE = 0.1;

/** Active power in W of 230 V and 5 A with a share of a harmonic in both, behind sinc3 at 4 kHz; delays in ns. */
function power_W(hz: number, order: number, share: number, [voltage, current]: readonly number[]): number {
  const tones = (['V1', 'I1'] as const).flatMap((input): Tone[] => [
    { input, order: 1, rms: RMS[input], phase_deg: 0 },
    { input, order, rms: share * RMS[input], phase_deg: 0 },
  ]);
  const passed = throughFrontEnd({ afe: 'sinc3' }, tones, hz, 4000);
  // An input that comes late by what is sealed.
  const late = passed.map((tone) => {
    const delay_ns = tone.input === 'V1' ? voltage : current;
    return { ...tone, phase_deg: tone.phase_deg - 360e-9 * tone.order * hz * delay_ns };
  });
  const meter = new MeteringModule({
    service: '1p2w',
    samplingRate_mHz: 4_000_000,
    afeResponse: 'sinc3',
    nominalFrequency_mHz: hz < 55 ? 50_000 : 60_000,
    voltageDelay_ns: [voltage, voltage, voltage],
    currentDelay_ns: [current, current, current, current],
  });
  meter.feed(new HarmonicSource({ service: '1p2w', hz, rate_mHz: 4_000_000, tones: late }), 16_000);
  return Number(meter.read('read_instantaneous', { scope: 1 }).active_power_mW) / 1000;
}

/** What is missing of a harmonic's power, per cent. */
function lost_percent(hz: number, order: number, delays: readonly number[]): number {
  const added = power_W(hz, order, SHARE, delays) - power_W(hz, order, 0, delays);
  return 100 * (1 - added / (SHARE * SHARE * RMS.V1 * RMS.I1));
}

const NONE = [0, 0];
const ONE = [125_000, 0];
const BOTH = [125_000, 125_000];

describe('Active power at 4 kHz loses of a harmonic', () => {
  it.each([
    [50, 20, NONE, 0],
    [50, 20, BOTH, -0.1],
    [50, 25, NONE, 0.4],
    [50, 25, BOTH, 3.9],
    [50, 31, NONE, 8.7],
    [50, 31, BOTH, 41],
    [60, 16, BOTH, 0],
    [60, 20, NONE, 0.2],
    [60, 20, BOTH, 2],
    [60, 25, NONE, 6],
    [60, 25, ONE, 20],
    [60, 25, BOTH, 32],
    [60, 29, NONE, 25],
    [60, 29, ONE, 61],
    [60, 29, BOTH, 76],
  ])('at %i Hz of the %ith with delays of %j ns %f %%', (hz, order, delays, percent) => {
    const lost = lost_percent(hz, order, delays);
    expect(Math.abs(lost - percent)).toBeLessThan(Math.max(0.1, 0.02 * percent));
  });
});
