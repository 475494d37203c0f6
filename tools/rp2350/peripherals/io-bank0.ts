// IO_BANK0: which signal each GPIO carries, overrides, and the GPIO interrupt of core 0 (datasheet 9.11.1).
import {
  NO_ANSWER,
  type AnswerOf,
  type InterruptLine,
  type RegisterAnswer,
} from '../registers/peripheral.ts';
import { GPIO_COUNT } from '../wires/pins.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { chipDescription } from '../registers/svd.ts';

const FUNCSEL = 0x1f;
const WORDS = GPIO_COUNT / 8;
const LEVEL_LOW = 1;
const LEVEL_HIGH = 2;
const EDGE_LOW = 4;
const EDGE_HIGH = 8;
/** EDGE_LOW and EDGE_HIGH of all 8 GPIOs of a word. */
const EDGES = 0xcccccccc;
/** Override fields of CTRL (two bits each) and their meaning. */
const OUTOVER = 12;
const OEOVER = 14;
const INOVER = 16;
const NORMAL = 0;
const INVERTED = 1;
const LOW = 2;
const STATUS_OUT = 1 << 9;
const STATUS_OE = 1 << 13;
const STATUS_IN = 1 << 17;

/** What IO_BANK0 asks the chip for. */
export interface PadState {
  /** Output and output enable behind the overrides, and the level of the wire. */
  output(gpio: number): boolean;
  outputEnable(gpio: number): boolean;
  level(gpio: number): boolean;
}

export class IoBank0 extends RegisterPeripheral {
  private readonly line: InterruptLine;
  private readonly pads: PadState;
  private readonly onChange: (gpio: number) => void;
  private readonly onInputs: (half: 0 | 1) => void;
  private readonly pinsBySignal = new Map<string, number>();
  private readonly edges = new Uint32Array(WORDS);
  private readonly levels = new Uint8Array(GPIO_COUNT);
  /** The same as SIO shows it: GPIO 0 to 31, and those above. */
  readonly inputs = new Uint32Array(2);
  /** Every change of a pin looks here: by GPIO, and by word. */
  private readonly controls: { readonly value: number }[] = [];
  private readonly enables: { readonly value: number }[] = [];
  private readonly forces: { readonly value: number }[] = [];
  private readonly answers: RegisterAnswer[] = new Array<RegisterAnswer>(WORDS).fill(NO_ANSWER);

  /** `onChange` is called when a pin's routing or overrides changed, `onInputs` when one of `inputs` did. */
  constructor(
    line: InterruptLine,
    pads: PadState,
    onChange: (gpio: number) => void,
    onInputs: (half: 0 | 1) => void = () => {},
  ) {
    super('IO_BANK0');
    this.line = line;
    this.pads = pads;
    this.onChange = onChange;
    this.onInputs = onInputs;
    for (let gpio = 0; gpio < GPIO_COUNT; gpio++) {
      this.register(`GPIO${gpio}_CTRL`, { written: () => this.routed(gpio) });
      this.controls.push(this.cell(`GPIO${gpio}_CTRL`));
      this.register(`GPIO${gpio}_STATUS`, { read: () => this.status(gpio) });
    }
    for (let word = 0; word < WORDS; word++) this.defineInterrupts(word);
  }

  keepAnswers(answerOf: AnswerOf): void {
    for (let word = 0; word < WORDS; word++)
      this.answers[word] = answerOf(this.offsetOf(`PROC0_INTS${word}`));
  }

  private defineInterrupts(word: number): void {
    const update = (): void => this.update();
    this.register(`INTR${word}`, {
      read: () => this.raw(word),
      written: (bits) => {
        this.edges[word] &= ~(bits & EDGES);
        this.update();
      },
    });
    this.register(`PROC0_INTE${word}`, { written: update });
    this.register(`PROC0_INTF${word}`, { written: update });
    this.enables.push(this.cell(`PROC0_INTE${word}`));
    this.forces.push(this.cell(`PROC0_INTF${word}`));
    this.register(`PROC0_INTS${word}`, { read: () => this.pending(word) });
  }

  private routed(gpio: number): void {
    this.pinsBySignal.clear();
    const { pinFunctions } = chipDescription();
    for (let pin = GPIO_COUNT - 1; pin >= 0; pin--) {
      const signal = pinFunctions[pin][this.functionOf(pin)];
      if (signal) this.pinsBySignal.set(signal, pin);
    }
    this.onChange(gpio);
  }

  functionOf(gpio: number): number {
    return this.controls[gpio].value & FUNCSEL;
  }

  /** The signal a pin carries, by its SVD name; undefined when none. */
  signalOf(gpio: number): string | undefined {
    return chipDescription().pinFunctions[gpio][this.functionOf(gpio)] ?? undefined;
  }

  pinOf(signal: string): number {
    return this.pinsBySignal.get(signal) ?? -1;
  }

  overriddenOutput(gpio: number, value: boolean): boolean {
    return this.overridden(gpio, OUTOVER, value);
  }

  overriddenEnable(gpio: number, value: boolean): boolean {
    return this.overridden(gpio, OEOVER, value);
  }

  overriddenInput(gpio: number, value: boolean): boolean {
    return this.overridden(gpio, INOVER, value);
  }

  private overridden(gpio: number, field: number, value: boolean): boolean {
    const override = (this.controls[gpio].value >>> field) & 3;
    if (override === NORMAL) return value;
    return override === INVERTED ? !value : override !== LOW;
  }

  private status(gpio: number): number {
    const { pads } = this;
    const output = pads.output(gpio) ? STATUS_OUT : 0;
    const enable = pads.outputEnable(gpio) ? STATUS_OE : 0;
    return output | enable | (pads.level(gpio) ? STATUS_IN : 0);
  }

  /** The wire's level changed: edges are remembered, level interrupts follow. */
  levelChanged(gpio: number, level: boolean): void {
    if (this.levels[gpio] === Number(level)) return;
    this.levels[gpio] = Number(level);
    this.inputs[gpio >> 5] ^= 1 << (gpio & 31);
    this.onInputs((gpio >> 5) as 0 | 1);
    const edge = level ? EDGE_HIGH : EDGE_LOW;
    this.edges[gpio >> 3] |= edge << (4 * (gpio & 7));
    this.update();
  }

  private raw(word: number): number {
    let bits = this.edges[word];
    for (let i = 0; i < 8; i++) bits |= (this.levels[word * 8 + i] ? LEVEL_HIGH : LEVEL_LOW) << (4 * i);
    return bits >>> 0;
  }

  private pending(word: number): number {
    const enabled = this.enables[word].value;
    const forced = this.forces[word].value;
    return ((enabled === 0 ? 0 : this.raw(word) & enabled) | forced) >>> 0;
  }

  private update(): void {
    let any = 0;
    for (let word = 0; word < WORDS; word++) {
      const pending = this.pending(word);
      this.answers[word].give(pending);
      any |= pending;
    }
    this.line(any !== 0);
  }

  override reset(): void {
    super.reset();
    this.edges.fill(0);
    for (let gpio = 0; gpio < GPIO_COUNT; gpio++) this.routed(gpio);
    this.update();
  }
}
