// A bench with a meter on serial ports and nothing else: what a person with two boards and adapters has.
import { setTimeout } from 'node:timers/promises';
import { PORTS } from '../../../shared-protocol/generated/ts/ports.ts';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { TalkDriver, type Talk } from '../../clients/programming/index.ts';
import { readIec62056 } from '../../clients/read-iec62056.ts';
import { withSerialPort } from '../../clients/serial-transport.ts';
import { JumperOpenError, SerialQuestions } from '../../metrology/adjust/serial-questions.ts';
import { withLegalLine } from '../../records/legal-port.ts';
import { openSession645 } from '../../records/read-645.ts';
import { RefusedError, type MessageName } from '../../records/legal-client.ts';
import type { RecordValues } from '../../records/records.ts';
import { NotOnThisBenchError, type Bench, type PortReading, type ReadingPort, type Reply } from './bench.ts';
import type { PortName } from './capabilities.ts';

const DEFAULT_BAUD = 9600;

/** Paths of serial devices by port; a port that is not named is not connected. */
export type Devices = Readonly<Partial<Record<PortName, string>>>;

export class SerialBench implements Bench {
  readonly #devices: Devices;

  constructor(devices: Devices) {
    this.#devices = devices;
  }

  wait(time_s: number): Promise<void> {
    return setTimeout(time_s * 1000);
  }

  ask(message: MessageName, values?: RecordValues): Promise<Reply> {
    return this.#question('legal', message, values);
  }

  read645(di: string): Promise<Uint8Array> {
    return withLegalLine(this.#path('legal'), async (transport) => {
      const session = await openSession645(transport);
      return session.read(await session.readAddress(), di);
    });
  }

  adjust(message: MessageName, values?: RecordValues): Promise<Reply> {
    return this.#question('adjustment', message, values);
  }

  async read(port: ReadingPort, maximumBaud = DEFAULT_BAUD): Promise<PortReading> {
    const reading = await withSerialPort(this.#path(port), (transport) =>
      readIec62056(transport, { maximumBaud }),
    );
    const values = new Map(reading.objects.map(({ obis, text }) => [obis, text]));
    return { identification: reading.identification, values, baud: reading.baud, measured_Bd: undefined };
  }

  talk<T>(talk: Talk<T>): Promise<T> {
    return withSerialPort(this.#path('optical'), (transport) => new TalkDriver(transport).run(talk));
  }

  feed = () => this.#none('source');
  lcd = () => this.#none('lcd');
  legalDisplay = () => this.#none('lcd');
  alarm = () => this.#none('lcd');
  pressSealed = () => this.#none('terminals');
  setTerminal = () => this.#none('terminals');
  setModule = () => this.#none('slots');
  gasps = () => this.#none('slots');
  switchIsClosed = () => this.#none('terminals');
  setSwitchFault = () => this.#none('terminals');
  link = () => this.#none('link');
  pulses = () => this.#none('pulses');
  setJumper = () => this.#none('jumper');
  setMainCover = () => this.#none('cover');
  pressScroll = () => this.#none('cover');
  powerCycle = () => this.#none('power');
  cutPowerAtByte = () => this.#none('tear');
  restarts = () => this.#none('modules');

  async close(): Promise<void> {}

  #none(what: string): never {
    throw new NotOnThisBenchError(what);
  }

  #path(port: keyof Devices): string {
    return this.#devices[port] ?? this.#none(port);
  }

  /** Each question opens its port anew: nothing is held while a spec waits. */
  async #question(port: 'legal' | 'adjustment', message: MessageName, values?: RecordValues): Promise<Reply> {
    const questions = await SerialQuestions.open(this.#path(port), PORTS.metering[port]);
    try {
      return await questions.ask(message, values);
    } catch (error) {
      // The same answer that another bench gives, where the adjusting person is told what to do.
      throw error instanceof JumperOpenError ? new RefusedError(message, Status.SEALED) : error;
    } finally {
      await questions.close();
    }
  }
}
