// Listens to outputs of an emulated board: each edge of them, and that they rest while nobody drives them.
import { expect } from 'vitest';
import type { EmulatedBoard } from '../../meter/emulated/board.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';

interface Edge {
  readonly pin: string;
  readonly rises: boolean;
  readonly at_us: number;
}

/** Every edge of some pins of a board. */
export class Outputs {
  readonly edges: Edge[] = [];
  readonly #board: EmulatedBoard;

  constructor(board: EmulatedBoard, pins: readonly string[]) {
    this.#board = board;
    for (const pin of pins)
      board.pin(pin).watch((rises) => this.edges.push({ pin, rises, at_us: board.chip.now / CYCLES_PER_US }));
  }

  /** Does something to the wires that is none of the board's. */
  without(act: () => void): void {
    const { length } = this.edges;
    act();
    this.edges.length = length;
  }

  get now_us(): number {
    return this.#board.chip.now / CYCLES_PER_US;
  }

  count(pin: string): number {
    return this.edges.filter((edge) => edge.rises && edge.pin === pin).length;
  }

  /** Instants at which one rose, between two. */
  rises(from_us: number, until_us = Infinity): number[] {
    const within = this.edges.filter(({ rises, at_us }) => rises && at_us > from_us && at_us <= until_us);
    return within.map(({ at_us }) => at_us);
  }

  /** How long a pulse was that ended between two instants. */
  widths(from_us: number, until_us: number): number[] {
    return this.edges.flatMap(({ pin, rises, at_us }, i) => {
      if (rises || at_us <= from_us || at_us > until_us) return [];
      const began = this.edges.slice(0, i).findLast((edge) => edge.pin === pin && edge.rises)!;
      return [at_us - began.at_us];
    });
  }
}

/** While nobody drives them the wires are low, and go low where something charged them. */
export function expectAtRest(board: EmulatedBoard, pins: readonly string[]): void {
  for (const name of pins) {
    const pin = board.pin(name);
    expect([name, pin.isOutput, pin.level]).toEqual([name, false, false]);
    pin.drive(true);
    pin.drive(undefined);
    expect([name, pin.level]).toEqual([name, false]);
  }
}
