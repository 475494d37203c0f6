// The board's end of a serial line: what leaves the UART's pad is collected, what comes from outside is paced onto it.
import { Presenter, type Presentation } from '../../lines/presentation.ts';
import { evenParity } from '../../lines/serial-format.ts';
import { Rs485Pair, type Rs485Station, Rs485Transceiver } from '../../rp2350/chips/rs485.ts';
import type { Pin, Scheduler } from '../../rp2350/registers/peripheral.ts';
import type { Uart } from '../../rp2350/peripherals/uart.ts';
import { frameCycles, type SerialFormat, type SerialFrame } from '../../rp2350/wires/serial-frame.ts';

/** Direct for an optical head; through a transceiver whose driver enable decides who speaks. */
export interface SocketOptions {
  /** The pin at the transceiver's driver enable. */
  driverEnable?: Pin;
  /** What a byte outside is while the UART is at 7E1; default wire. */
  presentation?: Presentation;
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
  readonly #uart: Uart;
  readonly #scheduler: Scheduler;
  readonly #presenter: Presenter;
  readonly #drive: Drive;
  readonly #watchers: ((byte: number) => void)[] = [];
  readonly #waiting: number[] = [];
  #busy = false;

  constructor(uart: Uart, scheduler: Scheduler, { driverEnable, presentation }: SocketOptions = {}) {
    this.#uart = uart;
    this.#scheduler = scheduler;
    this.#presenter = new Presenter(presentation);
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

  /** Puts bytes on the line towards the board at the UART's present rate, one after the other. */
  send(bytes: Uint8Array): void {
    this.#waiting.push(...bytes);
    this.#next();
  }

  /** Whoever was outside has gone. */
  forgetOutside(): void {
    this.#presenter.forget();
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

  /** A wire byte is sent as eight bits without parity: bit-identical to seven bits with it. */
  #next(): void {
    if (this.#busy || this.#waiting.length === 0) return;
    const { format } = this.#uart;
    if (!Number.isFinite(format.bitCycles)) return;
    const data = this.#waiting.shift()!;
    this.#presenter.hear(data);
    const sender: SerialFormat = this.#presenter.isWire
      ? { dataBits: 8, parity: 'none', stopBits: 1, bitCycles: format.bitCycles }
      : format;
    this.#busy = true;
    this.#drive({ data, format: sender });
    this.#scheduler.at(this.#scheduler.now + frameCycles(sender), () => {
      this.#busy = false;
      this.#next();
    });
  }
}
