// A real board to adjust: its ports on serial lines, and an operator who sets the source, the jumper and the heat.
import { PORTS } from '../../../shared-protocol/generated/ts/ports.ts';
import { setTimeout } from 'node:timers/promises';
import type { MessageName } from '../../records/legal-client.ts';
import type { RecordValues } from '../../records/records.ts';
import type { Service } from '../../signals/waves/source.ts';
import { TerminalOperator, type Operator } from './operator.ts';
import { SerialQuestions } from './serial-questions.ts';
import type { LoadPoint, Reply, Site } from './site.ts';

const { adjustment: ADJUSTMENT, legal: LEGAL } = PORTS.metering;
const SETTLE_s = 5;

export interface SerialSiteOptions {
  /** The adjustment port. */
  readonly path: string;
  /** The metering core's RS485 port; without it the meter is compared by its raw sums, the jumper closed. */
  readonly legalPath?: string;
  readonly service: Service;
  /** Seconds until source and meter are steady after a change. */
  readonly settle_s?: number;
  readonly operator?: Operator;
  /** A reference meter stands beside: what it shows is asked for at each point of the calibration. */
  readonly reference?: boolean;
}

class SerialSite implements Site {
  readonly service: Service;
  readonly ask: Site['ask'];
  readonly reference: Site['reference'];
  readonly #adjustment: SerialQuestions;
  readonly #legal: SerialQuestions | undefined;
  readonly #operator: Operator;
  readonly #settle_s: number;
  #source = '';

  constructor(options: SerialSiteOptions, adjustment: SerialQuestions, legal: SerialQuestions | undefined) {
    this.service = options.service;
    this.#adjustment = adjustment;
    this.#legal = legal;
    this.#operator = options.operator ?? new TerminalOperator();
    this.#settle_s = options.settle_s ?? SETTLE_s;
    this.reference = options.reference
      ? () => this.#operator.enter('active power that the reference meter shows, W')
      : undefined;
    this.ask = legal && ((message, values) => legal.ask(message, values));
  }

  adjust(message: MessageName, values: RecordValues = {}): Promise<Reply> {
    return this.#adjustment.ask(message, values);
  }

  async setLoad({ voltage_V, current_A, lag_deg, hz, only }: LoadPoint): Promise<void> {
    const where = only === undefined ? 'all phases' : `current in L${only + 1} only`;
    const angle = `current ${Math.abs(lag_deg).toFixed(2)} degrees ${lag_deg < 0 ? 'ahead' : 'behind'}`;
    await this.#set(`set ${voltage_V} V, ${current_A} A, ${angle}, ${hz} Hz, ${where}`);
  }

  /** Asks for a source that is not set so already, and waits until it is steady. */
  async #set(source: string): Promise<void> {
    if (source === this.#source) return;
    await this.#operator.ask(source);
    this.#source = source;
    await this.wait(this.#settle_s);
  }

  async setTemperature(temperature_C: number): Promise<void> {
    await this.#operator.ask(`bring the meter to ${temperature_C.toFixed(0)} degrees Celsius`);
    await this.wait(this.#settle_s);
  }

  setJumper(closed: boolean): Promise<void> {
    return this.#operator.ask(`${closed ? 'close' : 'open'} the calibration jumper`);
  }

  wait(seconds: number): Promise<void> {
    return setTimeout(seconds * 1000);
  }

  async close(): Promise<void> {
    this.#operator.close();
    await this.#adjustment.close();
    await this.#legal?.close();
  }
}

/**
 * Opens the ports of a board, and sees that a meter with a closed jumper is there before anybody is asked for
 * anything. Throws PortMissingError, PortUnusableError, BoardSilentError, JumperOpenError.
 */
export async function openSerialSite(options: SerialSiteOptions): Promise<Site> {
  const adjustment = await SerialQuestions.open(options.path, ADJUSTMENT);
  let legal: SerialQuestions | undefined;
  try {
    await adjustment.ask('adjustment_identify');
    if (options.legalPath !== undefined) {
      legal = await SerialQuestions.open(options.legalPath, LEGAL);
      await legal.ask('identify');
    }
    return new SerialSite(options, adjustment, legal);
  } catch (error) {
    await adjustment.close();
    await legal?.close();
    throw error;
  }
}
