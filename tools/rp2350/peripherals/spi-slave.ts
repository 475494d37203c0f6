// The shift register of a PL022 in slave mode, driven by the clock and select of another master.
import { SkewedBits, type SpiDevice, type SpiMode } from '../wires/wires.ts';

/** What the slave's shift register needs of the port it belongs to. */
export interface SpiSlavePort {
  /** Enabled, and in slave mode. */
  listening(): boolean;
  routed(pin: 'sclk' | 'ss_n' | 'rx' | 'tx'): boolean;
  outputEnabled(): boolean;
  bits(): number;
  mode(): SpiMode;
  /** Takes the next word from the transmit FIFO; 0 when it is empty. */
  take(): number;
  received(word: number): void;
  quietWords(): number;
}

export class SpiSlave implements SpiDevice {
  /** Words the master sent that this port could not take as words: wrong mode, or no select edge at CPHA=0. */
  misframed = 0;

  private selected = false;
  private receives = false;
  private drives = false;
  private wordsSinceSelect = 0;
  private bitsIn = 0;
  private shiftIn = 0;
  private shiftOut = 0;
  private readonly mosi = new SkewedBits();
  private readonly miso = new SkewedBits();

  constructor(private readonly port: SpiSlavePort) {}

  /** Whether a word is partly shifted. */
  get midWord(): boolean {
    return this.bitsIn > 0;
  }

  /** The port was reset: the word under way is gone. */
  abort(): void {
    this.bitsIn = 0;
    this.wordsSinceSelect = 0;
  }

  /** A raised select drops the word under way; whole words stay in both FIFOs. */
  select(selected: boolean): void {
    this.selected = selected && this.port.routed('ss_n') && this.port.routed('sclk');
    this.receives = this.port.routed('rx');
    this.drives = this.port.routed('tx');
    this.abort();
  }

  exchange(value: number, bits: number, mode: SpiMode): number {
    if (!this.selected || !this.port.listening()) return 0;
    const mosi = this.receives ? value : 0;
    const miso = mode === this.port.mode() ? this.shift(mosi, bits) : this.shiftSkewed(mosi, bits);
    return this.drives && this.port.outputEnabled() ? miso : 0;
  }

  quietWords(): number {
    return this.selected && this.port.listening() ? this.port.quietWords() : Infinity;
  }

  private shiftSkewed(value: number, bits: number): number {
    this.misframed++;
    return this.miso.pass(this.shift(this.mosi.pass(value, bits), bits), bits);
  }

  private shift(value: number, bits: number): number {
    // With CPHA=0 the first bit is put out by the select edge: without one the next word never starts.
    if ((this.port.mode() & 1) === 0 && this.wordsSinceSelect > 0) {
      this.misframed++;
      return 0;
    }
    if (this.bitsIn === 0 && bits === this.port.bits()) return this.shiftWord(value);
    let out = 0;
    for (let bit = bits - 1; bit >= 0; bit--) out = (out << 1) | this.shiftBit((value >>> bit) & 1);
    return out;
  }

  private shiftWord(value: number): number {
    const out = this.port.take();
    this.wordsSinceSelect++;
    this.port.received(value);
    return out;
  }

  private shiftBit(bit: number): number {
    const bits = this.port.bits();
    if (this.bitsIn === 0) {
      this.shiftOut = this.port.take();
      this.shiftIn = 0;
    }
    const out = (this.shiftOut >>> (bits - 1 - this.bitsIn)) & 1;
    this.shiftIn = (this.shiftIn << 1) | bit;
    if (++this.bitsIn === bits) {
      this.bitsIn = 0;
      this.wordsSinceSelect++;
      this.port.received(this.shiftIn);
    }
    return out;
  }
}
