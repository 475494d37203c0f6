// Where impossible states go: the host records code and detail, and restarts the core from its storage.
import { panic } from './host';

/** Reasons of a panic, shown in the fault record. */
export namespace Panic {
  /** The filters reach further back than the history that is kept; detail: sample sets. */
  export const FILTER_REACH: i32 = 2;
}

/** Stops this instance for good. */
export function stop(code: i32, detail: i32): void {
  panic(code, detail);
  unreachable();
}
