// The lives of a metering core that are cut: which steps make the storage as it is before, and which are in sight.
import { EVENT_RING } from '../../../shared-protocol/generated/ts/protocol.ts';
import { provision } from '../../meter/keys/provisioned.ts';
import { MeteringBoard, RATE_Hz } from './metering-board.ts';
import { meteringStanding, type MeteringStanding } from './metering-standing.ts';
import {
  acknowledging,
  clearing,
  covers,
  dip,
  freeze,
  load,
  MeteringLife,
  registersLost,
  sealing,
  shortLives,
  supplyComesBack,
  withoutNotice,
  type Step,
} from './metering-steps.ts';
import type { PowerOn, Run } from './run.ts';
import { clockSet, zoneSet } from './session-steps.ts';
import { Storage } from './storage.ts';

/** What is cut: steps that make the storage as it is before, then those that are in sight. */
export interface Scenario {
  readonly name: string;
  readonly before: readonly Step[];
  /** What the clock shows at the beginning, seconds since 1970; the first of January 2026 without. */
  readonly clock_s?: number;
  readonly steps: readonly Step[];
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a new board and its first seconds',
    before: [],
    steps: [
      load(1300),
      sealing('the first sealing', { meter_constant_imp_per_kWh: 2000 }),
      dip,
      withoutNotice,
      load(1100),
      shortLives,
      supplyComesBack,
      sealing('another sealing', { meter_constant_imp_per_kWh: 3200 }),
      sealing('a change of the ratios', { current_ratio_primary: 100, current_ratio_secondary: 5 }),
      dip,
    ],
  },
  {
    name: 'a log that is full',
    before: [load(1100), sealing('a sealing', { meter_constant_imp_per_kWh: 2000 }), dip, covers(EVENT_RING)],
    steps: [covers(5), dip, withoutNotice, covers(2), shortLives],
  },
  {
    name: 'registers that were lost, and acknowledged',
    before: [load(1100), dip, registersLost],
    steps: [
      load(300),
      withoutNotice,
      load(1100),
      acknowledging,
      load(300),
      withoutNotice,
      clearing,
      load(800),
    ],
  },
  {
    name: 'the end of a month: minute, hour, day and month roll over, and registers are frozen on command',
    before: [load(1100)],
    clock_s: Date.UTC(2026, 0, 31, 23, 59, 56) / 1000,
    steps: [load(4000), freeze, load(2000), withoutNotice, load(500)],
  },
  {
    name: 'sessions: the clock set forwards and back, and the zone',
    before: [load(1100)],
    steps: [clockSet(3600), zoneSet(-60), withoutNotice, load(300), clockSet(-5), load(300)],
  },
];

/** Lives through a scenario, and gives what was in sight. */
export function liveThrough(
  { before, steps, clock_s }: Scenario,
  module?: Uint8Array,
): Run<MeteringStanding> {
  const storage = new Storage();
  provision(storage.fram, 'metering');
  storage.clock_s = clock_s ?? storage.clock_s;
  if (before.length > 0) {
    const life = new MeteringLife(storage, module);
    for (const step of before) step.run(life);
    storage.tearAsEver();
  }
  const life = new MeteringLife(storage, module);
  for (const step of steps) step.run(life);
  return life.run;
}

/** A start behind a cut, and the first window behind it: what that writes is cut, too. */
export const meteringStart =
  (module?: Uint8Array): PowerOn<MeteringStanding> =>
  (storage, journal) => {
    const board = new MeteringBoard(storage, journal, module);
    return {
      standing: () => meteringStanding(board),
      goOn: (told) => {
        board.feed(RATE_Hz / 4, () => undefined);
        told();
      },
      close: () => board.close(),
    };
  };
