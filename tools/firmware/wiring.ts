// The wiring table of a board as Markdown, made from its pins.
import type { BoardPin } from './boards.ts';

const wireOf = ({ wire, resistor }: BoardPin): string =>
  resistor ? `${wire}; ${resistor.ohm} Ohm to ${resistor.to}` : wire;

/** One row a pin in the order of GPIO numbers. */
export function wiringTable(pins: readonly BoardPin[]): string {
  const rows = [...pins].sort((a, b) => a.gpio - b.gpio).map((pin) => `| ${pin.gpio} | ${wireOf(pin)} |`);
  return ['| GPIO | wire |', '|---|---|', ...rows].join('\n');
}
