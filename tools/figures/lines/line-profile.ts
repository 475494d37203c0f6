// Instructions of a program on the chip by the line they come from, as the compiler's line table has it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { codeSymbols, functionAt } from '../../firmware/sections.ts';
import type { Rp2350 } from '../../rp2350/chip/rp2350.ts';

/** Instructions of a place. */
export interface LineCount {
  readonly source: string;
  readonly line: number;
  instructions: number;
}

/** The first halfwords of Thumb instructions of 32 bits begin with 11101, 11110 and 11111. */
const isWide = (halfword: number): boolean => halfword >>> 11 >= 0b11101;

/** Addresses of the instructions of a block. */
function addressesOf({ memory }: Rp2350, address: number, bytes: number): number[] {
  const code = memory.view(address, bytes, false);
  if (!code) return [address];
  const halfwords = new DataView(code.buffer, code.byteOffset, bytes);
  const addresses: number[] = [];
  for (let at = 0; at < bytes; at += isWide(halfwords.getUint16(at, true)) ? 4 : 2)
    addresses.push(address + at);
  return addresses;
}

/**
 * Instructions by address since the chip's profile began: every instruction of a block is executed as often as the block. One
 * that a condition skipped counts as well, as the chip's own count has it.
 */
function byAddress(chip: Rp2350): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { address, bytes, instructions } of chip.profile) {
    const addresses = addressesOf(chip, address, bytes);
    for (const at of addresses) counts.set(at, (counts.get(at) ?? 0) + instructions / addresses.length);
  }
  return counts;
}

const PLACE = /^(.*):(\d+)(?: \(discriminator \d+\))?$/;
const ADDRESS = /^0x[0-9a-f]{8}$/;

/** Of an address and what it was compiled into, innermost first: the first line of a source, told by `isSource`. */
function* placesAt(
  elfPath: string,
  addresses: readonly number[],
  isSource: (path: string) => string | undefined,
) {
  const input = addresses.map((address) => `0x${address.toString(16)}`).join('\n');
  const options = { input, encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  const output = execFileSync('arm-none-eabi-addr2line', ['-a', '-i', '-e', elfPath], options);
  let found: { source: string; line: number } | undefined;
  for (const text of output.trimEnd().split('\n').slice(1)) {
    if (ADDRESS.test(text)) {
      yield found;
      found = undefined;
    } else if (!found) {
      const [, path, line] = PLACE.exec(text) ?? [];
      const source = path && isSource(path);
      if (source) found = { source, line: Number(line) };
    }
  }
  yield found;
}

/**
 * What ran on the chip since its profile began, hottest line first. Sources lie below a folder; what comes from none of them (the
 * compiler's division, say) counts for its function's name, at line 0.
 */
export function countLines(chip: Rp2350, elfPath: string, folder: string): LineCount[] {
  const counts = byAddress(chip);
  const addresses = [...counts.keys()];
  const isSource = (path: string) =>
    path.startsWith(`${folder}/`) && path.endsWith('.ts') ? path.slice(folder.length + 1) : undefined;
  const functions = codeSymbols(readFileSync(elfPath));
  const lines = new Map<string, LineCount>();
  let n = 0;
  for (const found of placesAt(elfPath, addresses, isSource)) {
    const { source, line } = found ?? { source: functionAt(functions, addresses[n]), line: 0 };
    const key = `${source}:${line}`;
    if (!lines.has(key)) lines.set(key, { source, line, instructions: 0 });
    lines.get(key)!.instructions += counts.get(addresses[n++])!;
  }
  return [...lines.values()].sort((a, b) => b.instructions - a.instructions);
}
