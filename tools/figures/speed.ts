// How fast a whole meter runs: virtual seconds per second of this process's CPU time, on each target and engine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { HostProcess } from '../cores/host-process.ts';
import { feed, withMeter, type Place } from '../meter/targets/with-meter.ts';
import { sineSource } from '../signals/waves/sine.ts';

const CLOCK_TICKS_PER_s = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU seconds a process of ours has used (proc(5), fields 14 and 15 of stat). */
function processCpu_s(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_s;
}

function ownCpu_s(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

export interface Speed {
  place: Place;
  virtual_s: number;
  cpu_s: number;
}

/** Meters virtual_s seconds after one second to warm up; counts the CPU of this process and of the cores' own. */
export async function speedOf(place: Place, virtual_s: number): Promise<Speed> {
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8 });
  return withMeter(place, { source }, async (meter) => {
    await feed(meter, 4000);
    const pids = [meter.metering, meter.management].flatMap(
      (board) => (board.core as HostProcess)?.pid ?? [],
    );
    const cores_s = () => pids.reduce((sum, pid) => sum + processCpu_s(pid), 0);
    const [before, coresBefore] = [process.cpuUsage(), cores_s()];
    await feed(meter, 4000 + virtual_s * 4000);
    return { place, virtual_s, cpu_s: ownCpu_s(before) + cores_s() - coresBefore };
  });
}

/** The table of targets, as lines. */
export async function speedLines(): Promise<string[]> {
  const runs: [Place, number][] = [
    ['wasm v8', 600],
    ['wasm wasm3', 60],
    ['host wasm3', 60],
  ];
  const lines = [
    'speed of a whole meter, both cores, 4 kHz 3P4W: virtual seconds per CPU second (all processes)',
  ];
  for (const [place, virtual_s] of runs) {
    const { cpu_s } = await speedOf(place, virtual_s);
    lines.push(
      `  ${place.padEnd(16)}${(virtual_s / cpu_s).toFixed(1).padStart(8)} x real time  (${virtual_s} s in ${cpu_s.toFixed(2)} s)`,
    );
  }
  return lines;
}
