// Runs the fuzzer's targets over their corpora, one on each of the machine's cores, and prints what of its module's edges each
// covers. Ends with 1 where one finds something.
// Usage: run.ts --runs N | --seconds N [--seed N] [TARGET...]
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import {
  corpusOf,
  foundOf,
  runTarget,
  scratchOf,
  TARGETS,
  type FuzzResult,
  type FuzzTarget,
} from './targets.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string', default: '1' } },
});

/** A run of so many inputs is the same each time; one of so many seconds keeps what it finds for the next. */
function fuzz(target: FuzzTarget): Promise<FuzzResult> {
  const { runs, seconds, seed } = values;
  if (seconds === undefined) {
    return runTarget(target, {
      options: [`-runs=${runs ?? 1000}`, `-seed=${seed}`],
      corpora: [scratchOf(target), corpusOf(target)],
    });
  }
  return runTarget(target, {
    options: [`-max_total_time=${seconds}`],
    corpora: [foundOf(target), corpusOf(target)],
  });
}

function line(target: FuzzTarget, { runs, edges, allEdges, longest, finding }: FuzzResult): string {
  const share = ((100 * edges) / allEdges).toFixed(1);
  const head = `${target.padEnd(11)}${String(runs).padStart(10)}${String(edges).padStart(7)} of ${allEdges}`;
  return `${head}${share.padStart(7)} %${String(longest).padStart(10)}   ${finding ?? 'nothing found'}`;
}

const wanted = TARGETS.filter((target) => positionals.length === 0 || positionals.includes(target));
console.log('target           runs  edges of its module    longest event, loads and stores');
const waiting = wanted.values();
let failed = false;

/** One target after the other, until none waits. */
async function fuzzOn(): Promise<void> {
  for (const target of waiting) {
    const result = await fuzz(target);
    failed ||= result.finding !== undefined;
    console.log(line(target, result));
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, fuzzOn));
process.exitCode = failed ? 1 : 0;
