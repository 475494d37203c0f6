// Shares of an emulated run's time: guest instructions, register accesses, front end, events, exceptions.
import { Bus } from '../rp2350/processor/bus.ts';
import { Ads131m08 } from '../rp2350/chips/ads131m08.ts';
import { Exceptions } from '../rp2350/processor/exceptions.ts';
import { Spi } from '../rp2350/peripherals/spi.ts';
import { VirtualTime } from '../rp2350/processor/scheduler.ts';
import { Engine } from '../rp2350/processor/unicorn.ts';

/** Methods whose time, without that of others in this table that they call, belongs to a kind of work. */
const KINDS: readonly (readonly [kind: string, prototype: object, methods: readonly string[]])[] = [
  ['guest instructions and entering the engine', Engine.prototype, ['start']],
  ['register accesses', Bus.prototype, ['processorRead', 'processorWrite']],
  ['AFE frames (SPI words, DMA of them, conversions)', Ads131m08.prototype, ['select', 'exchange']],
  ['AFE frames (SPI words, DMA of them, conversions)', Spi.prototype, ['settle']],
  ['other events', VirtualTime.prototype, ['runDue']],
  ['exceptions', Exceptions.prototype, ['takePending', 'leave', 'supervisorCall']],
];
const REST = 'run loop and sleep';

class Stopwatch {
  readonly spent = new Map<string, number>();
  private kind = REST;
  private since = performance.now();

  /** Charges the time since the last change and goes over to another kind; gives the one before. */
  change(kind: string): string {
    const now = performance.now();
    const before = this.kind;
    this.spent.set(before, (this.spent.get(before) ?? 0) + now - this.since);
    this.kind = kind;
    this.since = now;
    return before;
  }
}

type Method = (...values: unknown[]) => unknown;

/** Puts the stopwatch around a method; gives what takes it away again. */
function watch(stopwatch: Stopwatch, kind: string, prototype: object, name: string): () => void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name];
  methods[name] = function (this: unknown, ...values: unknown[]) {
    const before = stopwatch.change(kind);
    try {
      return original.apply(this, values);
    } finally {
      stopwatch.change(before);
    }
  };
  return () => void (methods[name] = original);
}

/** Runs the action with clocks around each kind of work; `kind n %` lines, largest first. */
export function watchShares(action: () => void): string[] {
  const stopwatch = new Stopwatch();
  const undo = KINDS.flatMap(([kind, prototype, names]) =>
    names.map((name) => watch(stopwatch, kind, prototype, name)),
  );
  try {
    action();
    stopwatch.change(REST);
  } finally {
    for (const restore of undo) restore();
  }
  const total = [...stopwatch.spent.values()].reduce((sum, ms) => sum + ms, 0);
  const sorted = [...stopwatch.spent].sort(([, a], [, b]) => b - a);
  return sorted.map(([kind, ms]) => `${kind} ${((100 * ms) / total).toFixed(0)} %`);
}
