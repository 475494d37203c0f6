// The NVIC: enable, pending and active state and priority of the chip's 52 interrupts (ARMv8-M ARM, B3.10).
import type { InterruptLine } from '../registers/peripheral.ts';
import type { PrivatePeripheralBus } from './ppb.ts';

export const INTERRUPTS = 52;
const WORDS = 2;
/** Exception number of interrupt 0. */
export const FIRST_INTERRUPT = 16;

export class Nvic {
  /** Called when an interrupt became pending, or a pending one may have become takeable. */
  onChange: () => void = () => {};
  /** Called when an interrupt became pending, enabled or not (for SEVONPEND). */
  onPend: () => void = () => {};
  readonly priorities = new Uint8Array(WORDS * 32);
  private readonly enabled = new Uint32Array(WORDS);
  private readonly pending = new Uint32Array(WORDS);
  private readonly active = new Uint32Array(WORDS);
  private readonly level = new Uint32Array(WORDS);

  constructor(ppb: PrivatePeripheralBus) {
    for (let word = 0; word < WORDS; word++) this.defineWord(ppb, word);
    for (let word = 0; word < 16; word++) this.definePriorities(ppb, word);
  }

  private defineWord(ppb: PrivatePeripheralBus, word: number): void {
    const { enabled, pending, active } = this;
    ppb.define(`NVIC_ISER${word}`, { read: () => enabled[word], written: (bits) => this.enable(word, bits) });
    ppb.define(`NVIC_ICER${word}`, {
      read: () => enabled[word],
      written: (bits) => void (enabled[word] &= ~bits),
    });
    ppb.define(`NVIC_ISPR${word}`, { read: () => pending[word], written: (bits) => this.pend(word, bits) });
    ppb.define(`NVIC_ICPR${word}`, { read: () => pending[word], written: (bits) => this.unpend(word, bits) });
    ppb.define(`NVIC_IABR${word}`, { read: () => active[word] });
    // Everything stays Secure: the firmware uses no TrustZone partition, so the target state is only remembered.
    ppb.remember(`NVIC_ITNS${word}`);
  }

  private definePriorities(ppb: PrivatePeripheralBus, word: number): void {
    const written = (bits: number): void => {
      for (let i = 0; i < 4; i++) this.priorities[word * 4 + i] = (bits >>> (8 * i)) & 0xff;
      this.onChange();
    };
    ppb.define(`NVIC_IPR${word}`, { written });
  }

  private enable(word: number, bits: number): void {
    this.enabled[word] |= bits;
    this.onChange();
  }

  private pend(word: number, bits: number): void {
    this.pending[word] |= bits;
    this.onPend();
    this.onChange();
  }

  /** An interrupt whose line is still high stays pending (B3.9: level-sensitive interrupts). */
  private unpend(word: number, bits: number): void {
    this.pending[word] = (this.pending[word] & ~bits) | (this.level[word] & bits & ~this.active[word]);
  }

  /** The line of an interrupt: a rising edge makes it pending, and it stays so until it is taken. */
  line(irq: number): InterruptLine {
    if (irq < 0 || irq >= INTERRUPTS) throw new RangeError(`RP2350 has no interrupt ${irq}`);
    const word = irq >> 5;
    const bit = 1 << (irq & 31);
    return (level) => {
      const was = (this.level[word] & bit) !== 0;
      if (level === was) return;
      if (!level) this.level[word] &= ~bit;
      else {
        this.level[word] |= bit;
        this.pend(word, bit);
      }
    };
  }

  /** The pending and enabled interrupt of highest priority, lowest number first; -1 if there is none. */
  highestPending(): number {
    let best = -1;
    let bestPriority = 256;
    for (let word = 0; word < WORDS; word++) {
      for (let bits = this.pending[word] & this.enabled[word]; bits !== 0; bits &= bits - 1) {
        const irq = word * 32 + 31 - Math.clz32(bits & -bits);
        if (this.priorities[irq] < bestPriority) {
          bestPriority = this.priorities[irq];
          best = irq;
        }
      }
    }
    return best;
  }

  activate(irq: number): void {
    this.active[irq >> 5] |= 1 << (irq & 31);
    this.pending[irq >> 5] &= ~(1 << (irq & 31));
  }

  /** At the handler's end a line that is still high makes the interrupt pending again. */
  deactivate(irq: number): void {
    const word = irq >> 5;
    const bit = 1 << (irq & 31);
    this.active[word] &= ~bit;
    if (this.level[word] & bit) this.pending[word] |= bit;
  }

  pendInterrupt(irq: number): void {
    if (irq < INTERRUPTS) this.pend(irq >> 5, 1 << (irq & 31));
  }

  get anyPending(): boolean {
    return ((this.pending[0] & this.enabled[0]) | (this.pending[1] & this.enabled[1])) !== 0;
  }

  reset(): void {
    for (const state of [this.enabled, this.pending, this.active, this.level, this.priorities]) state.fill(0);
  }
}
