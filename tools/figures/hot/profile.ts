// Counts the operations each function of both modules executes while a meter runs, and which of them are hot.
import { createHash } from 'node:crypto';
import type { Role } from '../../cores/core-runner.ts';
import { HostProcess } from '../../cores/host-process.ts';
import type { HotList } from '../../firmware/hot-functions.ts';
import { openMeter } from '../../meter/meter.ts';
import { goOn } from '../../meter/targets/with-meter.ts';
import { inFiles } from '../../meter/targets/board-files.ts';
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { builtPath } from '../../build/paths.ts';

const SECONDS = 25;
const RATE_Hz = 4000;
/** What is run: every quantity of every input is made in it, harmonics of all inputs and flicker too. */
export const RUN = `3p4w 230 V 5 A pf 0.8, ${SECONDS} s at ${RATE_Hz} Hz, with the link and readings`;
/** Functions are hot until together they execute this share of all operations. */
const HOT_SHARE = 0.999;

/** Operations by index of the function. */
export type Profile = ReadonlyMap<number, number>;

const countsOf = (messages: string): Profile =>
  new Map([...messages.matchAll(/^operations (\d+) (\d+)$/gm)].map(([, i, n]) => [Number(i), Number(n)]));

/** Runs both modules on the counting build of the C host. */
export async function profile(modules: Record<Role, Uint8Array>): Promise<Record<Role, Profile>> {
  const program = builtPath('host', 'twinmeter-core-profiled');
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8, rate_mHz: RATE_Hz * 1000 });
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz });
  const processes = new Map<Role, HostProcess>();
  const request = { modules, fram, engine: 'wasm3', source };
  const cores = inFiles(request, (role, files) => {
    const started = new HostProcess({ role, program, ...files });
    processes.set(role, started);
    return started;
  });
  const meter = await openMeter({ ...request, cores, dispose: cores.dispose });
  await goOn(meter, SECONDS * RATE_Hz);
  await meter.close();
  return {
    metering: countsOf(processes.get('metering')!.messages),
    management: countsOf(processes.get('management')!.messages),
  };
}

/** The hottest functions of a profile, up to HOT_SHARE of its operations. */
export function hotList(module: Uint8Array, counted: Profile, run = RUN): HotList {
  const total = [...counted.values()].reduce((sum, n) => sum + n, 0);
  const byHeat = [...counted].sort(([i, a], [k, b]) => b - a || i - k);
  const functions: number[] = [];
  let executed = 0;
  for (const [index, operations] of byHeat) {
    if (executed >= HOT_SHARE * total) break;
    functions.push(index);
    executed += operations;
  }
  const sha256 = createHash('sha256').update(module).digest('hex');
  return { sha256, run, share: Number((executed / total).toFixed(5)), functions };
}
