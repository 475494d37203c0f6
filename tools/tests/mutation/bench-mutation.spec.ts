// The verdict of a bench is tested: meters that are wrong fail at the step of a programme that is there for it.
import { describe, expect, it } from 'vitest';
import { EVENT_DIP, EVENT_SWELL } from '../../../shared-protocol/generated/ts/protocol.ts';
import { everyday } from '../../build/testing/long-form.ts';
import { testPosition } from '../../metrology/positions/position.ts';
import { inMeteringCore, mutant, type Mutation } from './mutant.ts';
import { bent, CREEPS, outputs, register, when } from './verdict-changes.ts';

const METER = `name = "a"
standard = "b"
[meter]
class = "D"
service = "1p2w"
currents = { Ist = 0.02, Imin = 0.2, Itr = 0.5, Imax = 60 }
`;

/** Starts at twice the current it has to start at. */
const LATE: Mutation = inMeteringCore(
  'creep.ts',
  'return (elementVoltage_mV(element) * startingCurrent_uA(kind)) / 2_000_000;',
  'return (elementVoltage_mV(element) * startingCurrent_uA(kind)) / 500_000;',
);

/** By 4 ppm each quarter of a second. */
const DRIFTS: Mutation = bent('(q.sample_index / 1000) * 4');

/** Neither the board nor the core writes anything when the comparator tells: what was written each second is what is left. */
const KEEPS_NOTHING: readonly Mutation[] = [
  inMeteringCore(
    'hot-record.ts',
    'if (powerPrepare(nextBank(), RECORD, HOT_RECORD_BYTES) == POWER_RECORD_WRITTEN) {',
    'if (false) {',
  ),
  inMeteringCore('metering.ts', 'if (failing) saveRegisters();', ''),
];

const DIPS_OTHERWISE: Mutation = inMeteringCore(
  'event-detector.ts',
  'closeEvent(watch.sequence, max<u64>(watch.since, 1), watch.extreme);',
  'closeEvent(watch.sequence, max<u64>(watch.since, 1), watch.extreme + (row.direction < 0 ? 100 : 0));',
);

const SWELLS_AS_DIPS: Mutation = inMeteringCore(
  'event-log.ts',
  'record.event = <u8>event;',
  `record.event = <u8>(event == ${EVENT_SWELL} ? ${EVENT_DIP} : event);`,
);

const GAINS: Mutation = inMeteringCore(
  'rtc.ts',
  'if (clock_s) clock_s += seconds;',
  'if (clock_s) clock_s += seconds + (clock_s % 60 == 30 ? 1 : 0);',
);

const WRONG: readonly (readonly [what: string, mutations: readonly Mutation[], step: string, at: string])[] =
  [
    [
      'its test output 1.2 limits off, its registers right',
      [outputs(0, 2400)],
      'current = "Itr"\npulses = 3\nlimit_percent = 0.2',
      'Itr, PF 1',
    ],
    [
      'export 1.2 limits off',
      [when('energy < 0', 2400)],
      'current = "10 Itr"\ndirection = "both"\nlimit_percent = 0.2',
      '10 Itr, PF 1, export',
    ],
    ['that creeps', CREEPS, 'no_load = "IEC 62052-11:2020"', 'no load, IEC 62052-11:2020'],
    [
      'that drifts while it runs',
      [DRIFTS],
      'variation = "10 Itr"\nminutes = 1\nlimit_percent = 0.04',
      'variation, 10 Itr, PF 1',
    ],
    [
      'that comes down otherwise than it went up',
      [DRIFTS],
      'rise_and_fall = ["Itr", "Imax"]\nminutes = 1\nlimit_percent = 0.04',
      'rising and falling load, Itr, PF 1',
    ],
    [
      'whose total is not the sum of its phases',
      [register(0, 0, 2400)],
      'combination = "Imax"\nlimit_percent = 0.2',
      'combination of registers, Imax, PF 1',
    ],
    [
      'that keeps no record for a failing supply, and so loses a part of its last second',
      KEEPS_NOTHING,
      'power_cut = "10 Itr"\nlimit_percent = 0.05',
      'power cut, 10 Itr',
    ],
    [
      'that counts 1.2 limits too much of a dose',
      [register(0, 0, 2400)],
      'dosage = "10 Itr"\nenergy_Wh = 10\nlimit_percent = 0.2',
      'dosage, 10 Itr, PF 1',
    ],
    [
      'that logs a dip 1 % of Unom off',
      [DIPS_OTHERWISE],
      'events = ["dip", "swell"]\nlimit_percent = 0.5',
      'event log, dip',
    ],
    [
      'that logs a swell as a dip',
      [SWELLS_AS_DIPS],
      'events = "swell"\nlimit_percent = 0.5',
      'event log, swell',
    ],
    ['whose clock gains a second each minute', [GAINS], 'clock = 0.5', 'clock indication'],
    ['that starts late', [LATE], 'starting = "IEC"', 'starting current, Ist'],
  ];

describe('A meter', () => {
  it.each(everyday(WRONG, 4))(
    '%s fails, and the right one does not',
    async (_, mutations, step, at) => {
      const text = `${METER}[[step]]\n${step}\n`;
      const failedOf = async (...changes: readonly Mutation[]): Promise<readonly string[]> => {
        const metering = await mutant('metering', ...changes);
        const batch = { file: 'a.toml', text, frontEnd: 'ideal', metering } as const;
        return (await testPosition(batch, { position: 1, seed: 1 }, () => {})).failed;
      };
      expect(await failedOf(...mutations)).toEqual([at]);
      expect(await failedOf()).toEqual([]);
    },
    300_000,
  );
});
