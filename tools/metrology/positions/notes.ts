// What a bench finds, on its way into its file of results: whole positions at once, points of the others each second.
import type { PositionReport, Seat } from './position-report.ts';
import type { NotedAt, ResultsFile } from './results-file.ts';
import type { Noted } from './run.ts';

/** A bench that ends at any moment loses no more than this; the file is written no oftener. */
const EACH_ms = 1000;

/** Throws ResultsError from whatever it is told. */
export class Notes {
  readonly #file: ResultsFile;
  #waiting: NotedAt[] = [];
  #written_ms = performance.now();

  constructor(file: ResultsFile) {
    this.#file = file;
  }

  found({ position, seed }: Seat, noted: Noted): void {
    this.#waiting.push({ position, seed, ...noted });
    if (performance.now() - this.#written_ms >= EACH_ms) this.write();
  }

  done(report: PositionReport): void {
    this.#waiting = this.#waiting.filter(({ position }) => position !== report.position);
    this.#file.add(report);
  }

  /** Writes what waits. */
  write(): void {
    this.#file.note(this.#waiting);
    this.#waiting = [];
    this.#written_ms = performance.now();
  }
}
