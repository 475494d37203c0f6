// Registers against the load: the same digits as everywhere, and the energy of known loads.
import { expect } from 'vitest';
import { MOMENT_CLOSED } from '../../../shared-protocol/generated/ts/protocol.ts';
import { feed, registersNow, unmarked, withMeter } from '../../meter/targets/with-meter.ts';
import { HouseholdDay } from '../../signals/waves/household-day.ts';
import { LOAD_FACTOR } from '../../signals/waves/services.ts';
import { sineSource, type SineOptions } from '../../signals/waves/sine.ts';
import { onBench, SECONDS } from './behaviour.ts';
import { fastEngine } from './loads.ts';
import { energyOf } from './registers.ts';
import { targetOfRun } from './targets.ts';

/** The window at the end is open. */
const SETS = SECONDS * 4000 + 123;

/** What V8 in this process makes of the same samples. */
const inProcess = () =>
  withMeter('wasm v8', { source: new HouseholdDay() }, async (meter) => {
    await feed(meter, SETS);
    return registersNow(meter);
  });

for (const engine of targetOfRun().engines)
  onBench(
    `The built-in day over ${SECONDS} s (engine: ${engine})`,
    () => ({ source: new HouseholdDay(), engine }),
    (behaviour) => {
      behaviour('is metered to the same digits as in process', ['source', 'legal'], async (bench) => {
        await bench.feed(SETS);
        const registers = await registersNow(bench);
        expect(registers[0].sample_index).toBe(BigInt(SETS));
        expect(unmarked(registers)).toEqual(unmarked(await inProcess()));
      });
    },
  );

/** Between ends of windows, so that no part of a cycle counts. */
const MEASURED_s = Math.max(2, SECONDS / 12);
const SETTLING_s = 1;
/** A tenth of class D at unity: the source has no noise. */
const LIMIT_percent = 0.02;

const POINTS: readonly [string, SineOptions][] = [
  ['three phases, import at unity', { service: '3p4w', volts: 230, amps: 5 }],
  ['three phases, import at 0.5 inductive', { service: '3p4w', volts: 230, amps: 5, pf: 0.5 }],
  ['three phases, export at 0.8 capacitive', { service: '3p4w', volts: 230, amps: -10, pf: -0.8 }],
  ['a single phase at 0.5 inductive', { service: '1p2w', volts: 230, amps: 20, pf: 0.5 }],
];

for (const [name, load] of POINTS)
  onBench(
    `Active energy of ${name}`,
    () => ({ source: sineSource(load), engine: fastEngine() }),
    (behaviour) => {
      behaviour(
        `lies within ${LIMIT_percent} % of the load, in the right register`,
        ['source', 'legal'],
        async (bench) => {
          await bench.wait(SETTLING_s);
          const before = await energyOf(bench, MOMENT_CLOSED);
          await bench.wait(MEASURED_s);
          const after = await energyOf(bench, MOMENT_CLOSED);
          const power_W = LOAD_FACTOR[load.service] * load.volts * load.amps * Math.abs(load.pf ?? 1);
          const truth_Ws = power_W * (after.time_s - before.time_s);
          const imported_Ws = after.import_Ws - before.import_Ws;
          const exported_Ws = after.export_Ws - before.export_Ws;
          expect(Math.abs((imported_Ws - exported_Ws) / truth_Ws - 1) * 100).toBeLessThan(LIMIT_percent);
          expect(Math.min(imported_Ws, exported_Ws)).toBe(0);
        },
      );
    },
  );
