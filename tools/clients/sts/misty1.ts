// MISTY1 (RFC 2994), the cipher of encryption algorithm 11: 64-bit blocks, 128-bit keys, eight rounds.
import { S7, S9 } from './misty1-tables.ts';
import { TokenRangeError } from './errors.ts';

const KEY_BYTES = 16;
const WORDS = 8;
const ROUNDS = 8;

/** RFC 2994 2.2: two halves of nine and seven bits. */
function fi(input: number, key: number): number {
  const nine = S9[input >>> 7] ^ (input & 0x7f);
  const seven = S7[input & 0x7f] ^ (nine & 0x7f) ^ (key >>> 9);
  return (seven << 9) | (S9[nine ^ (key & 0x1ff)] ^ seven);
}

/** The words of a key, and those that follow from them (RFC 2994 2.1), each as a function of any index. */
interface Schedule {
  readonly word: (index: number) => number;
  readonly mixed: (index: number) => number;
}

function scheduleOf(key: Uint8Array): Schedule {
  if (key.length !== KEY_BYTES) throw new TokenRangeError(`a key of MISTY1 has 16 bytes, not ${key.length}`);
  const words = Array.from({ length: WORDS }, (_, i) => (key[2 * i] << 8) | key[2 * i + 1]);
  const mixed = words.map((word, i) => fi(word, words[(i + 1) % WORDS]));
  return { word: (i) => words[i % WORDS], mixed: (i) => mixed[i % WORDS] };
}

const joined = (left: number, right: number) => ((left << 16) | right) >>> 0;

function fo(input: number, round: number, { word, mixed }: Schedule): number {
  let [left, right] = [input >>> 16, input & 0xffff];
  left = fi(left ^ word(round), mixed(round + 5)) ^ right;
  right = fi(right ^ word(round + 2), mixed(round + 1)) ^ left;
  left = fi(left ^ word(round + 7), mixed(round + 3)) ^ right;
  return joined(right ^ word(round + 4), left);
}

/** The two key words of a layer of FL: what is ANDed and what is ORed. */
function layerWords(layer: number, { word, mixed }: Schedule): [and: number, or: number] {
  const pair = layer >>> 1;
  return layer % 2 === 0 ? [word(pair), mixed(pair + 6)] : [mixed(pair + 2), word(pair + 4)];
}

function fl(input: number, layer: number, schedule: Schedule): number {
  const [and, or] = layerWords(layer, schedule);
  const right = (input & 0xffff) ^ ((input >>> 16) & and);
  return joined((input >>> 16) ^ (right | or), right);
}

function inverseFl(input: number, layer: number, schedule: Schedule): number {
  const [and, or] = layerWords(layer, schedule);
  const left = (input >>> 16) ^ ((input & 0xffff) | or);
  return joined(left, (input & 0xffff) ^ (left & and));
}

const halves = (block: bigint): [number, number] => [Number(block >> 32n), Number(block & 0xffffffffn)];
const whole = (left: number, right: number) => (BigInt(left >>> 0) << 32n) | BigInt(right >>> 0);

export function encryptMisty1(key: Uint8Array, block: bigint): bigint {
  const schedule = scheduleOf(key);
  let [left, right] = halves(block);
  for (let round = 0; round < ROUNDS; round += 2) {
    left = fl(left, round, schedule);
    right = fl(right, round + 1, schedule) ^ fo(left, round, schedule);
    left ^= fo(right >>> 0, round + 1, schedule);
  }
  return whole(fl(right >>> 0, ROUNDS + 1, schedule), fl(left >>> 0, ROUNDS, schedule));
}

export function decryptMisty1(key: Uint8Array, block: bigint): bigint {
  const schedule = scheduleOf(key);
  const [first, second] = halves(block);
  let left = inverseFl(second, ROUNDS, schedule);
  let right = inverseFl(first, ROUNDS + 1, schedule);
  for (let round = ROUNDS - 2; round >= 0; round -= 2) {
    left = (left ^ fo(right, round + 1, schedule)) >>> 0;
    right = inverseFl((right ^ fo(left, round, schedule)) >>> 0, round + 1, schedule);
    left = inverseFl(left, round, schedule);
  }
  return whole(left, right);
}
