// ADC: single, free-running and round-robin conversions of voltages the board sets (RP2350 datasheet 12.4).
import type {
  AnswerOf,
  ChipEnvironment,
  DmaRequest,
  InterruptLine,
  ScheduledEvent,
} from '../registers/peripheral.ts';
import { GuestError, NO_ANSWER } from '../registers/peripheral.ts';
import { RegisterPeripheral } from '../registers/register-peripheral.ts';
import { WordFifo } from './word-fifo.ts';

const FIFO_DEPTH = 8;
const IRQ = 35;
const DREQ = 48;
const CONVERSION_clocks = 96;
/** CS */
const EN = 1 << 0;
const TS_EN = 1 << 1;
const START_ONCE = 1 << 2;
const START_MANY = 1 << 3;
const READY = 1 << 8;
const AINSEL = 0xf << 12;
/** FCS */
const FIFO_EN = 1 << 0;
const SHIFT = 1 << 1;
const DREQ_EN = 1 << 3;
const EMPTY = 1 << 8;
const FULL = 1 << 9;
const UNDER = 1 << 10;
const OVER = 1 << 11;
const REFERENCE_mV = 3300;
/** The sensor's typical voltage at 27 degrees, and its slope (datasheet 12.4.6). */
const SENSOR_27_mV = 706;
const SENSOR_mV_K = -1.721;

export class Adc extends RegisterPeripheral {
  /** Junction temperature in degrees Celsius. */
  temperature_C = 27;
  private readonly env: ChipEnvironment;
  private readonly interrupt: InterruptLine;
  private readonly fifo = new WordFifo(FIFO_DEPTH);
  private readonly inputs_mV: number[];
  private readonly request: DmaRequest;
  private event: ScheduledEvent | undefined;
  private lastStart_cycles = -Infinity;
  private result = 0;
  private answer = NO_ANSWER;

  /** `inputs`: analog pins of the package, 4 (RP2350A) or 8 (RP2350B); the sensor is the one after. */
  constructor(env: ChipEnvironment, inputs: 4 | 8) {
    super('ADC');
    this.env = env;
    this.interrupt = env.interrupt(IRQ);
    this.inputs_mV = new Array<number>(inputs).fill(0);
    const available = () => this.dmaLevel();
    this.request = {
      get available() {
        return available();
      },
      notify: () => {},
    };
    env.addDmaRequest(DREQ, this.request);
    this.declare();
  }

  keepAnswers(answerOf: AnswerOf): void {
    this.answer = answerOf(this.offsetOf('CS'));
  }

  /** Sets what the board puts on an analog input; out of 0 to 3.3 V it is clipped. */
  setInput_mV(input: number, voltage_mV: number): void {
    if (!(input in this.inputs_mV)) throw new RangeError(`this package has no analog input ${input}`);
    this.inputs_mV[input] = voltage_mV;
  }

  override reset(): void {
    super.reset();
    if (this.event) this.env.scheduler.cancel(this.event);
    this.event = undefined;
    this.fifo.clear();
    this.result = 0;
    this.changed();
    this.raise();
  }

  /** CS gives something else from now on. */
  private changed(): void {
    this.answer.give(this.controlStatus());
  }

  private declare(): void {
    this.register('CS', {
      read: () => this.controlStatus(),
      written: (word) => this.controlled(word),
      // The end of a conversion is an event.
      stableUntil: () => Infinity,
    });
    this.register('RESULT', { read: () => this.result });
    this.register('FCS', { read: () => this.fifoStatus(), written: () => this.raise() });
    this.register('FIFO', { read: () => this.pop() });
    this.register('DIV');
    this.register('INTR', { read: () => this.raw() });
    this.register('INTE', { written: () => this.raise() });
    this.register('INTF', { written: () => this.raise() });
    this.register('INTS', { read: () => this.status() });
  }

  private controlStatus(): number {
    const cs = this.get('CS') & ~START_ONCE;
    return cs | (cs & EN && !this.event ? READY : 0);
  }

  private controlled(word: number): void {
    if (!(word & EN)) this.stop();
    else if (!this.event) this.begin(word);
    this.changed();
  }

  private begin(word: number): void {
    if (word & START_ONCE) this.start(this.env.scheduler.now);
    else if (word & START_MANY) this.startNext();
  }

  private stop(): void {
    if (this.event) this.env.scheduler.cancel(this.event);
    this.event = undefined;
  }

  private clock_cycles(): number {
    const adc_Hz = this.env.clocks.frequency_Hz('clk_adc');
    if (adc_Hz === 0) throw new GuestError(this.name, 'conversion while clk_adc is stopped');
    return this.env.scheduler.cyclesPerSecond / adc_Hz;
  }

  private start(time: number): void {
    this.lastStart_cycles = time;
    const due = time + CONVERSION_clocks * this.clock_cycles();
    this.event = this.env.scheduler.at(due, () => this.finish());
  }

  /** Free running: 1 + DIV clocks from start to start, but never before a conversion ends. */
  private startNext(): void {
    const { now } = this.env.scheduler;
    const period = (1 + this.get('DIV') / 256) * this.clock_cycles();
    this.start(Math.max(now, this.lastStart_cycles + period));
  }

  private finish(): void {
    this.event = undefined;
    this.result = this.convert((this.get('CS') & AINSEL) >>> 12);
    this.nextInput();
    if (this.get('FCS') & FIFO_EN) this.push();
    if (this.get('CS') & START_MANY) this.startNext();
    this.changed();
    this.raise();
  }

  private convert(input: number): number {
    const sensor = this.inputs_mV.length;
    if (input > sensor) throw new GuestError(this.name, `AINSEL ${input}: this package has no such input`);
    const sensor_mV = this.get('CS') & TS_EN ? SENSOR_27_mV + (this.temperature_C - 27) * SENSOR_mV_K : 0;
    const voltage_mV = input === sensor ? sensor_mV : this.inputs_mV[input];
    return Math.max(0, Math.min(4095, Math.floor((voltage_mV * 4096) / REFERENCE_mV)));
  }

  /** Round robin goes to the next higher input in the mask, then from the lowest on. */
  private nextInput(): void {
    const cs = this.get('CS');
    const mask = (cs >>> 16) & 0x1ff;
    if (mask === 0) return;
    let input = (cs & AINSEL) >>> 12;
    do input = (input + 1) % 9;
    while (!((mask >>> input) & 1));
    this.set('CS', (cs & ~AINSEL) | (input << 12));
  }

  private push(): void {
    const word = this.get('FCS') & SHIFT ? this.result >>> 4 : this.result;
    if (!this.fifo.push(word)) this.set('FCS', this.get('FCS') | OVER);
    if (this.dmaLevel() > 0) this.request.notify();
  }

  private pop(): number {
    if (this.fifo.length === 0) this.set('FCS', this.get('FCS') | UNDER);
    const word = this.fifo.pop();
    this.raise();
    return word;
  }

  private get threshold(): number {
    return Math.max(1, (this.get('FCS') >>> 24) & 0xf);
  }

  private dmaLevel(): number {
    const wanted = this.get('FCS') & DREQ_EN && this.fifo.length >= this.threshold;
    return wanted ? this.fifo.length : 0;
  }

  private fifoStatus(): number {
    const { length } = this.fifo;
    const flags = (length === 0 ? EMPTY : 0) | (length === FIFO_DEPTH ? FULL : 0);
    return this.get('FCS') | flags | (length << 16);
  }

  private raw(): number {
    return this.get('FCS') & FIFO_EN && this.fifo.length >= this.threshold ? 1 : 0;
  }

  private status(): number {
    return (this.raw() & this.get('INTE')) | this.get('INTF');
  }

  private raise(): void {
    this.interrupt(this.status() !== 0);
  }
}
