// How HIL specs are written: a bench with something on it, and sentences about it with what each of them needs.
import { afterAll, describe, it } from 'vitest';
import type { Bench, BenchOptions } from './bench.ts';
import type { Capability } from './capabilities.ts';
import { skipNote } from './skips.ts';
import { targetOfRun } from './targets.ts';

/** Virtual seconds of the long behaviours; `make hil` asks for 60. */
export const SECONDS = Number(process.env.TWINMETER_HIL_SECONDS ?? 4);

/** A test on the bench. It is skipped where the bench lacks a need, and nowhere else. */
export type Behaviour = (
  sentence: string,
  needs: readonly Capability[],
  scenario: (bench: Bench) => Promise<void>,
) => void;

/** Behaviours of one meter, one after the other: it is put on the bench before the first that is not skipped. */
export function onBench(
  title: string,
  options: () => BenchOptions,
  behaviours: (behaviour: Behaviour) => void,
): void {
  describe(title, () => {
    let bench: Bench | undefined;
    afterAll(() => bench?.close());
    behaviours((sentence, needs, scenario) => {
      it(sentence, async (context) => {
        const present = targetOfRun().present();
        const lacking = needs.filter((need) => !present.includes(need));
        if (lacking.length > 0) return context.skip(skipNote(lacking));
        bench ??= await targetOfRun().open(options());
        await scenario(bench);
      });
    });
  });
}
