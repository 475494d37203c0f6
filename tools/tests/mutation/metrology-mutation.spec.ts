// The accuracy tests are tested: a changed constant in gain, phase, droop or integrator leaves the limits they hold.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { everyday } from '../../build/testing/long-form.ts';
import { MeteringModule } from '../../figures/metering-module.ts';
import { FRONT_ENDS, limit_percent, runCase, WAVEFORMS, type FactorName } from '../../figures/metrology.ts';
import { HarmonicSource } from '../../signals/waves/index.ts';
import type { SampleSource } from '../../signals/waves/source.ts';
import { inMeteringCore, mutant, type Mutation } from './mutant.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinmeter-mutants-'));
const given = process.env.METERING_WASM;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  if (given === undefined) delete process.env.METERING_WASM;
  else process.env.METERING_WASM = given;
});

let modules = 0;

async function moduleFile(mutation?: Mutation): Promise<string> {
  const path = join(folder, `${modules++}.wasm`);
  writeFileSync(path, await mutant('metering', mutation));
  return path;
}

const sound = moduleFile();

type Holds = () => boolean;

/** A case of the metrology figures at ten times Itr keeps its limit. */
const keeps =
  (end: keyof typeof FRONT_ENDS, wave: keyof typeof WAVEFORMS, factor: FactorName, hz: number): Holds =>
  () =>
    runCase({
      name: '',
      current: '10 Itr',
      factor,
      hz,
      rate_Hz: 4000,
      waveform: WAVEFORMS[wave],
      frontEnd: FRONT_ENDS[end],
      limit_percent: limit_percent('10 Itr', factor),
    }).pass;

const OFFSET_counts = 3000;

/** 5 A through a coil whose amplifier has an offset: what an integrator would run away with. */
const doesNotDrift: Holds = () => {
  const coil = new HarmonicSource({
    service: '1p2w',
    hz: 50,
    rate_mHz: 4_000_000,
    tones: [
      { input: 'V1', order: 1, rms: 230, phase_deg: 0 },
      { input: 'I1', order: 1, rms: 5, phase_deg: 90 },
    ],
  });
  const source: Pick<SampleSource, 'fill'> = {
    fill(destination, first, sets) {
      coil.fill(destination, first, sets);
      for (let n = 0; n < sets; n++) destination[n * 8 + 3] += OFFSET_counts;
    },
  };
  const currentSensor = new Array(4).fill('rogowski');
  const meter = new MeteringModule({ service: '1p2w', samplingRate_mHz: 4_000_000, currentSensor });
  meter.feed(source as SampleSource, 40_000);
  const { current_uA } = meter.read('read_instantaneous', { scope: 1 });
  return Math.abs(Number(current_uA) / 5e6 - 1) < 1e-3;
};

const inCore = inMeteringCore;

const SHUNT = 'sinc3 shunt, 20 us late';
const MUTATIONS: [what: string, holds: Holds, mutation: Mutation][] = [
  [
    'gain: 0.02 % in each input',
    keeps('ideal', 'sine', 'PF 1', 50),
    inCore('parameters/parameters.ts', 'const gain = sealed - ', 'const gain = sealed + (sealed >> 12) - '),
  ],
  [
    'phase: 3 % of a delay of 20 us',
    keeps(SHUNT, 'sine', 'PF 0.5 ind', 50),
    inCore('inputs/filter.ts', '<< 18) / 1_000_000_000_000 << 12', '<< 18) / 1_030_000_000_000 << 12'),
  ],
  [
    'phase: 0.3 % of a lead of 4 degrees',
    keeps('sinc3 DC-tolerant CT 4 deg', 'sine', 'PF 0.5 ind', 50),
    inCore('inputs/sensor.ts', '/ 360_000_000', '/ 361_000_000'),
  ],
  [
    'droop: left alone, at 65 Hz',
    keeps(SHUNT, 'sine', 'PF 1', 65),
    inCore('inputs/filter.ts', 'return sinc3 ? SINC3 : IDEAL', 'return sinc3 ? IDEAL : IDEAL'),
  ],
  [
    'droop: left alone, with harmonics',
    keeps(SHUNT, 'quadriform', 'PF 1', 50),
    inCore('inputs/filter.ts', 'return sinc3 ? SINC3 : IDEAL', 'return sinc3 ? IDEAL : IDEAL'),
  ],
  [
    'droop: one tap by 0.04 % of them all',
    keeps(SHUNT, 'sine', 'PF 1', 50),
    inCore('inputs/filter-tables.ts', '26196526', '26246526'),
  ],
  [
    'integrator: 0.02 % of two pi',
    keeps('sinc3 Rogowski', 'sine', 'PF 1', 50),
    inCore('inputs/sensor.ts', 'i64 = 1686629713', 'i64 = 1687029713'),
  ],
  [
    'integrator: half a sample of its own',
    keeps('sinc3 Rogowski', 'sine', 'PF 0.5 ind', 50),
    inCore(
      'inputs/filter.ts',
      'return samples - (ONE_SAMPLE >> 1)',
      'return samples - (ONE_SAMPLE >> 1) + (1 << 22)',
    ),
  ],
  [
    'integrator: its drift is taken back',
    doesNotDrift,
    inCore('inputs/channel.ts', 'if (!direct) c.integral -= ', 'if (!direct) c.integral -= 0 & '),
  ],
];

describe('A changed constant in', () => {
  it.each(everyday(MUTATIONS, 4))('%s leaves the limit that holds without it', async (_, holds, mutation) => {
    process.env.METERING_WASM = await sound;
    expect(holds()).toBe(true);
    process.env.METERING_WASM = await moduleFile(mutation);
    expect(holds()).toBe(false);
  });
});
