// The serial ports of a board in a run: each a line in virtual time, with a pseudo-terminal or a listener outside.
import {
  PORT_CHUNK_MAX,
  PORT_FORMAT_7E1,
  PORT_FORMAT_8E1,
  PORT_FORMAT_8N1,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import { openPtyPort, type PtyPort } from '../../lines/pty-port.ts';
import type { Presentation } from '../../lines/presentation.ts';
import type { SerialFormat } from '../../lines/serial-format.ts';
import { SerialLine, type LineSettings } from '../../lines/serial-line.ts';
import type { SliceInput } from '../../cores/core-runner.ts';

const FORMATS: Record<number, SerialFormat> = {
  [PORT_FORMAT_8N1]: '8N1',
  [PORT_FORMAT_7E1]: '7E1',
  [PORT_FORMAT_8E1]: '8E1',
};

/** How a port is presented outside. */
export interface PortPresentation {
  /** Open a pseudo-terminal for it. */
  pty: boolean;
  /** What a byte on the terminal is; without, it is detected. */
  presentation?: Presentation;
}

/** A port as the board has it at power-on; `ring`: bytes its transmit ring holds. */
export interface PortAtPowerOn extends LineSettings {
  number: number;
  ring: number;
}

/** One port: the line, and what must be told to the core about it. */
export class BoardPort {
  readonly number: number;
  readonly #ring: number;
  readonly #line: SerialLine;
  readonly #pty: PtyPort | undefined;
  readonly #initial: LineSettings;
  /** Ring state the core was told last: free bytes, and whether the wire is idle; none before it was told any. */
  #toldFree: number | undefined;
  #toldIdle = false;

  constructor({ number, ring, baud, format }: PortAtPowerOn, { pty, presentation }: PortPresentation) {
    const settings = { baud, format };
    this.number = number;
    this.#ring = ring;
    this.#initial = settings;
    this.#pty = pty ? openPtyPort({ meter: settings, presentation: presentation ?? 'detected' }) : undefined;
    this.#line = this.#pty?.line ?? new SerialLine({ meter: settings, presentation });
  }

  /** The terminal's name, when the port has one. */
  get path(): string | undefined {
    return this.#pty?.path;
  }

  /** The line, for an in-process client at its outside end. */
  get line(): SerialLine {
    return this.#line;
  }

  /** Gives what arrives outside to a listener instead of the terminal, until unlisten. */
  listen(listener: (bytes: Uint8Array) => void): void {
    this.#line.onOutside(listener);
  }

  unlisten(): void {
    const pty = this.#pty;
    this.#line.onOutside((bytes) => pty?.write(bytes));
  }

  /** The board starts anew: what was on its way is of no use to it, its UART is as at power-on. */
  reset(): void {
    this.#line.setMeter(this.#initial);
    this.#toldFree = undefined;
  }

  /** The core counted these bytes in its own picture of the ring: it is told the ring's state again. */
  send(bytes: Uint8Array): void {
    this.#line.fromMeter(bytes);
    this.#toldFree = undefined;
  }

  configure(baud: number, format: number): void {
    this.#line.setMeter({ baud, format: FORMATS[format] });
  }

  /** Moves to now_us; adds what the core is to be given: ring state when it changed, received bytes. */
  advance(now_us: number, inputs: SliceInput[] = []): SliceInput[] {
    if (this.#pty) this.#pty.advance(now_us);
    else this.#line.advance(now_us);
    this.#tellState(inputs);
    if (!this.#line.hasReceived) return inputs;
    const { bytes } = this.#line.toMeter();
    for (let at = 0; at < bytes.length; at += PORT_CHUNK_MAX) {
      inputs.push({ type: 'port', port: this.number, bytes: bytes.subarray(at, at + PORT_CHUNK_MAX) });
    }
    return inputs;
  }

  #tellState(inputs: SliceInput[]): void {
    const free = this.#ring - this.#line.meterPending;
    const idle = this.#line.meterIdle;
    if (free === this.#toldFree && idle === this.#toldIdle) return;
    this.#toldFree = free;
    this.#toldIdle = idle;
    inputs.push({ type: 'portState', port: this.number, free, idle });
  }

  close(): void {
    this.#pty?.close();
  }
}
