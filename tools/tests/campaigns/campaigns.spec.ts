// Campaigns of random faults on the emulated metering board: a few with a fixed seed here, as many as asked for in `make fuzz`
// (TWINMETER_CUTS, TWINMETER_FLIPS: so many each; TWINMETER_SEED: another course).
import { expect, it } from 'vitest';
import { common } from '../../firmware/boards.ts';
import { everyday } from '../../build/testing/long-form.ts';
import { describeEmulated } from '../scenarios/emulated-images.ts';
import { flipAt, flipCampaign, flipLines, type FlippedMemory } from './bit-flips.ts';
import { cutCampaign, cutLines, type Scenario } from './power-cuts.ts';

const LIMIT_ms = 24 * 3_600_000;
const asked = (name: string, everyday: number) => Number(process.env[name]) || everyday;
const SEED = asked('TWINMETER_SEED', 12);

const CUTS: readonly (readonly [Scenario, number])[] = [
  ['sealing', 2],
  ['NOR', 1],
];

describeEmulated('A supply that goes at any instruction', () => {
  it.each(everyday(CUTS, 1))(
    'leaves registers within the promise, events as told, and one sealed record whole (%s)',
    { timeout: LIMIT_ms },
    async (scenario, everyday) => {
      const lives = asked('TWINMETER_CUTS', everyday);
      const report = await cutCampaign(scenario, lives, SEED);
      console.info(cutLines(scenario, report).join('\n'));
      expect(report.violations).toEqual([]);
      expect(report.cuts).toBeGreaterThanOrEqual(lives);
    },
  );
});

const FLIPS: readonly (readonly [FlippedMemory, number])[] = [
  ['SRAM', 2],
  ['flash', 1],
];
/** The vector of PendSV, which the run loop is, in the table in RAM; its bit 0 says Thumb. */
const PENDSV_VECTOR = 0x20000000 + 14 * 4;
const MODULE = 0x10000000 + common().module_offset + 5000;

describeEmulated('A bit turned over anywhere', () => {
  it.each(FLIPS)(
    'of %s leaves no board that is dead without a word; what came of each is counted',
    { timeout: LIMIT_ms },
    async (memory, everyday) => {
      const flips = await flipCampaign(memory, asked('TWINMETER_FLIPS', everyday), SEED);
      console.info(flipLines(memory, flips).join('\n'));
      expect(flips.filter(({ outcome }) => outcome === 'dead without a word')).toEqual([]);
    },
  );

  it.each([
    ['the vector of the run loop', PENDSV_VECTOR, 0, 'restarted by the watchdog'],
    ['the module in flash', MODULE, 3, 'second copy runs, and told'],
  ] as const)('is found where it stands in %s', { timeout: LIMIT_ms }, async (_, address, bit, outcome) => {
    expect(await flipAt(address, bit)).toBe(outcome);
  });
});
