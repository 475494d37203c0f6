// One board of a run as the conductor sees it: its core while it lives, its ports, display and pulses.
import { LCD_ROWS } from '../../../shared-protocol/generated/ts/protocol.ts';
import {
  CoreGoneError,
  type CoreRunner,
  type Role,
  type SliceInput,
  type SliceOutput,
} from '../../cores/core-runner.ts';
import type { BoardPort } from './serial-ports.ts';

export interface FaultRecord {
  role: Role;
  at_us: number;
  code: number;
  detail: number;
  text: string;
}

export interface PulseRecord {
  output: number;
  sampleIndex: number;
  fraction_Q16: number;
}

/** Makes the core of a board: at power-on, and again after it died. */
export type CoreFactory = () => CoreRunner | Promise<CoreRunner>;

/** A dead core's board is powered up again after this time, as a watchdog would. */
const RESTART_AFTER_us = 1_000_000;

export class Board {
  readonly role: Role;
  readonly ports: readonly BoardPort[];
  readonly lcd: string[] = Array<string>(LCD_ROWS).fill('');
  readonly faults: FaultRecord[] = [];
  pulses = 0;
  restarts = 0;
  sha256 = '';
  /** Called with each pulse, when somebody counts them. */
  onPulse: ((pulse: PulseRecord) => void) | undefined;
  readonly #factory: CoreFactory;
  #core: CoreRunner | undefined;
  #restart_us = Infinity;
  #startedAt_us = 0;

  constructor(role: Role, ports: readonly BoardPort[], factory: CoreFactory) {
    this.role = role;
    this.ports = ports;
    this.#factory = factory;
  }

  get alive(): boolean {
    return this.#core !== undefined;
  }

  /** The core itself, for what only its kind has (a process has a pid). */
  get core(): CoreRunner | undefined {
    return this.#core;
  }

  /** Time of the board's last power-on. */
  get startedAt_us(): number {
    return this.#startedAt_us;
  }

  /** Starts the core. Rejects with CoreGoneError when it does not even start. */
  async powerOn(now_us: number): Promise<void> {
    const core = await this.#factory();
    this.#take(now_us, await core.slice([]));
    this.#core = core;
    this.#startedAt_us = now_us;
    this.#restart_us = Infinity;
    this.ports.forEach((port) => port.reset());
  }

  /** Powers a dead board up again once its time has come; true when it did. */
  async restartWhenDue(now_us: number): Promise<boolean> {
    if (this.#core || now_us < this.#restart_us) return false;
    this.restarts++;
    await this.powerOn(now_us).catch((error) => this.#lost(now_us, error));
    return this.alive;
  }

  /** Ring states and received bytes of all ports up to now_us. */
  portInputs(now_us: number): SliceInput[] {
    return this.ports.flatMap((port) => port.advance(now_us));
  }

  /** Gives the core its slice; what it sent on ports, showed and fired is taken here, link traffic is returned. */
  slice(now_us: number, inputs: readonly SliceInput[]): SliceOutput[] | Promise<SliceOutput[]> {
    if (!this.#core) return [];
    try {
      const outputs = this.#core.slice(inputs);
      if (!(outputs instanceof Promise)) return this.#take(now_us, outputs);
      return outputs.then((all) => this.#take(now_us, all)).catch((error) => this.#lost(now_us, error));
    } catch (error) {
      return this.#lost(now_us, error);
    }
  }

  async close(): Promise<void> {
    this.ports.forEach((port) => port.close());
    await this.#core?.close();
    this.#core = undefined;
  }

  #lost(now_us: number, error: unknown): SliceOutput[] {
    if (!(error instanceof CoreGoneError)) throw error;
    this.#core = undefined;
    this.#restart_us = now_us + RESTART_AFTER_us;
    this.faults.push({ role: this.role, at_us: now_us, code: 0, detail: 0, text: error.message });
    return [];
  }

  #take(now_us: number, outputs: SliceOutput[]): SliceOutput[] {
    return outputs.filter((output) => !this.#taken(now_us, output));
  }

  #taken(now_us: number, output: SliceOutput): boolean {
    switch (output.type) {
      case 'port':
        this.ports.find((p) => p.number === output.port)?.send(output.bytes);
        return true;
      case 'portConfig':
        this.ports.find((p) => p.number === output.port)?.configure(output.baud, output.format);
        return true;
      case 'lcd':
        this.lcd[output.row] = output.text;
        return true;
      case 'pulse':
        this.pulses++;
        this.onPulse?.(output);
        return true;
      case 'fault':
        this.faults.push({
          role: this.role,
          at_us: now_us,
          code: output.code,
          detail: output.detail,
          text: output.text,
        });
        return true;
      case 'started':
        this.sha256 = output.sha256;
        return true;
      default:
        return false;
    }
  }
}
