// SIO: single-cycle GPIO output, output enable and input, spin locks, and the identity of core 0 (datasheet 3.1).
import { NO_ANSWER, type AnswerOf } from '../registers/peripheral.ts';
import type { RegisterEffects } from '../registers/register-peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const SPINLOCKS = 32;
const HIGH_MASK = 0xff00ffff;
/** Half of the pins: GPIO 0 to 31, or 32 to 47 with USB and QSPI above. */
type Half = 0 | 1;
const PREFIX = ['GPIO', 'GPIO_HI'] as const;

export class Sio extends RegisterPeripheral {
  private readonly onOutputs: (half: Half, changed: number) => void;
  private readonly inputs: (half: Half) => number;
  private readonly answers = [NO_ANSWER, NO_ANSWER];
  private locks = 0;
  /** Output values and enables by half. */
  private readonly cells: Record<'OUT' | 'OE', { value: number }[]> = { OUT: [], OE: [] };

  /** `inputs` gives the levels of a half; `onOutputs` is told which outputs or enables of a half changed. */
  constructor(inputs: (half: Half) => number, onOutputs: (half: Half, changed: number) => void) {
    super('SIO');
    this.onOutputs = onOutputs;
    this.inputs = inputs;
    this.register('CPUID');
    for (const half of [0, 1] as const) {
      this.register(`${PREFIX[half]}_IN`, { read: () => inputs(half) });
      this.defineOutput('OUT', half);
      this.defineOutput('OE', half);
    }
    this.defineSpinLocks();
    // The other core stays asleep: its FIFO is empty and ready, and nobody reads what is sent to it.
    this.register('FIFO_ST');
  }

  keepAnswers(answerOf: AnswerOf): void {
    for (const half of [0, 1] as const) {
      this.answers[half] = answerOf(this.offsetOf(`${PREFIX[half]}_IN`));
      this.inputsChanged(half);
    }
  }

  /** The levels of a half are others from now on. */
  inputsChanged(half: Half): void {
    this.answers[half].give(this.inputs(half));
  }

  private defineOutput(what: 'OUT' | 'OE', half: Half): void {
    const name = `${PREFIX[half]}_${what}`;
    this.register(name, { written: (word, previous) => this.onOutputs(half, word ^ previous) });
    const cell = this.cell(name);
    this.cells[what].push(cell);
    const change = (word: (bits: number, old: number) => number): RegisterEffects => ({
      written: (bits) => this.setOutput(cell, half, word(bits, cell.value)),
    });
    this.register(
      `${name}_SET`,
      change((bits, old) => old | bits),
    );
    this.register(
      `${name}_CLR`,
      change((bits, old) => old & ~bits),
    );
    this.register(
      `${name}_XOR`,
      change((bits, old) => old ^ bits),
    );
  }

  private setOutput(cell: { value: number }, half: Half, value: number): void {
    const before = cell.value;
    const after = half === 0 ? value : value & HIGH_MASK;
    cell.value = after >>> 0;
    this.onOutputs(half, before ^ after);
  }

  /** A read claims a free lock and gives its bit; a taken one reads 0. */
  private defineSpinLocks(): void {
    for (let i = 0; i < SPINLOCKS; i++) {
      const bit = 1 << i;
      this.register(`SPINLOCK${i}`, {
        read: () => this.claim(bit),
        written: () => void (this.locks &= ~bit),
      });
    }
    this.register('SPINLOCK_ST', { read: () => this.locks >>> 0 });
  }

  private claim(bit: number): number {
    if (this.locks & bit) return 0;
    this.locks |= bit;
    return bit >>> 0;
  }

  output(gpio: number): boolean {
    return this.bit('OUT', gpio);
  }

  outputEnable(gpio: number): boolean {
    return this.bit('OE', gpio);
  }

  private bit(what: 'OUT' | 'OE', gpio: number): boolean {
    return ((this.cells[what][gpio >> 5].value >>> (gpio & 31)) & 1) !== 0;
  }

  override reset(): void {
    super.reset();
    this.locks = 0;
    this.onOutputs(0, -1);
    this.onOutputs(1, -1);
  }
}
