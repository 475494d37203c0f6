// The frame of the standard transfer algorithm (IEC 62055-41 6.5.4, encryption algorithm 07) around tables that its user has.
//
// The tables that meters in the field use are licensed by the STS Association: none stand here.
import { TokenRangeError } from './errors.ts';

/** Two substitutions of nibbles, and where each bit of a block goes. */
export interface StaTables {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly permutation: readonly number[];
}

const ROUNDS = 16;
const BITS = 64n;
const ALL = (1n << BITS) - 1n;
const rotatedRight = (value: bigint, by: bigint) => ((value >> by) | (value << (BITS - by))) & ALL;
const rotatedLeft = (value: bigint, by: bigint) => rotatedRight(value, BITS - by);

function permutes(table: readonly number[], size: number): boolean {
  return table.length === size && new Set(table).size === size && table.every((to) => to >= 0 && to < size);
}

/** Throws TokenRangeError where a table is none: every value stands in it once. */
export function checkTables({ first, second, permutation }: StaTables): void {
  if (!permutes(first, 16) || !permutes(second, 16))
    throw new TokenRangeError('a substitution table has each of 0 to 15 once');
  if (!permutes(permutation, 64)) throw new TokenRangeError('the permutation table has each of 0 to 63 once');
}

const inverse = (table: readonly number[]) => table.map((_, value) => table.indexOf(value));

const permuted = (block: bigint, table: readonly number[]) =>
  table.reduce((result, to, from) => result | (((block >> BigInt(from)) & 1n) << BigInt(to)), 0n);

/** Each nibble through one of two tables: the highest bit of the key's nibble tells which. */
function substituted(
  block: bigint,
  key: bigint,
  first: readonly number[],
  second: readonly number[],
): bigint {
  let result = 0n;
  for (let at = 0n; at < BITS; at += 4n) {
    const table = (key >> (at + 3n)) & 1n ? second : first;
    result |= BigInt(table[Number((block >> at) & 15n)]) << at;
  }
  return result;
}

/** Key alignment before the first round: complement, then twelve places to the right. */
const aligned = (key: bigint) => rotatedRight(~key & ALL, 12n);

export function encryptSta(tables: StaTables, key: bigint, block: bigint): bigint {
  checkTables(tables);
  for (let round = 0; round < ROUNDS; round++) {
    const turned = rotatedLeft(aligned(key), BigInt(round));
    block = permuted(substituted(block, turned, tables.first, tables.second), tables.permutation);
  }
  return block;
}

export function decryptSta(tables: StaTables, key: bigint, block: bigint): bigint {
  checkTables(tables);
  const [first, second, back] = [tables.first, tables.second, tables.permutation].map(inverse);
  for (let round = ROUNDS - 1; round >= 0; round--) {
    block = substituted(permuted(block, back), rotatedLeft(aligned(key), BigInt(round)), first, second);
  }
  return block;
}
