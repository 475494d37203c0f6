// What a leaf of the object model costs on the chip: instructions the management board executes under wasm3 to encode it.
import { buildSyntheticCore, type Work } from '../../shared-protocol/check/objects/synthetic-module.ts';
import { syntheticSpecs } from '../../shared-protocol/check/objects/synthetic-specs.ts';
import { modelOf } from '../../shared-protocol/generate/model.ts';
import { firmwareImage } from '../firmware/firmware-image.ts';
import { ManagementBoard } from '../meter/emulated/management-board.ts';
import { printFigures } from './print-figures.ts';

const CLOCK_Hz = 150e6;
/** As in cost.ts: no board has counted yet. */
const CPI = 2;
/** A byte of 8N1 is ten bits. */
const BITS = 10;
const BAUD = 9600;
/** The synthetic core encodes a block of 64 bytes each tick from 1 s on, and shows its bytes at 4 s. */
const RUN_ms = 4300;
const CYCLES_PER_MS = CLOCK_Hz / 1000;
const ENTRIES = 100;
const COLUMNS = 8;

export interface LeafCost {
  readonly what: string;
  readonly leaves: number;
  readonly bytes: number;
  readonly instructionsPerLeaf: number;
  readonly instructionsPerByte: number;
  /** Of the time its bytes take on a line of 9,600 baud. */
  readonly shareOfLine: number;
}

interface Run {
  readonly bytes: number;
  readonly instructions: number;
}

/** A synthetic core on the emulated board until it has shown how many bytes it encoded. */
function run(work: Work): Run {
  const module = buildSyntheticCore(modelOf(syntheticSpecs()), work, ENTRIES);
  const elf = firmwareImage('management', 'wasm3', module);
  const board = new ManagementBoard({ elf, fram: new Uint8Array(1 << 18) });
  try {
    board.runUntil(RUN_ms * CYCLES_PER_MS);
    const row = board.lcd.text()[0];
    if (!/^\d{8} /.test(row))
      throw new Error(`the synthetic core did not end its work: '${row}' on the display`);
    return { bytes: parseInt(row, 10), instructions: board.chip.counters.instructions };
  } finally {
    board.close();
  }
}

/** Instructions a leaf of each kind of work: those of a run with it, less those of the same run without. */
export function leafCosts(): LeafCost[] {
  const idle = run('nothing');
  const kinds: [what: string, work: Work, leaves: number][] = [
    ['list of objects, fields of records', 'list', 1000],
    [`profile, ${COLUMNS} columns`, 'profile', ENTRIES * COLUMNS],
  ];
  return kinds.map(([what, work, leaves]) => {
    const { bytes, instructions } = run(work);
    const more = instructions - idle.instructions;
    const line_s = (bytes * BITS) / BAUD;
    const shareOfLine = (more * CPI) / CLOCK_Hz / line_s;
    return {
      what,
      leaves,
      bytes,
      instructionsPerLeaf: more / leaves,
      instructionsPerByte: more / bytes,
      shareOfLine,
    };
  });
}

/** The table, as lines. */
export function leafLines(costs: readonly LeafCost[]): string[] {
  const row = ({ what, leaves, bytes, instructionsPerLeaf, instructionsPerByte, shareOfLine }: LeafCost) =>
    `  ${what.padEnd(36)}${String(leaves).padStart(6)}${String(bytes).padStart(7)}` +
    `${instructionsPerLeaf.toFixed(0).padStart(9)}${instructionsPerByte.toFixed(0).padStart(9)}` +
    `${`${(100 * shareOfLine).toFixed(1)} %`.padStart(9)}`;
  return [
    `instructions to encode a leaf as A-XDR in blocks of 64 bytes on the emulated management board, wasm3;`,
    `share of the line's time at ${BAUD} baud 8N1 with CPI ${CPI} at ${CLOCK_Hz / 1e6} MHz`,
    `  ${''.padEnd(36)}leaves  bytes   a leaf   a byte    share`,
    ...costs.map(row),
  ];
}

const asked = process.argv.includes('--json');
if (import.meta.filename === process.argv[1])
  await printFigures(async () => (asked ? [JSON.stringify(leafCosts())] : leafLines(leafCosts())));
