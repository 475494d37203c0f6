// The supply goes at every write of a roll-over: no row is lost, doubled or half-written, and no energy is.
import { describe, expect, it } from 'vitest';
import { NOR_BYTES } from '../../../shared-protocol/generated/ts/protocol.ts';
import { CoreGoneError, type StorageCut } from '../../cores/core-runner.ts';
import { NorImage } from '../../rp2350/chips/nor-image.ts';
import { cutEverywhere as cutInEachWay, report, type Invariant } from '../power-cuts/cutting.ts';
import type { Journal } from '../power-cuts/journal.ts';
import { Run, type PowerOn } from '../power-cuts/run.ts';
import { Storage } from '../power-cuts/storage.ts';
import { random } from '../link-noise/noise.ts';
import { FollowingCore } from './following-core.ts';
import { RecordingMeter } from './recording-meter.ts';
import { CENTRAL_EUROPE } from './zones.ts';

/** Bytes of the FRAM between two cuts; every one in the long form. */
const { TWINMETER_CUT_PLACES } = process.env;
const STEP = TWINMETER_CUT_PLACES === 'all' ? 1 : 29;
/** Of those that are cut in each way, and again behind that. */
const STEP_AGAIN = TWINMETER_CUT_PLACES === 'all' ? 1 : Number(TWINMETER_CUT_PLACES) || 593;
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
  return { meter, core, fram };
}

const { meter, core, fram } = beforeRollOver();

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

const outcome = (core: FollowingCore) => {
  const kept = core.kept()!;
  const [quarter, hour] = kept.profiles.map((sequence, which) => core.profile(which as 0 | 1, sequence));
  const [day, period] = [core.period('days', kept.days), core.period('billing', kept.periods)];
  return { kept, day, period, quarter, hour };
};

function cutEverywhere(cutAt: (count: number) => StorageCut, step: number): number {
  rollOver();
  const whole = outcome(core);
  expect(whole.kept.periods).toBe(1);
  expect(whole.kept.days).toBe(DAYS_BEFORE + 1);
  let count = 0;
  for (let at = 1; rollOver(cutAt(at)); at += step) {
    expect(outcome(core)).toEqual(whole);
    count++;
  }
  return count;
}

/** What is kept of the minutes, as text. */
type Standing = string;

function standingOf(core: FollowingCore): Standing {
  const { record, days, periods, profiles } = core.kept()!;
  return [record, days, periods, ...profiles].join(' ');
}

/** A core on a storage; told behind each tick in which something was written. */
function follower(storage: Storage, watch: Journal): FollowingCore {
  const following = new FollowingCore(meter, watch);
  following.fram = storage.fram as Uint8Array<ArrayBuffer>;
  following.nor = storage.nor();
  following.start();
  return following;
}

function followTelling(following: FollowingCore, journal: Journal, told: () => void): void {
  let { places } = journal;
  while (following.kept()!.record !== meter.newest) {
    following.tick();
    if (journal.places === places) continue;
    ({ places } = journal);
    told();
  }
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

  it('is whole in whatever way the supply goes, and again in the start behind that', () => {
    rollOver();
    const whole = outcome(core);
    const storage = new Storage();
    storage.fram.set(fram);
    const run = new Run<Standing>(storage);
    run.begin();
    const following = follower(storage, run.journal);
    run.tell(standingOf(following));
    followTelling(following, run.journal, () => run.tell(standingOf(following)));
    following.stop();
    const powerOn: PowerOn<Standing> = (cut, journal) => {
      const started = follower(cut, journal);
      return {
        standing: () => standingOf(started),
        goOn: (told) => {
          followTelling(started, journal, told);
          expect(outcome(started)).toEqual(whole);
        },
        close: () => started.stop(),
      };
    };
    const invariants: Readonly<Record<string, Invariant<Standing>>> = {
      'what is kept is that before a minute or that behind it': (found, { before, after }) =>
        found === before || found === after
          ? []
          : [`${found}, where ${before} was told and ${after} is next`],
    };
    const cut = cutInEachWay({ powerOn, invariants, step: STEP_AGAIN, again: 1, seed: 5 }, run);
    console.log(`a roll-over: ${report(cut).join('\n')}`);
    expect(cut.violations.slice(0, 12)).toEqual([]);
  }, 3_600_000);
});
