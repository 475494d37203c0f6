// A port of the board, direct and through its RS485 transceiver: pace, parity on the wire, driver enable.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { Uart } from '../../rp2350/peripherals/uart.ts';
import { SVD_PATH } from '../../rp2350/paths.ts';
import { TestChip } from '../../rp2350/registers/test-chip.ts';
import { registers } from '../../rp2350/registers/test-registers.ts';
import { SerialSocket, type SocketOptions } from './serial-socket.ts';

const BIT = 15_625; // 9600 baud
const CHARACTER = 10 * BIT;
const FORMATS = { '8N1': 0x70, '7E1': 0x56 };
const DE = 2;

let chip: TestChip;
let uart: Uart;
let io: ReturnType<typeof registers>;
let heard: number[];

function socket(options: Partial<SocketOptions> = {}): SerialSocket {
  const made = new SerialSocket(uart, chip.scheduler, options);
  made.onByte = (byte) => heard.push(byte);
  return made;
}

function start(format: keyof typeof FORMATS): void {
  io.write('UARTIBRD', 976);
  io.write('UARTFBRD', 36);
  io.write('UARTLCR_H', FORMATS[format]);
  io.write('UARTCR', 0x301);
}

beforeEach(() => {
  chip = new TestChip();
  const { scheduler, pinMux } = chip;
  uart = new Uart('UART0', { scheduler, line: () => {}, pinMux, clock_Hz: () => 150e6 });
  io = registers(uart);
  heard = [];
});

describe.skipIf(!existsSync(SVD_PATH))('a port of the board', () => {
  it('gives a character when its stop bit is over, with its parity as on the wire', () => {
    start('7E1');
    socket();
    io.write('UARTDR', 0x31); // three ones: parity bit 1
    chip.scheduler.run(CHARACTER - 1);
    expect(heard).toEqual([]);
    chip.scheduler.run(1);
    expect(heard).toEqual([0xb1]);
  });

  it('gives plain characters where they are asked for', () => {
    start('7E1');
    const port = socket({ presentation: 'characters' });
    io.write('UARTDR', 0x31);
    chip.scheduler.run(CHARACTER);
    expect(heard).toEqual([0x31]);
    port.send(Uint8Array.of(0x31));
    chip.scheduler.run(CHARACTER);
    expect(io.read('UARTDR')).toBe(0x31);
  });

  it('paces what comes from outside at the rate of the UART, one character after the other', () => {
    start('8N1');
    socket().send(Uint8Array.of(1, 2, 3));
    chip.scheduler.run(2 * CHARACTER);
    expect([io.read('UARTDR'), io.read('UARTDR'), io.read('UARTFR') & 0x10]).toEqual([1, 2, 0x10]);
    chip.scheduler.run(CHARACTER);
    expect(io.read('UARTDR')).toBe(3);
  });

  it('carries what comes at another rate as it is: its level on the pin, and characters the UART cannot read', () => {
    start('7E1');
    const RX = 5;
    const edges: number[] = [];
    chip.pins[RX].drive(true);
    chip.pins[RX].watch(() => edges.push(chip.scheduler.now / (32 * BIT)));
    const port = socket({ rx: chip.pins[RX] });
    port.setOutside(300);
    port.send(Uint8Array.of(0xaf)); // `/` with its parity
    chip.scheduler.run(32 * CHARACTER);
    expect(edges).toEqual([0, 1, 5, 6, 7, 8]);
    const errors = [io.read('UARTDR'), io.read('UARTDR'), io.read('UARTDR')].map((entry) => entry & 0x300);
    expect(errors.every((error) => error !== 0)).toBe(true);
    port.setOutside(undefined);
    port.send(Uint8Array.of(0xaf));
    chip.scheduler.run(CHARACTER);
    expect(io.read('UARTDR')).toBe(0x2f);
  });

  it('takes a rate seen on a terminal from the bytes behind those that were on their way', () => {
    start('8N1');
    const port = socket();
    port.sendFromTerminal(Uint8Array.of(), 9600);
    port.sendFromTerminal(Uint8Array.of(7), 300);
    chip.scheduler.run(CHARACTER);
    expect(io.read('UARTDR')).toBe(7);
    port.sendFromTerminal(Uint8Array.of(7), 300);
    chip.scheduler.run(CHARACTER);
    expect(io.read('UARTFR') & 0x10).toBe(0x10);
  });

  it('drops what waits when whoever sent it has gone, behind the character on the line', () => {
    start('8N1');
    const port = socket();
    port.send(Uint8Array.of(1, 2, 3));
    chip.scheduler.run(CHARACTER / 2);
    port.forgetOutside();
    port.send(Uint8Array.of(9));
    chip.scheduler.run(4 * CHARACTER);
    expect([io.read('UARTDR'), io.read('UARTDR'), io.read('UARTFR') & 0x10]).toEqual([1, 9, 0x10]);
  });

  it('is not deaf after a reset of the chip within a character, which is lost', () => {
    start('8N1');
    const port = socket();
    port.send(Uint8Array.of(1, 2));
    chip.scheduler.run(CHARACTER / 2);
    chip.scheduler.clear();
    chip.scheduler.run(CHARACTER);
    port.send(Uint8Array.of(3));
    chip.scheduler.run(2 * CHARACTER);
    expect([io.read('UARTDR'), io.read('UARTDR')]).toEqual([2, 3]);
  });

  it('lets others listen beside its user', () => {
    start('8N1');
    const beside: number[] = [];
    socket().watch((byte) => beside.push(byte));
    io.write('UARTDR', 7);
    chip.scheduler.run(CHARACTER);
    expect([heard, beside]).toEqual([[7], [7]]);
  });
});

describe.skipIf(!existsSync(SVD_PATH))('a port behind an RS485 transceiver', () => {
  let port: SerialSocket;
  const enable = (level: boolean) => chip.pins[DE].drive(level);
  beforeEach(() => {
    enable(false);
    port = socket({ driverEnable: chip.pins[DE] });
    start('8N1');
  });

  it('sends while the driver is enabled, receives while it is not', () => {
    enable(true);
    io.write('UARTDR', 0x55);
    chip.scheduler.run(CHARACTER);
    enable(false);
    port.send(Uint8Array.of(0x66));
    chip.scheduler.run(CHARACTER);
    expect([heard, io.read('UARTDR')]).toEqual([[0x55], 0x66]);
  });

  it('loses a character that began before the driver was enabled', () => {
    io.write('UARTDR', 0x55);
    chip.scheduler.run(BIT);
    enable(true);
    chip.scheduler.run(CHARACTER);
    expect([heard, port.transceiver?.undriven]).toEqual([[], 1]);
  });

  it('spoils a character when the driver is turned off inside its stop bit', () => {
    enable(true);
    io.write('UARTDR', 0x55);
    chip.scheduler.run(CHARACTER - BIT / 2);
    enable(false);
    chip.scheduler.run(BIT);
    expect([heard, port.spoiled]).toEqual([[], 1]);
  });

  it('hears nothing of what comes while it drives', () => {
    enable(true);
    port.send(Uint8Array.of(0x66));
    chip.scheduler.run(2 * CHARACTER);
    expect([io.read('UARTFR') & 0x10, port.transceiver?.missed]).toEqual([0x10, 1]);
  });

  it('receives a framing error from two that speak at once', () => {
    enable(true);
    io.write('UARTDR', 0x55);
    port.send(Uint8Array.of(0x66));
    chip.scheduler.run(CHARACTER / 2);
    enable(false);
    chip.scheduler.run(CHARACTER);
    expect([heard, port.spoiled, io.read('UARTDR') & 0x100]).toEqual([[], 1, 0x100]);
  });
});
