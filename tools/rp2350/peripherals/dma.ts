// The DMA controller: 16 channels, four interrupt lines, pacing timers, sniffer (RP2350 datasheet 12.6).
import type {
  AccessMode,
  AccessSize,
  BusMaster,
  ChipEnvironment,
  DmaRequest,
  Scheduler,
} from '../registers/peripheral.ts';
import { combine, RegisterPeripheral } from '../registers/register-peripheral.ts';
import { DmaChannel, type DmaController } from './dma-channel.ts';
import { DmaPacingTimer } from './dma-pacing-timer.ts';
import { DmaSniffer } from './dma-sniffer.ts';

const CHANNELS = 16;
const LINES = 4;
const FIRST_IRQ = 10;
const FIRST_TIMER_DREQ = 59;
const CHANNEL_BYTES = 0x40;
/** What each of a channel's 16 words is: the four aliases of READ_ADDR, WRITE_ADDR, TRANS_COUNT, CTRL. */
const [READ, WRITE, COUNT, CTRL] = [0, 1, 2, 3];
const LAYOUT = [
  READ,
  WRITE,
  COUNT,
  CTRL,
  CTRL,
  READ,
  WRITE,
  COUNT,
  CTRL,
  COUNT,
  READ,
  WRITE,
  CTRL,
  WRITE,
  COUNT,
  READ,
];
const NAMES = [
  ...['READ_ADDR', 'WRITE_ADDR', 'TRANS_COUNT', 'CTRL_TRIG'],
  ...['AL1_CTRL', 'AL1_READ_ADDR', 'AL1_WRITE_ADDR', 'AL1_TRANS_COUNT_TRIG'],
  ...['AL2_CTRL', 'AL2_TRANS_COUNT', 'AL2_READ_ADDR', 'AL2_WRITE_ADDR_TRIG'],
  ...['AL3_CTRL', 'AL3_WRITE_ADDR', 'AL3_TRANS_COUNT', 'AL3_READ_ADDR_TRIG'],
];

export class Dma extends RegisterPeripheral implements DmaController {
  readonly scheduler: Scheduler;
  readonly bus: BusMaster;
  readonly sniffer = new DmaSniffer();
  readonly channels: readonly DmaChannel[];
  private readonly env: ChipEnvironment;
  private readonly timers: readonly DmaPacingTimer[];
  private readonly lines;
  private readonly enables: { readonly value: number }[] = [];
  private readonly forces: { readonly value: number }[] = [];
  private pending = 0;

  constructor(env: ChipEnvironment) {
    super('DMA');
    this.env = env;
    this.scheduler = env.scheduler;
    this.bus = env.bus;
    this.channels = Array.from({ length: CHANNELS }, (_, index) => new DmaChannel(index, this));
    this.lines = Array.from({ length: LINES }, (_, line) => env.interrupt(FIRST_IRQ + line));
    this.timers = Array.from({ length: 4 }, () => new DmaPacingTimer(env));
    this.timers.forEach((timer, index) => env.addDmaRequest(FIRST_TIMER_DREQ + index, timer));
    this.declareChannels();
    this.declareInterrupts();
    this.declareCommon();
  }

  override reset(): void {
    super.reset();
    this.channels.forEach((channel) => channel.reset());
    this.pending = this.sniffer.control = this.sniffer.data = 0;
    this.timers.forEach((timer) => timer.set(0));
    this.raiseLines();
  }

  // --- what the channels need

  request(treq: number): DmaRequest | undefined {
    return this.env.dmaRequest(treq);
  }

  transfer_cycles(): number {
    return this.scheduler.cyclesPerSecond / (this.env.clocks.frequency_Hz('clk_sys') || Infinity);
  }

  interruptWanted(channel: number): boolean {
    let enabled = 0;
    for (let line = 0; line < LINES; line++) enabled |= this.enables[line].value;
    return ((enabled >>> channel) & 1) !== 0;
  }

  raise(channel: number): void {
    this.pending |= 1 << channel;
    this.raiseLines();
  }

  trigger(channel: number): void {
    this.channels[channel].trigger();
  }

  // --- registers

  override read(offset: number, size: AccessSize): number {
    this.settle();
    return super.read(offset, size);
  }

  override write(offset: number, value: number, size: AccessSize, mode: AccessMode): void {
    this.settle();
    if (offset >= CHANNELS * CHANNEL_BYTES || size !== 4) return super.write(offset, value, size, mode);
    const slot = (offset >>> 2) & 0xf;
    const channel = this.channels[offset >>> 6];
    const word = combine(this.channelWord(channel, LAYOUT[slot]), value, mode) >>> 0;
    this.setChannelWord(channel, LAYOUT[slot], word);
    if ((slot & 3) !== 3) return;
    if (word === 0) channel.nullTrigger();
    else channel.trigger();
  }

  private settle(): void {
    for (const channel of this.channels) if (channel.busy) channel.settle();
  }

  private declareChannels(): void {
    for (const channel of this.channels) {
      NAMES.forEach((name, slot) => {
        const read = () => this.channelWord(channel, LAYOUT[slot]);
        this.register(`CH${channel.index}_${name}`, { read });
      });
      this.register(`CH${channel.index}_DBG_TCR`, { read: () => channel.reload });
    }
  }

  private channelWord(channel: DmaChannel, what: number): number {
    if (what === READ) return channel.readSide.address;
    if (what === WRITE) return channel.writeSide.address;
    return what === COUNT ? channel.transCount : channel.ctrl;
  }

  private setChannelWord(channel: DmaChannel, what: number, word: number): void {
    if (what === READ) channel.readSide.address = word;
    else if (what === WRITE) channel.writeSide.address = word;
    else if (what === CTRL) channel.ctrl = word;
    else channel.reload = word;
  }

  private declareInterrupts(): void {
    const clear = (bits: number) => {
      this.pending &= ~bits;
      this.raiseLines();
    };
    this.register('INTR', { read: () => this.pending, written: clear });
    for (let line = 0; line < LINES; line++) {
      this.register(`INTE${line}`, { written: () => this.enablesChanged() });
      this.register(`INTF${line}`, { written: () => this.raiseLines() });
      this.register(`INTS${line}`, { read: () => this.status(line), written: clear });
      this.enables.push(this.cell(`INTE${line}`));
      this.forces.push(this.cell(`INTF${line}`));
    }
  }

  private enablesChanged(): void {
    for (const channel of this.channels) if (channel.busy) channel.noticeChanged();
    this.raiseLines();
  }

  private status(line: number): number {
    return (this.pending & this.enables[line].value) | this.forces[line].value;
  }

  private raiseLines(): void {
    for (let line = 0; line < LINES; line++) this.lines[line](this.status(line) !== 0);
  }

  private declareCommon(): void {
    this.timers.forEach((timer, n) => this.register(`TIMER${n}`, { written: (word) => timer.set(word) }));
    this.register('MULTI_CHAN_TRIGGER', { read: () => 0, written: (bits) => this.triggerAll(bits) });
    this.register('CHAN_ABORT', { read: () => 0, written: (bits) => this.abortAll(bits) });
    const { sniffer } = this;
    this.register('SNIFF_CTRL', { written: (word) => (sniffer.control = word) });
    this.register('SNIFF_DATA', { read: () => sniffer.result, written: (word) => (sniffer.data = word) });
    this.register('FIFO_LEVELS', { read: () => 0 });
    this.register('N_CHANNELS', { read: () => CHANNELS });
    const channels = this.channels.map(({ index }) => `SECCFG_CH${index}`);
    this.storage(...channels, ...this.lines.map((_, n) => `SECCFG_IRQ${n}`), 'SECCFG_MISC');
  }

  private triggerAll(bits: number): void {
    for (const channel of this.channels) if ((bits >>> channel.index) & 1) channel.trigger();
  }

  private abortAll(bits: number): void {
    for (const channel of this.channels) if ((bits >>> channel.index) & 1) channel.abort();
  }
}
