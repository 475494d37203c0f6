// The worst-case C stacks of a firmware image: the main one of boot, run loop and interrupts, and that of slow work.
import { CallGraph, type Deepest, type StackRules } from './call-graph.ts';
import { frameOf } from './frames.ts';
import { plainName } from './call-graph.ts';
import type { CodeFunction } from './disassembly.ts';

export interface ImageRules extends StackRules {
  /** What the processor pushes when it takes an exception, floating-point registers and alignment included. */
  readonly exception_frame_bytes: number;
  readonly roots: {
    readonly boot: string;
    /** Functions that stand on the main stack when the run loop takes over. */
    readonly below_loop: readonly string[];
    readonly loop: string;
    readonly work: string;
    readonly levels: readonly { readonly priority: string; readonly handlers: readonly string[] }[];
  };
}

export interface ImageStacks {
  readonly boot: Deepest;
  readonly loop: Deepest;
  /** Of each level of interrupts, without the frame of the exception. */
  readonly levels: readonly Deepest[];
  /** The most of the main stack: the deeper of boot and loop with one interrupt of each level on it. */
  readonly main_bytes: number;
  /** The most of the stack of slow work, with the one exception that is pushed there. */
  readonly work: Deepest;
  readonly work_bytes: number;
}

/** Throws StackUnknownError where the rules do not say enough. */
export function stacksOf(functions: readonly CodeFunction[], rules: ImageRules): ImageStacks {
  const graph = new CallGraph(functions, rules);
  const { roots, exception_frame_bytes: frame } = rules;
  const [boot, loop, work] = [roots.boot, roots.loop, roots.work].map((root) => graph.deepestOf(root));
  const levels = roots.levels.map(({ handlers }) => graph.deepestOfSome(handlers));
  const interrupts = levels.reduce((sum, { bytes }) => sum + frame + bytes, 0);
  const below = functions
    .filter(({ name }) => roots.below_loop.includes(plainName(name)))
    .reduce((sum, code) => sum + frameOf(code).depth, 0);
  return {
    ...{ boot, loop, levels, work },
    main_bytes: Math.max(boot.bytes, below + frame + loop.bytes) + interrupts,
    work_bytes: work.bytes + frame,
  };
}
