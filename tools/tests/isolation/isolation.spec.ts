// Pulses, their instants and registers are the same whatever the management core and its wires do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyday } from '../../build/testing/long-form.ts';
import { Scratch } from '../../cores/testing/probes.ts';
import type { Faults } from '../../meter/emulated/faults.ts';
import { hostableMutant, inMeteringCore, optimisedMutant } from '../mutation/mutant.ts';
import { describeEmulated } from '../scenarios/emulated-images.ts';
import { askingCore, floodFrames, hangingCore, sessionFrames } from './hostile-cores.ts';
import { furthestPulse, killManagement, onBoards, onHost, type Harm, type Life } from './runs.ts';

/** Virtual seconds on processes and on emulated boards; 600 and 30 in the long form. */
const HOST_s = Number(process.env.TWINMETER_ISOLATION_HOST ?? 8);
const BOARDS_s = Number(process.env.TWINMETER_ISOLATION_BOARDS ?? 3);
const LIMIT_ms = 3600e3;
/** An edge at a pin may come so much later than without anybody: R46's pulses are within this of their instants. */
const LATE_us = 50;

const scratch = new Scratch();
afterAll(() => scratch.remove());

const asking = (frames: () => Uint8Array[]) => () => askingCore(scratch, frames());

const UNDISTURBED = { name: 'its own management core' };
const ANYWHERE: Omit<Harm, 'eachSecond'>[] = [
  { name: 'one that says nothing', management: asking(() => []) },
  { name: 'one that floods the link', management: asking(floodFrames) },
  { name: 'one that opens sessions and asks for signatures without end', management: asking(sessionFrames) },
];
const ON_HOST: Harm[] = [
  ...ANYWHERE,
  { name: 'one that hangs', management: () => hangingCore(scratch) },
  { name: 'one that is killed', eachSecond: (meter, second) => second === 3 && killManagement(meter) },
  { name: 'one that is killed as soon as it is back', eachSecond: (meter) => killManagement(meter) },
];
const ON_BOARDS: Harm<Faults>[] = [
  ...ANYWHERE,
  {
    name: 'one without supply every other second',
    eachSecond: (faults, second) =>
      second % 2 ? faults.cutPower('management') : faults.restorePower('management'),
  },
  { name: 'a storm on its select line', eachSecond: (faults) => faults.selectStorm(50, 500_000) },
  {
    name: 'a clock without select',
    eachSecond: (faults) => void faults.clockWithoutSelect(Array.from({ length: 4096 }, (_, i) => i & 255)),
  },
  {
    name: 'a master that does not wait for READY',
    eachSecond: (faults) => faults.stick('LINK_READY', true),
  },
];

function expectSame(life: Life, other: Life): void {
  expect(life.registers).toEqual(other.registers);
  expect(life).toMatchObject({ missed_samples: 0, invalid_samples: 0, starts: 1, faults: [] });
  expect(life.pulses.length).toBeGreaterThan(5);
}

describe('Beside a management process, the metering process meters the same, pulse for pulse,', () => {
  let undisturbed: Life;
  beforeAll(async () => void (undisturbed = await onHost(HOST_s, UNDISTURBED)), LIMIT_ms);

  it.each(ON_HOST)('$name', { timeout: LIMIT_ms }, async (harm) => {
    const life = await onHost(HOST_s, harm);
    expectSame(life, undisturbed);
    expect(life.pulses).toEqual(undisturbed.pulses);
    console.info(
      `${HOST_s} s on processes, ${harm.name}: ${life.pulses.length} pulses, ${life.refused} requests refused`,
    );
  });

  it(
    'and is seen to meter something else where a request of the link touches its samples',
    { timeout: LIMIT_ms },
    async () => {
      const careless = await hostableMutant(
        'metering',
        inMeteringCore('latch.ts', 'isKept = true;', 'isKept = true; keepOpenWindow();'),
        inMeteringCore(
          'latch.ts',
          'import { answer }',
          "import { keepOpenWindow } from '../energy/energy';\nimport { answer }",
        ),
      );
      const life = await onHost(HOST_s, UNDISTURBED, careless);
      expect(life.registers).not.toEqual(undisturbed.registers);
    },
  );
});

describeEmulated('Beside a management board, the metering board meters the same, edge for edge,', () => {
  let undisturbed: Life;
  beforeAll(async () => void (undisturbed = await onBoards(BOARDS_s, UNDISTURBED)), LIMIT_ms);

  it.each(everyday(ON_BOARDS, 3))('$name', { timeout: LIMIT_ms }, async (harm) => {
    const life = await onBoards(BOARDS_s, harm);
    expectSame(life, undisturbed);
    const furthest_us = furthestPulse(life, undisturbed);
    console.info(
      `${BOARDS_s} s on boards, ${harm.name}: ${life.pulses.length} edges, ${furthest_us.toFixed(2)} us apart at most, a set waited ${life.worstBlock_ms.toFixed(1)} ms at most, ${life.refused} requests refused`,
    );
    expect(furthest_us).toBeLessThan(LATE_us);
  });

  it(
    'and is seen late where the link is served in the path of the samples',
    { timeout: LIMIT_ms },
    async () => {
      const inPath = await optimisedMutant(
        'metering',
        inMeteringCore(
          'reply.ts',
          '  carriedBy(asker',
          '  for (let i: i32 = 0; i < 50_000; i++) store<u32>(payload, load<u32>(payload) ^ i, 240);\n  carriedBy(asker',
        ),
      );
      const flooded = ON_BOARDS.find(({ name }) => name.includes('floods'))!;
      const life = await onBoards(BOARDS_s, flooded, inPath);
      expect(life.missed_samples > 0 || furthestPulse(life, undisturbed) > LATE_us).toBe(true);
    },
  );
});
