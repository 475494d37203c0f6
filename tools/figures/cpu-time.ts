// Processor time of this program, of one of its threads, and of a process of ours.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let clockTicksPer_s: number | undefined;

const ticksPer_s = (): number =>
  (clockTicksPer_s ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));

/** Seconds in user and kernel mode (proc(5), fields 14 and 15 of stat). */
function statCpu_s(path: string): number {
  const fields = readFileSync(path, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPer_s();
}

export const processCpu_s = (pid: number): number => statCpu_s(`/proc/${pid}/stat`);

/** Of the thread that calls, in steps of the kernel's clock. */
export const threadCpu_s = (): number => statCpu_s('/proc/thread-self/stat');

/** Of this program with all its threads: what compiles and collects garbage for them is among them. */
export function ownCpu_s(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
