// SHA256: the hash accelerator, fed word by word by the processor (datasheet 12.13); its DREQ is not modelled.
import type { AccessMode, AccessSize, AnswerOf, Scheduler } from '../registers/peripheral.ts';
import { GuestError, NO_ANSWER } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const START = 1 << 0;
const WDATA_RDY = 1 << 1;
const SUM_VLD = 1 << 2;
const ERR_WDATA_NOT_RDY = 1 << 4;
const BSWAP = 1 << 12;
const WORDS = 16;
/** The core is busy so long after the last word of a block. */
const DIGEST_CYCLES = 57;

const rotate = (x: number, n: number) => (x >>> n) | (x << (32 - n));

/** The first 32 bits of the fractional parts of a root of the first primes (FIPS 180-4 4.2.2, 5.3.3). */
function rootBits(count: number, root: (prime: number) => number): number[] {
  const bits: number[] = [];
  for (let n = 2; bits.length < count; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (isPrime) bits.push(Math.floor((root(n) % 1) * 2 ** 32) | 0);
  }
  return bits;
}
const INITIAL = rootBits(8, Math.sqrt);
const CONSTANTS = rootBits(64, Math.cbrt);

function schedule(block: readonly number[]): number[] {
  const w = [...block];
  for (let i = WORDS; i < CONSTANTS.length; i++) {
    const s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w.push((w[i - 16] + s0 + w[i - 7] + s1) | 0);
  }
  return w;
}

/** One block of FIPS 180-4 6.2.2. */
function compress(sum: readonly number[], block: readonly number[]): number[] {
  const w = schedule(block);
  let [a, b, c, d, e, f, g, h] = sum;
  for (let i = 0; i < w.length; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + CONSTANTS[i] + w[i]) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + sum[i]) | 0);
}

export class Sha256 extends RegisterPeripheral {
  private sum = INITIAL;
  private block: number[] = [];
  private readyAt = 0;
  private csr = NO_ANSWER;
  private wdata = NO_ANSWER;

  constructor(private readonly scheduler: Scheduler) {
    super('SHA256');
    this.register('CSR', { read: () => this.status(), written: (word) => word & START && this.start() });
    this.register('WDATA');
    for (let i = 0; i < INITIAL.length; i++) this.register(`SUM${i}`, { read: () => this.sum[i] });
  }

  keepAnswers(answerOf: AnswerOf): void {
    this.csr = answerOf(this.offsetOf('CSR'));
    this.wdata = answerOf(this.offsetOf('WDATA'));
  }

  override reset(): void {
    super.reset();
    this.start();
    this.tell();
  }

  override read(offset: number, size: AccessSize): number {
    this.catchUp();
    const word = super.read(offset, size);
    this.tell();
    return word;
  }

  override write(offset: number, value: number, size: AccessSize, mode: AccessMode): void {
    this.catchUp();
    if (offset !== this.offsetOf('WDATA')) super.write(offset, value, size, mode);
    else if (size === 4) this.take(value);
    else throw new GuestError('SHA256', 'narrow writes to WDATA are not modelled');
    this.tell();
  }

  /** Takes the words that were stored meanwhile. */
  private catchUp(): void {
    for (const word of this.wdata.taken()) this.take(word);
  }

  /** All words of a block but its first and its last one do nothing by themselves. */
  private tell(): void {
    this.csr.give(this.status(), this.isReady ? Infinity : this.readyAt);
    if (this.block.length > 0) this.wdata.takeWords(WORDS - 1 - this.block.length);
    else this.wdata.forget();
  }

  private start(): void {
    this.sum = INITIAL;
    this.block = [];
    this.readyAt = 0;
  }

  private get isReady(): boolean {
    return this.scheduler.now >= this.readyAt;
  }

  private status(): number {
    const ready = this.isReady ? WDATA_RDY : 0;
    const valid = this.isReady && this.block.length === 0 ? SUM_VLD : 0;
    return (this.get('CSR') & ~(WDATA_RDY | SUM_VLD)) | ready | valid;
  }

  private take(value: number): void {
    if (!this.isReady) return this.set('CSR', this.get('CSR') | ERR_WDATA_NOT_RDY);
    const swapped =
      ((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
    this.block.push((this.get('CSR') & BSWAP ? swapped : value) | 0);
    if (this.block.length < WORDS) return;
    this.sum = compress(this.sum, this.block);
    this.block = [];
    this.readyAt = this.scheduler.now + DIGEST_CYCLES;
  }
}
