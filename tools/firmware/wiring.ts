// The wiring table of a board as Markdown, made from its pins.
import type { BoardPin } from './boards.ts';

/** One row a pin in the order of GPIO numbers. */
export function wiringTable(pins: readonly BoardPin[]): string {
  const rows = [...pins].sort((a, b) => a.gpio - b.gpio).map((pin) => `| ${pin.gpio} | ${pin.wire} |`);
  return ['| GPIO | wire |', '|---|---|', ...rows].join('\n');
}
