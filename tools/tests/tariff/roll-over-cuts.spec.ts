// The supply goes at every write of a roll-over: no row is lost, doubled or half-written, and no energy is.
import { describe, expect, it } from 'vitest';
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { CoreGoneError, type StorageCut } from '../../cores/core-runner.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { random } from '../link-noise/noise.ts';
import { FollowingCore } from './following-core.ts';
import { RecordingMeter } from './recording-meter.ts';
import { CENTRAL_EUROPE } from './zones.ts';

/** Bytes of the FRAM between two cuts; every one in the long form. */
const STEP = process.env.TWINMETER_CUT_PLACES === 'all' ? 1 : 13;
const DAYS_BEFORE = 3;

/** A meter that stands a minute before its month ends, with a core that followed it up to there. */
function beforeRollOver() {
  const meter = new RecordingMeter(Date.parse('2028-03-28T21:00:00Z') / 1000, CENTRAL_EUROPE, random(3));
  const core = new FollowingCore(meter);
  meter.minutes(1);
  core.start();
  core.follow();
  meter.minutes(DAYS_BEFORE * 1440 + 58);
  core.follow();
  core.stop();
  const { fram } = core;
  // The minute of the roll-over, and the one behind it: it does not wait for its freeze.
  meter.minutes(2);
  return { core, fram };
}

const { core, fram } = beforeRollOver();

/** Begins from there; false where the cut was further on than all that is written. */
function rollOver(cut?: StorageCut): boolean {
  core.fram = Uint8Array.from(fram);
  core.nor = new NorImage(NOR_BYTES);
  core.start(cut);
  try {
    core.follow();
  } catch (error) {
    if (!(error instanceof CoreGoneError)) throw error;
    core.start();
    core.follow();
    return true;
  }
  return false;
}

const outcome = () => {
  const kept = core.kept()!;
  const [quarter, hour] = kept.profiles.map((sequence, which) => core.profile(which as 0 | 1, sequence));
  const [day, period] = [core.period('days', kept.days), core.period('billing', kept.periods)];
  return { kept, day, period, quarter, hour };
};

function cutEverywhere(cutAt: (count: number) => StorageCut, step: number): number {
  rollOver();
  const whole = outcome();
  expect(whole.kept.periods).toBe(1);
  expect(whole.kept.days).toBe(DAYS_BEFORE + 1);
  let count = 0;
  for (let at = 1; rollOver(cutAt(at)); at += step) {
    expect(outcome()).toEqual(whole);
    count++;
  }
  return count;
}

describe('A roll-over', () => {
  it('is whole whatever operation of the NOR a cut tears', () => {
    const cuts = cutEverywhere((norOperations) => ({ norOperations }), 1);
    console.log(`cuts in the NOR: ${cuts}`);
    expect(cuts).toBeGreaterThan(10);
  }, 600_000);

  it('is whole whatever byte of the FRAM a cut hits', () => {
    const cuts = cutEverywhere((framBytes) => ({ framBytes }), STEP);
    console.log(`cuts in the FRAM: ${cuts}`);
    expect(cuts * STEP).toBeGreaterThan(4000);
  }, 3_600_000);
});
