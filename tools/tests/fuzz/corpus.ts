// Makes the corpora anew: the vectors as inputs and whatever long runs found, as few of them as reach every edge that all reach.
import { rmSync, mkdirSync } from 'node:fs';
import { corpusOf, foundOf, runTarget, seedsOf, TARGETS } from './targets.ts';

/** Edges alone decide, not how often one is passed: that keeps tens of inputs, not hundreds. */
const EDGES_ALONE = '-use_counters=0';

const wanted = process.argv.slice(2);
for (const target of TARGETS.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  rmSync(corpusOf(target), { recursive: true, force: true });
  mkdirSync(corpusOf(target), { recursive: true });
  const corpora = [corpusOf(target), seedsOf(target), foundOf(target)];
  const { finding, text } = await runTarget(target, { options: ['-merge=1', EDGES_ALONE], corpora });
  if (finding) throw new Error(`${target}: ${finding}`);
  console.log(`${target}: ${/MERGE-OUTER: (\d+ new files with .*)/.exec(text)?.[1]}`);
}
