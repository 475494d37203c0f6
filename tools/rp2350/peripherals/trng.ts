// TRNG: 192 bits at a time after the time the sampling takes; a seeded generator, so that runs can be repeated.
import {
  NO_ANSWER,
  type AnswerOf,
  type ChipEnvironment,
  InterruptLine,
  ScheduledEvent,
} from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';

const IRQ = 39;
const EHR_WORDS = 6;
const EHR_VALID = 1 << 0;
/** Bits per sample pair that survive the von Neumann balancer, one in four. */
const SAMPLES_PER_WORD_SET = 192 * 4;
const VNC_BYPASS = 1 << 1;

/** One step of SplitMix32: enough spread for a model, and no claim to secrecy. */
function mix(state: number): number {
  let z = state;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

export class Trng extends RegisterPeripheral {
  private readonly env: ChipEnvironment;
  private readonly interrupt: InterruptLine;
  private readonly words = new Uint32Array(EHR_WORDS);
  private state: number;
  private status = 0;
  private isr = NO_ANSWER;
  private valid = NO_ANSWER;
  private event: ScheduledEvent | undefined;

  constructor(env: ChipEnvironment, seed = 0x5eed) {
    super('TRNG');
    this.env = env;
    this.state = seed;
    this.interrupt = env.interrupt(IRQ);
    this.declareControl();
    this.declareData();
  }

  keepAnswers(answerOf: AnswerOf): void {
    this.isr = answerOf(this.offsetOf('RNG_ISR'));
    this.valid = answerOf(this.offsetOf('TRNG_VALID'));
  }

  override reset(): void {
    super.reset();
    this.stop();
    this.clearData();
    this.setStatus(0);
    this.raise();
  }

  private declareControl(): void {
    this.register('RND_SOURCE_ENABLE', { written: (word) => (word & 1 ? this.sample() : this.stop()) });
    this.register('SAMPLE_CNT1');
    this.register('TRNG_DEBUG_CONTROL');
    this.register('RNG_IMR', { written: () => this.raise() });
    this.register('RNG_ISR', { read: () => this.status });
    this.register('RNG_ICR', { read: () => 0, written: (bits) => this.clearInterrupts(bits) });
    this.register('TRNG_SW_RESET', { read: () => 0, written: (word) => word & 1 && this.reset() });
    this.register('RST_BITS_COUNTER', { read: () => 0, written: () => this.restart() });
    this.register('TRNG_BUSY', { read: () => (this.event ? 1 : 0) });
    // The ring's length does not change what a seeded generator gives.
    this.storage('TRNG_CONFIG', 'AUTOCORR_STATISTIC', 'RNG_DEBUG_EN_INPUT', 'RNG_VERSION');
  }

  private declareData(): void {
    this.register('TRNG_VALID', { read: () => this.status & EHR_VALID });
    for (let n = 0; n < EHR_WORDS; n++) this.register(`EHR_DATA${n}`, { read: () => this.readWord(n) });
  }

  private sample(): void {
    if (this.event || this.status & EHR_VALID) return;
    const { clocks, scheduler } = this.env;
    const needed = this.get('TRNG_DEBUG_CONTROL') & VNC_BYPASS ? 192 : SAMPLES_PER_WORD_SET;
    const clocksNeeded = needed * Math.max(1, this.get('SAMPLE_CNT1'));
    const due = scheduler.now + (clocksNeeded * scheduler.cyclesPerSecond) / clocks.frequency_Hz('clk_sys');
    this.event = scheduler.at(due, () => this.collected());
  }

  private collected(): void {
    this.event = undefined;
    for (let n = 0; n < EHR_WORDS; n++) {
      this.state = (this.state + 0x9e3779b9) | 0;
      this.words[n] = mix(this.state);
    }
    this.setStatus(this.status | EHR_VALID);
    this.raise();
  }

  private stop(): void {
    if (this.event) this.env.scheduler.cancel(this.event);
    this.event = undefined;
  }

  private restart(): void {
    this.stop();
    if (this.get('RND_SOURCE_ENABLE') & 1) this.sample();
  }

  private clearData(): void {
    this.words.fill(0);
    this.setStatus(this.status & ~EHR_VALID);
  }

  private setStatus(status: number): void {
    this.status = status;
    this.isr.give(status);
    this.valid.give(status & EHR_VALID);
  }

  /** Reading the last word empties all of them and lets the next set begin. */
  private readWord(n: number): number {
    const word = this.words[n];
    if (n === EHR_WORDS - 1) {
      this.clearData();
      this.restart();
      this.raise();
    }
    return word;
  }

  private clearInterrupts(bits: number): void {
    this.setStatus(this.status & ~(bits & ~EHR_VALID)); // EHR_VALID falls when the data are read
    this.raise();
  }

  private raise(): void {
    this.interrupt((this.status & ~this.get('RNG_IMR')) !== 0);
  }
}
