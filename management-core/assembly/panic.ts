// Where impossible states go: the host records code and detail, and restarts this core; metering goes on.
import { panic } from './host';

/** Reasons of a panic, shown in the fault record. */
export namespace Panic {
  export const MEMORY_MAP: i32 = 1;
}

/** Stops this instance for good. */
export function stop(code: i32, detail: i32): void {
  panic(code, detail);
  unreachable();
}
