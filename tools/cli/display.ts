// Shows the progress of a run: on a terminal a panel on a screen of its own, elsewhere a plain line each time.
import type { Size } from './fit.ts';
import { panelLines, plainLine } from './panel.ts';
import type { Progress } from './report.ts';

export interface Display {
  show(progress: Progress): void;
  /** Gives the terminal back as it was. */
  done(): void;
}

/** Control sequences of every terminal since the VT100, and xterm's second screen. */
const ESC = '\x1b[';
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}2J`;
const LEAVE = `${ESC}?25h${ESC}?1049l`;
const CLEAR = `${ESC}2J`;

/** Each line at its row: nothing can scroll, and what is longer than a line cannot get there. */
const drawn = (lines: readonly string[]): string =>
  lines.map((line, row) => `${ESC}${row + 1};1H${ESC}2K${line}`).join('') + `${ESC}J`;

/** Where a terminal says nothing of its size, it is as every terminal starts. */
const sizeOf = ({ columns, rows }: NodeJS.WriteStream): Size => ({
  columns: columns || 80,
  rows: rows || 24,
});

class Panel implements Display {
  readonly #stream: NodeJS.WriteStream;
  readonly #commands: readonly string[];
  #shown: Progress | undefined;

  constructor(stream: NodeJS.WriteStream, commands: readonly string[]) {
    this.#stream = stream;
    this.#commands = commands;
    stream.write(ENTER);
    stream.on('resize', this.#redraw);
    process.on('exit', this.#leave);
  }

  show(progress: Progress): void {
    this.#shown = progress;
    this.#stream.write(drawn(panelLines(progress, sizeOf(this.#stream), this.#commands)));
  }

  done(): void {
    this.#stream.off('resize', this.#redraw);
    process.off('exit', this.#leave);
    this.#leave();
  }

  readonly #redraw = (): void => {
    this.#stream.write(CLEAR);
    if (this.#shown) this.show(this.#shown);
  };

  readonly #leave = (): void => void this.#stream.write(LEAVE);
}

/** A panel on a terminal that can move its cursor, plain lines on everything else. */
export function makeDisplay(
  stream: NodeJS.WriteStream,
  commands: readonly string[] = [],
  terminal = process.env.TERM,
): Display {
  if (stream.isTTY && terminal !== 'dumb') return new Panel(stream, commands);
  return { show: (progress) => void stream.write(`${plainLine(progress)}\n`), done: () => {} };
}
