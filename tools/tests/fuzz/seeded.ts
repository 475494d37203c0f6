// Shows that the fuzzer finds faults: each of seeded.json is put into a copy of a core, translated, and given to its target.
// Usage: seeded.ts [--runs N] [--only N,N...]; ends with 1 where one is not found within so many runs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../build/paths.ts';
import { optimisedMutant, type Mutation } from '../mutation/mutant.ts';
import { corpusOf, MANAGEMENT_TARGETS, runTarget, scratchOf, type FuzzTarget } from './targets.ts';

interface SeededFault extends Mutation {
  readonly target: FuzzTarget;
  readonly name: string;
}

/** Runs within which a fault must be found, beside the inputs of the corpus. */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, only: { type: 'string' } },
});
const faults = JSON.parse(readFileSync(join(import.meta.dirname, 'seeded.json'), 'utf8')) as SeededFault[];
const only = values.only?.split(',').map(Number);
const roleOf = (target: FuzzTarget) => (MANAGEMENT_TARGETS.has(target) ? 'management' : 'metering');

/** Builds the target over a faulty core. @returns folder of the program. */
async function build(fault: SeededFault, number: number): Promise<string> {
  const role = roleOf(fault.target);
  const folder = `build/fuzz/seeded/${number}`;
  const core = join(ROOT, folder, 'core');
  mkdirSync(core, { recursive: true });
  writeFileSync(join(core, 'core.wasm'), await optimisedMutant(role, fault));
  const make = [
    '-s',
    `SEEDED=${folder}`,
    `SEEDED_ROLE=${role}`,
    `SEEDED_TARGET=${fault.target}`,
    'fuzz-seeded-one',
  ];
  execFileSync('make', make, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

/** Runs the target and prints its line; what the corpus itself finds needs no run of the mutator. @returns whether it was found. */
async function row(fault: SeededFault, number: number, folder: string): Promise<boolean> {
  const corpus = corpusOf(fault.target);
  const options = [`-runs=${values.runs}`, '-seed=1'];
  const { runs, finding, started } = await runTarget(fault.target, {
    options,
    corpora: [scratchOf(fault.target), corpus],
    built: folder,
  });
  if (!started) throw new Error(`fault ${number}: its core does not even start: ${finding}`);
  const inputs = readdirSync(corpus).length;
  const where =
    finding === undefined ? 'NOT FOUND' : runs <= inputs ? 'by the corpus' : `after ${runs - inputs} runs`;
  console.log(
    `${String(number).padStart(2)} ${fault.target.padEnd(11)}${fault.name.padEnd(76)}${where.padEnd(18)}${finding ?? ''}`,
  );
  return finding !== undefined;
}

let missed = 0;
for (const [index, fault] of faults.entries()) {
  const number = index + 1;
  if (only && !only.includes(number)) continue;
  if (!(await row(fault, number, await build(fault, number)))) missed++;
}
console.log(missed === 0 ? 'every fault was found' : `${missed} faults were not found`);
process.exitCode = missed === 0 ? 0 : 1;
