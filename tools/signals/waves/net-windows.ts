// Splits a running sum of power into import and export, window by window, for each element and the net.

/** Sums of v·i up to sample n, one entry an element. */
export type PowerSums = (n: number) => readonly number[];

/**
 * In each window the sign of the window's sum decides its register; the open window counts with its own
 * sign. Remembers the windows done, so a reader moving forward pays for new ones only.
 */
export class NetWindows {
  private readonly sums: PowerSums;
  private readonly window_sets: number;
  private done = 0;
  private imports: number[] = [];

  constructor(sums: PowerSums, window_sets: number) {
    this.sums = sums;
    this.window_sets = window_sets;
    this.restart();
  }

  /** Import sums over samples 0 .. sets-1: each element, then the net of all. */
  importsAt(sets: number): number[] {
    const whole = Math.floor(sets / this.window_sets);
    if (whole < this.done) this.restart();
    for (; this.done < whole; this.done++) {
      this.imports = this.with(this.startOf(this.done), this.startOf(this.done + 1));
    }
    return this.with(this.startOf(whole), sets);
  }

  /** First sample of a window; windows need not be whole numbers of samples. */
  private startOf(window: number): number {
    return Math.floor(window * this.window_sets);
  }

  private restart(): void {
    this.done = 0;
    this.imports = new Array(this.sums(0).length + 1).fill(0);
  }

  private with(from: number, to: number): number[] {
    const start = this.sums(from);
    const each = this.sums(to).map((s, e) => s - start[e]);
    const net = each.reduce((a, b) => a + b, 0);
    return [...each, net].map((x, e) => this.imports[e] + Math.max(0, x));
  }
}
