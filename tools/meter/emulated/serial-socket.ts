// The board's end of a serial line: what leaves the UART's pad is collected, what comes from outside is paced onto it.
import { OutsideRate, sameRate } from '../../lines/outside-rate.ts';
import { Presenter, type Presentation } from '../../lines/presentation.ts';
import { evenParity } from '../../lines/serial-format.ts';
import { Rs485Pair, type Rs485Station, Rs485Transceiver } from '../../rp2350/chips/rs485.ts';
import type { Pin, ScheduledEvent, Scheduler } from '../../rp2350/registers/peripheral.ts';
import type { Uart } from '../../rp2350/peripherals/uart.ts';
import {
  frameCycles,
  frameEdges,
  type SerialFormat,
  type SerialFrame,
} from '../../rp2350/wires/serial-frame.ts';

/** What a socket needs of a UART. */
export type SerialEnd = Pick<Uart, 'format' | 'receive' | 'onTransmit' | 'onStart'>;

/** Direct for an optical head; through a transceiver whose driver enable decides who speaks. */
export interface SocketOptions {
  /** The pin at the transceiver's driver enable. */
  driverEnable?: Pin;
  /** What a byte outside is while the UART is at 7E1; default wire. */
  presentation?: Presentation;
  /** The RX pin: its level follows what comes from outside, bit by bit, for firmware that looks at the edges. */
  rx?: Pin;
}

/** A byte from outside, and its rate where that is not the UART's. */
interface Waiting {
  readonly data: number;
  readonly baud?: number;
}

/** How a character comes onto the line; it is at the UART, or lost, when its time is over. */
type Drive = (frame: SerialFrame) => void;

export class SerialSocket {
  /** Called with each byte that has fully left the board. */
  onByte: (byte: number) => void = () => {};
  /** Characters that left the board spoiled: another drove the pair, or the driver was turned off too early. */
  spoiled = 0;
  /** The chip between the UART and an RS485 pair, where there is one. */
  readonly transceiver: Rs485Transceiver | undefined;
  readonly #uart: SerialEnd;
  readonly #scheduler: Scheduler;
  readonly #presenter: Presenter;
  readonly #drive: Drive;
  readonly #watchers: ((byte: number) => void)[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #rate = new OutsideRate();
  readonly #rx: Pin | undefined;
  /** When the character on the line ends: a reset of the chip drops the event that would tell. */
  #freeAt = -Infinity;
  /** Changes of the RX pin's level by the character on the line. */
  #edges: ScheduledEvent[] = [];

  constructor(uart: SerialEnd, scheduler: Scheduler, { driverEnable, presentation, rx }: SocketOptions = {}) {
    this.#uart = uart;
    this.#scheduler = scheduler;
    this.#presenter = new Presenter(presentation);
    this.#rx = rx;
    if (driverEnable) {
      const pair = new Rs485Pair(scheduler);
      this.transceiver = new Rs485Transceiver(pair);
      this.#drive = this.#throughTransceiver(pair, this.transceiver, driverEnable);
    } else {
      this.#drive = this.#direct();
    }
  }

  /** As `onByte`, for those who listen beside its user. */
  watch(watcher: (byte: number) => void): void {
    this.#watchers.push(watcher);
  }

  /** The rate outside; undefined, as at first, for that of the UART. */
  setOutside(baud: number | undefined): void {
    this.#rate.set(baud);
  }

  /** Bytes of a terminal, and the rate seen there when they came, which is taken over as OutsideRate does. */
  sendFromTerminal(bytes: Uint8Array, baud: number | undefined): void {
    this.#rate.observe(baud);
    this.send(bytes);
  }

  /** Puts bytes on the line towards the board, one after the other. */
  send(bytes: Uint8Array): void {
    const uartBaud = this.#scheduler.cyclesPerSecond / this.#uart.format.bitCycles;
    const rate = this.#rate.ofBytesFor(uartBaud);
    const baud = sameRate(rate, uartBaud) ? undefined : rate;
    this.#waiting.push(...[...bytes].map((data) => ({ data, baud })));
    this.#next();
  }

  /** Whoever was outside has gone: what still waits is dropped, the character on the line ends. */
  forgetOutside(): void {
    this.#waiting.length = 0;
    this.#presenter.forget();
  }

  /** Whoever was outside is taken off the wire: the character on it does not end. */
  unplug(): void {
    this.forgetOutside();
    for (const edge of this.#edges) this.#scheduler.cancel(edge);
    this.#edges = [];
    this.#freeAt = -Infinity;
    this.#rx?.drive(undefined);
  }

  /** Whoever is outside holds the wire at rest between characters, also behind one that a reset of the chip cut. */
  rest(): void {
    if (this.#scheduler.now >= this.#freeAt) this.#rx?.drive(true);
  }

  #direct(): Drive {
    this.#uart.onTransmit = (frame) => this.#left(frame);
    return (frame) => {
      this.#scheduler.at(this.#scheduler.now + frameCycles(frame.format), () => this.#uart.receive(frame));
    };
  }

  #throughTransceiver(pair: Rs485Pair, transceiver: Rs485Transceiver, driverEnable: Pin): Drive {
    driverEnable.watch((level) => transceiver.enable(level));
    transceiver.enable(driverEnable.level);
    this.#uart.onStart = (frame) => transceiver.transmit(frame);
    transceiver.onReceive = (frame) => this.#uart.receive(frame);
    const outside: Rs485Station = { receive: (frame) => this.#left(frame) };
    pair.attach(outside);
    return (frame) => pair.send(outside, frame);
  }

  /** What an edge is at the RX pin; while the transceiver of a pair drives, its receiver is off and the pin idle. */
  #driveLevels(frame: SerialFrame): void {
    const { now } = this.#scheduler;
    if (!this.#rx || this.transceiver?.isDriving) return;
    this.#edges = frameEdges(frame).map(({ level, cycles }) =>
      this.#scheduler.at(now + cycles, () => this.#rx!.drive(level === 1)),
    );
  }

  #left({ data, format, intact }: SerialFrame): void {
    if (intact === false) {
      this.spoiled++;
      return;
    }
    const isCharacter = format.dataBits === 7 && format.parity === 'even';
    const byte = isCharacter && this.#presenter.isWire ? data | (evenParity(data) << 7) : data;
    this.onByte(byte);
    for (const watcher of this.#watchers) watcher(byte);
  }

  /** At 7E1 a wire byte is sent as eight bits without parity: bit-identical to seven bits with it. */
  #next(): void {
    if (this.#scheduler.now < this.#freeAt || this.#waiting.length === 0) return;
    const uart = this.#uart.format;
    if (!Number.isFinite(uart.bitCycles)) return;
    const { data, baud } = this.#waiting.shift()!;
    const bitCycles = baud === undefined ? uart.bitCycles : this.#scheduler.cyclesPerSecond / baud;
    const format = { ...uart, bitCycles };
    this.#presenter.hear(data);
    const isCharacter = uart.dataBits === 7 && uart.parity === 'even';
    const sender: SerialFormat =
      isCharacter && this.#presenter.isWire
        ? { dataBits: 8, parity: 'none', stopBits: 1, bitCycles }
        : format;
    this.#freeAt = this.#scheduler.now + frameCycles(sender);
    this.#drive({ data, format: sender });
    this.#driveLevels({ data, format: sender });
    this.#scheduler.at(this.#freeAt, () => this.#next());
  }
}
