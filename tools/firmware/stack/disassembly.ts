// Functions and instructions of an image, from the disassembly that the cross tools print.
import { execFileSync } from 'node:child_process';

export interface Instruction {
  readonly address: number;
  /** Without .n and .w. */
  readonly name: string;
  readonly operands: string;
  /** Where a branch or call goes. */
  readonly target: number | undefined;
}

export interface CodeFunction {
  readonly name: string;
  readonly address: number;
  readonly instructions: readonly Instruction[];
  /** Words between the instructions, such as an address a veneer jumps to. */
  readonly words: ReadonlyMap<number, number>;
}

const HEADING = /^([0-9a-f]{8}) <(.+)>:$/;
const LINE = /^\s*([0-9a-f]+):\t([^\t]+)(?:\t([^;]*))?/;
const TARGET = /([0-9a-f]+) <[^>]*>\s*$/;

/** Branches name their target last; other operands that look like one are none. */
function targetOf(name: string, operands: string): number | undefined {
  if (!/^(b|cb)/.test(name)) return undefined;
  const found = TARGET.exec(operands);
  return found ? parseInt(found[1], 16) : undefined;
}

interface Open {
  name: string;
  address: number;
  instructions: Instruction[];
  words: Map<number, number>;
}

function take(open: Open, [, address, mnemonic, operands = '']: RegExpExecArray): void {
  const at = parseInt(address, 16);
  if (mnemonic.startsWith('.')) {
    if (mnemonic === '.word') open.words.set(at, parseInt(operands, 16));
    return;
  }
  const name = mnemonic.replace(/\.[nw]$/, '');
  open.instructions.push({ address: at, name, operands: operands.trim(), target: targetOf(name, operands) });
}

/** Reads what `objdump -d --no-show-raw-insn` prints. */
export function parseDisassembly(text: string): CodeFunction[] {
  const functions: Open[] = [];
  for (const line of text.split('\n')) {
    const heading = HEADING.exec(line);
    if (heading) {
      functions.push({
        name: heading[2],
        address: parseInt(heading[1], 16),
        instructions: [],
        words: new Map(),
      });
      continue;
    }
    const instruction = LINE.exec(line);
    if (instruction && functions.length > 0) take(functions.at(-1)!, instruction);
  }
  return functions.filter(({ instructions }) => instructions.length > 0);
}

/** Every function of an image. Throws what the tool says, or that it is not there. */
export const disassemble = (elf: string): CodeFunction[] =>
  parseDisassembly(
    execFileSync('arm-none-eabi-objdump', ['-d', '--no-show-raw-insn', elf], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  );
