// The bit clock of an I2C master: start, address, bytes and stop as timed steps on the wires.
import type { ScheduledEvent, Scheduler } from '../registers/peripheral.ts';
import type { I2cDevice } from '../wires/wires.ts';

/** IC_DATA_CMD, as queued; FIRST_DATA_BYTE in what is received. */
const READ = 1 << 8;
const STOP = 1 << 9;
const RESTART = 1 << 10;
const FIRST_DATA_BYTE = 1 << 11;
/** IC_TX_ABRT_SOURCE */
const ADDRESS_NOACK = 1 << 0;
const DATA_NOACK = 1 << 3;
const USER_ABORT = 1 << 16;
/** Eight bits and the acknowledge. */
const BYTE_bits = 9;
/** A start or stop condition with its set-up and hold time takes about one bit. */
const CONDITION_bits = 1;

export interface I2cMasterPort {
  bit_cycles(): number;
  device(address: number): I2cDevice | undefined;
  target(): number;
  next(): number;
  peek(): boolean;
  received(word: number): void;
  happened(event: 'start' | 'stop' | 'byte'): void;
  aborted(reason: number): void;
}

export class I2cMaster {
  /** A command is being shifted: its byte is not complete. */
  shifting = false;
  private owning = false;
  private reading = false;
  private first = false;
  private command = 0;
  private device: I2cDevice | undefined;
  private event: ScheduledEvent | undefined;
  private stopWanted = false;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly port: I2cMasterPort,
  ) {}

  /** Between start and stop, held in wait included. */
  get active(): boolean {
    return this.owning || this.event !== undefined;
  }

  commandAvailable(): void {
    if (!this.event && !this.shifting && this.port.peek()) this.takeNext();
  }

  /** IC_ENABLE.ABORT: stop after the byte under way. */
  stopAfterByte(): void {
    if (this.event) this.stopWanted = true;
    else if (this.owning) this.abort(USER_ABORT);
  }

  /** The port was disabled: the bus is let go. */
  release(): void {
    if (this.event) this.scheduler.cancel(this.event);
    if (this.owning) this.device?.stop(this.scheduler.now);
    this.event = this.device = undefined;
    this.owning = this.shifting = this.stopWanted = false;
  }

  private takeNext(): void {
    this.shifting = true;
    this.command = this.port.next();
    const reading = (this.command & READ) !== 0;
    if (this.owning && !(this.command & RESTART) && reading === this.reading)
      this.after(BYTE_bits, () => this.data());
    else this.sendStart(reading);
  }

  private sendStart(reading: boolean): void {
    this.reading = reading;
    this.first = true;
    this.owning = true;
    this.port.happened('start');
    this.after(CONDITION_bits + BYTE_bits, () => this.address());
  }

  private address(): void {
    this.device = this.port.device(this.port.target());
    const acknowledged = this.device?.start(this.reading, this.scheduler.now) ?? false;
    if (!acknowledged) return this.abort(ADDRESS_NOACK);
    this.after(BYTE_bits, () => this.data());
  }

  private data(): void {
    const { now } = this.scheduler;
    this.shifting = false;
    if (this.reading) {
      const byte = this.device?.read(now) ?? 0xff;
      this.port.received(byte | (this.first ? FIRST_DATA_BYTE : 0));
    } else if (!this.device?.write(this.command & 0xff, now)) return this.abort(DATA_NOACK);
    this.first = false;
    this.port.happened('byte');
    if (this.stopWanted) this.abort(USER_ABORT);
    else if (this.command & STOP) this.sendStop();
    else if (this.port.peek()) this.takeNext();
  }

  private abort(reason: number): void {
    this.shifting = this.stopWanted = false;
    this.port.aborted(reason);
    this.sendStop();
  }

  private sendStop(): void {
    this.after(CONDITION_bits, () => {
      this.owning = false;
      this.device?.stop(this.scheduler.now);
      this.device = undefined;
      this.port.happened('stop');
      this.commandAvailable();
    });
  }

  private after(bits: number, action: () => void): void {
    this.event = this.scheduler.at(this.scheduler.now + bits * this.port.bit_cycles(), () => {
      this.event = undefined;
      action();
    });
  }
}
