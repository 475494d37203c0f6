// Fits blocks of lines into the rows and columns of a terminal: the most important first, in the order of the screen.

/** Lines that belong together. */
export interface Block {
  readonly lines: readonly string[];
  /** 0 stays as long as there is a row; the highest goes first. */
  readonly importance: number;
  /** Part of it is of use too: its last lines go where they do not fit. */
  readonly isDivisible?: boolean;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A line no longer than the terminal is wide; a mark where something is cut off. */
export const cut = (line: string, columns: number): string =>
  line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}>`;

/** How many lines of each block there is room for. */
function allotted(blocks: readonly Block[], rows: number): Map<Block, number> {
  const room = new Map<Block, number>();
  let left = rows;
  for (const block of [...blocks].sort((a, b) => a.importance - b.importance)) {
    const fitting = Math.min(block.lines.length, left);
    const taken = fitting === block.lines.length || block.isDivisible ? fitting : 0;
    room.set(block, taken);
    left -= taken;
  }
  return room;
}

/** The lines that there is room for, in the order of the blocks. */
export function fit(blocks: readonly Block[], { columns, rows }: Size): string[] {
  const room = allotted(blocks, rows);
  return blocks.flatMap((block) => block.lines.slice(0, room.get(block)).map((line) => cut(line, columns)));
}
