// Everything at once on the emulated metering board, and its supply lost meanwhile, in both ways the emulator counts time.
import { printFigures } from '../print-figures.ts';
import { atOnce, atOnceLines } from './at-once.ts';
import { supplyLost, supplyLostLines } from './supply-lost.ts';

const EDGES = 6;

await printFigures(async () => {
  const lines: string[] = [];
  for (const timing of ['instructions', 'cycles'] as const) {
    lines.push(...atOnceLines(timing, await atOnce(EDGES, timing)));
    lines.push(...supplyLostLines(timing, await supplyLost(timing)));
  }
  return lines;
});
