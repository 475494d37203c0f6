// The event logs of a whole meter, read at its optical port: what came into which, behind a first reading.
import { EVENT_LOGS } from '../../../shared-protocol/generated/ts/event-logs.ts';
import { Surroundings } from '../../meter/conductor/surroundings.ts';
import { withMeter } from '../../meter/targets/with-meter.ts';
import { loggedEvents, logIdentifier, type LoggedEvent } from '../../records/event-logs.ts';
import type { FactoryParameters } from '../../records/parameters.ts';
import { faulty, type Fault } from '../../signals/waves/faulty.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { ProgrammingBench } from '../programming/bench.ts';

export const START_s = Date.UTC(2026, 10, 28, 10, 29, 50) / 1000;
const load = { service: '3p4w', volts: 230, amps: 5, pf: 1 } as const;

export type Logs = Record<string, LoggedEvent[]>;

/** All logs, read at the optical port. */
export async function logsOf(bench: ProgrammingBench): Promise<Logs> {
  const session = await bench.session();
  const logs: Logs = {};
  for (const name of Object.keys(EVENT_LOGS)) {
    const digits = await session.read('R6', logIdentifier(name));
    logs[name] = loggedEvents(Buffer.from(digits, 'hex'));
  }
  await session.close();
  return logs;
}

/** A meter whose mirror is filled, at ten seconds before half past ten. */
export const withLogs = (
  use: (bench: ProgrammingBench, at: () => number) => Promise<void>,
  { fault, parameters }: { fault?: Fault; parameters?: Partial<FactoryParameters> } = {},
) =>
  withMeter(
    'wasm v8',
    {
      source: fault ? faulty(sineSource(load), fault) : sineSource(load),
      surroundings: new Surroundings({}, START_s),
      parameters,
    },
    async (meter) => {
      const bench = new ProgrammingBench(meter);
      await bench.idle(3000);
      await use(bench, () => START_s + meter.conductor.now_us / 1e6);
    },
  );

export const seconds = ({ time }: LoggedEvent) => Date.parse(time!) / 1000;
/** What came behind the first reading, log by log: the names alone. */
export const namesSince = (before: Logs, after: Logs) =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, entries]) => {
      const last = before[name].at(-1)?.sequence ?? 0;
      const names = entries.filter(({ sequence }) => sequence > last).map((each) => each.name);
      return names.length > 0 ? [[name, names]] : [];
    }),
  );
export const found = (logs: Logs, log: string, name: string) =>
  logs[log].filter((each) => each.name === name);
