// The UART: timing of frames, FIFOs and their trigger levels, errors, receive timeout and DMA requests.
import { existsSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SerialFormat, SerialFrame } from '../wires/serial-frame.ts';
import { SVD_PATH } from '../paths.ts';
import { TestChip } from '../registers/test-chip.ts';
import { registers } from '../registers/test-registers.ts';
import { Uart } from './uart.ts';

const FEN = 0x10;
const WLEN8 = 0x60;
const WLEN7 = 0x40;
const PEN = 2;
const EPS = 4;
const STP2 = 8;
const UART_ON = 0x301;
const TXFE = 0x80;
const RXFF = 0x40;
const TXFF = 0x20;
const RXFE = 0x10;
const BUSY = 0x08;
/** 150 MHz / (16 * 976.5625) = 9600 bit/s. */
const IBRD = 976;
const FBRD = 36;
const BIT = 15625;

function create() {
  const chip = new TestChip();
  let line = false;
  const wiring = {
    scheduler: chip.scheduler,
    line: (level: boolean) => void (line = level),
    pinMux: chip.pinMux,
    clock_Hz: () => 150e6,
  };
  const uart = new Uart('UART0', wiring);
  const sent: { frame: SerialFrame; time: number }[] = [];
  uart.onTransmit = (frame) => sent.push({ frame, time: chip.scheduler.now });
  const io = registers(uart);
  const start = (lcr: number): void => {
    io.write('UARTIBRD', IBRD);
    io.write('UARTFBRD', FBRD);
    io.write('UARTLCR_H', lcr);
    io.write('UARTCR', UART_ON);
  };
  const receive = (...bytes: number[]): void => {
    for (const data of bytes) uart.receive({ data, format: uart.format });
  };
  return { chip, uart, sent, io, start, receive, line: () => line };
}

describe.skipIf(!existsSync(SVD_PATH))('a UART', () => {
  let t: ReturnType<typeof create>;
  beforeEach(() => {
    t = create();
  });

  it('has the baud rate of its divisors', () => {
    t.start(FEN | WLEN8);
    expect(t.uart.baud).toBeCloseTo(9600, 6);
  });

  it.each([
    ['8N1', WLEN8, 10],
    ['8N2', WLEN8 | STP2, 11],
    ['7E1', WLEN7 | PEN | EPS, 10],
    ['8O1', WLEN8 | PEN, 11],
    ['5N1', 0, 7],
  ])('sends a character of %s in the time of its bits', (_, lcr, bits) => {
    t.start(FEN | lcr);
    t.io.write('UARTDR', 0x15);
    t.chip.scheduler.run(bits * BIT - 1);
    expect(t.sent).toEqual([]);
    expect(t.io.read('UARTFR') & BUSY).toBe(BUSY);
    t.chip.scheduler.run(1);
    expect(t.sent.map(({ frame }) => frame.data)).toEqual([0x15]);
    expect(t.io.read('UARTFR') & BUSY).toBe(0);
  });

  it('sends characters back to back', () => {
    t.start(FEN | WLEN8);
    for (const c of [1, 2, 3]) t.io.write('UARTDR', c);
    t.chip.scheduler.run(40 * BIT);
    expect(t.sent.map(({ time }) => time / BIT)).toEqual([10, 20, 30]);
  });

  it('takes new divisors only with the next write of the line control', () => {
    t.start(FEN | WLEN8);
    t.io.write('UARTIBRD', 81);
    expect(t.uart.baud).toBeCloseTo(9600, 6);
    t.io.write('UARTLCR_H', FEN | WLEN8);
    expect(t.uart.baud).toBeGreaterThan(100_000);
  });

  it('lets nothing out while no pad is routed to it', () => {
    t.chip.unrouted.add('uart0_tx');
    t.start(FEN | WLEN8);
    t.io.write('UARTDR', 1);
    t.chip.scheduler.run(20 * BIT);
    expect(t.sent).toEqual([]);
  });

  it('sends nothing while it is disabled', () => {
    t.start(FEN | WLEN8);
    t.io.write('UARTCR', 0x300);
    t.io.write('UARTDR', 1);
    t.chip.scheduler.run(20 * BIT);
    expect(t.sent).toEqual([]);
    t.io.write('UARTCR', UART_ON);
    t.chip.scheduler.run(10 * BIT);
    expect(t.sent).toHaveLength(1);
  });

  it('holds 32 characters and loses what does not fit', () => {
    t.start(FEN | WLEN8);
    for (let i = 0; i < 33; i++) t.io.write('UARTDR', i);
    expect(t.io.read('UARTFR') & (TXFF | TXFE)).toBe(TXFF);
    t.io.write('UARTDR', 99);
    t.chip.scheduler.run(400 * BIT);
    expect(t.sent.map(({ frame }) => frame.data)).toEqual(Array.from({ length: 33 }, (_, i) => i));
  });

  it('holds one character without FIFOs', () => {
    t.start(WLEN8);
    t.io.write('UARTDR', 1);
    t.io.write('UARTDR', 2);
    expect(t.io.read('UARTFR') & TXFF).toBe(TXFF);
    t.receive(7);
    expect(t.io.read('UARTFR') & RXFF).toBe(RXFF);
  });

  it('asks for characters when the transmit FIFO passes its level downwards, not because it is low', () => {
    t.start(FEN | WLEN8);
    t.io.write('UARTIMSC', 0x20);
    for (let i = 0; i < 3; i++) t.io.write('UARTDR', i);
    t.chip.scheduler.run(40 * BIT);
    expect(t.line()).toBe(false);
    for (let i = 0; i < 20; i++) t.io.write('UARTDR', i);
    t.chip.scheduler.run(20 * BIT);
    expect(t.line()).toBe(false);
    t.chip.scheduler.run(20 * BIT);
    expect(t.line()).toBe(true);
    t.io.write('UARTICR', 0x20);
    expect(t.line()).toBe(false);
  });

  it('interrupts at the receive level and lets go below it', () => {
    t.start(FEN | WLEN8);
    t.io.write('UARTIFLS', 0);
    t.io.write('UARTIMSC', 0x10);
    t.receive(1, 2, 3);
    expect(t.line()).toBe(false);
    t.receive(4);
    expect(t.line()).toBe(true);
    expect(t.io.read('UARTMIS')).toBe(0x10);
    t.io.read('UARTDR');
    expect(t.line()).toBe(false);
  });

  it('interrupts 32 bit periods after the last character while some are waiting', () => {
    t.start(FEN | WLEN8);
    t.io.write('UARTIMSC', 0x40);
    t.receive(1);
    t.chip.scheduler.run(20 * BIT);
    t.receive(2);
    t.chip.scheduler.run(32 * BIT - 1);
    expect(t.line()).toBe(false);
    t.chip.scheduler.run(1);
    expect(t.line()).toBe(true);
    t.io.read('UARTDR');
    expect(t.line()).toBe(true);
    t.io.read('UARTDR');
    expect(t.line()).toBe(false);
  });

  it('marks a character with a parity error', () => {
    t.start(FEN | WLEN7 | PEN | EPS);
    const odd: SerialFormat = { ...t.uart.format, parity: 'odd' };
    t.uart.receive({ data: 0x41, format: odd });
    expect(t.io.read('UARTRIS') & 0x100).toBe(0x100);
    expect(t.io.read('UARTDR')).toBe(0x41 | 0x200);
    expect(t.io.read('UARTRSR')).toBe(2);
    t.io.write('UARTRSR', 0);
    expect(t.io.read('UARTRSR')).toBe(0);
  });

  it('marks a collision on the line as a framing error', () => {
    t.start(FEN | WLEN8);
    t.uart.receive({ data: 0x41, format: t.uart.format, intact: false });
    expect(t.io.read('UARTDR') & 0x100).toBe(0x100);
  });

  it('overruns with the 33rd character and keeps the first 32', () => {
    t.start(FEN | WLEN8);
    t.receive(...Array.from({ length: 33 }, (_, i) => i));
    expect(t.io.read('UARTRIS') & 0x400).toBe(0x400);
    const read = Array.from({ length: 32 }, () => t.io.read('UARTDR') & 0xff);
    expect(read).toEqual(Array.from({ length: 32 }, (_, i) => i));
    expect(t.io.read('UARTFR') & RXFE).toBe(RXFE);
  });

  it('counts what comes while its receiver is off or not routed', () => {
    t.receive(1);
    t.start(FEN | WLEN8);
    t.chip.unrouted.add('uart0_rx');
    t.receive(2);
    expect(t.uart.framesMissed).toBe(2);
    expect(t.io.read('UARTFR') & RXFE).toBe(RXFE);
  });

  it('offers its FIFOs to the DMA only while enabled for it', () => {
    t.start(FEN | WLEN8);
    t.receive(1, 2);
    expect([t.uart.transmitRequest.available, t.uart.receiveRequest.available]).toEqual([0, 0]);
    t.io.write('UARTDMACR', 3);
    expect([t.uart.transmitRequest.available, t.uart.receiveRequest.available]).toEqual([32, 2]);
  });

  it('stops receive requests on an error when DMAONERR is set', () => {
    t.start(FEN | WLEN8);
    t.io.write('UARTDMACR', 1 | 4);
    t.receive(1);
    t.uart.receive({ data: 2, format: t.uart.format, intact: false });
    expect(t.uart.receiveRequest.available).toBe(0);
    t.io.write('UARTICR', 0x7ff);
    expect(t.uart.receiveRequest.available).toBe(2);
  });

  it('refuses what it does not model', () => {
    t.start(FEN | WLEN8);
    expect(() => t.io.write('UARTCR', UART_ON | 0x80)).toThrow('UART0: loopback is not modelled');
    expect(() => t.io.write('UARTCR', UART_ON | 0x4000)).toThrow('hardware flow control');
    expect(() => t.io.write('UARTLCR_H', 1)).toThrow('break');
  });

  it.each([
    ['that the whole chip shares, which drops all events', true],
    ['of its own', false],
  ])('sends again after a reset %s within a character, which is lost', (_, dropsEvents) => {
    t.start(FEN | WLEN8);
    t.io.write('UARTDR', 0x11);
    t.chip.scheduler.run(3 * BIT);
    if (dropsEvents) t.chip.scheduler.clear();
    t.uart.reset();
    expect(t.io.read('UARTFR') & BUSY).toBe(0);
    t.start(FEN | WLEN8);
    t.io.write('UARTDR', 0x22);
    t.chip.scheduler.run(10 * BIT);
    expect(t.sent.map(({ frame }) => frame.data)).toEqual([0x22]);
  });

  it('is empty and silent after a reset', () => {
    t.start(FEN | WLEN8);
    t.receive(1);
    t.uart.reset();
    expect(t.io.read('UARTFR')).toBe(TXFE | RXFE);
    expect(t.uart.baud).toBe(0);
    expect(t.io.read('UARTCR')).toBe(0x300);
  });
});
