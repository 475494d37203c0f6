// Checks the RS485 pair: driver enable, the deaf receiver while driving, collisions.
import { beforeEach, describe, expect, it } from 'vitest';
import { TestTime } from '../test-chip.ts';
import type { SerialSymbol } from '../wires.ts';
import { Rs485Pair, Rs485Transceiver } from './rs485.ts';

const SYMBOL = 156_250; // 10 bits at 9600 baud in cycles
let time: TestTime;
let pair: Rs485Pair;
let board: Rs485Transceiver;
let tool: Rs485Transceiver;
let heardByBoard: SerialSymbol[];
let heardByTool: SerialSymbol[];

beforeEach(() => {
  time = new TestTime();
  pair = new Rs485Pair(time);
  [board, tool] = [new Rs485Transceiver(pair), new Rs485Transceiver(pair)];
  [heardByBoard, heardByTool] = [[], []];
  board.onReceive = (symbol) => heardByBoard.push(symbol);
  tool.onReceive = (symbol) => heardByTool.push(symbol);
});

describe('RS485', () => {
  it('carries a symbol to the other end when it is complete', () => {
    board.enable(true);
    board.transmit(0x2f, SYMBOL);
    time.runUntil(SYMBOL - 1);
    expect(heardByTool).toEqual([]);
    time.runUntil(SYMBOL);
    expect(heardByTool).toEqual([{ byte: 0x2f, intact: true }]);
    expect(heardByBoard).toEqual([]);
  });

  it('carries nothing while DE is low', () => {
    board.transmit(0x2f, SYMBOL);
    time.run(SYMBOL);
    expect(heardByTool).toEqual([]);
    expect(board.undriven).toBe(1);
  });

  it('spoils the symbol under way when DE falls too early', () => {
    board.enable(true);
    board.transmit(0x2f, SYMBOL);
    time.run(SYMBOL / 2);
    board.enable(false);
    time.run(SYMBOL);
    expect(heardByTool).toEqual([{ byte: 0x2f, intact: false }]);
  });

  it('is deaf while it drives', () => {
    board.enable(true);
    tool.enable(true);
    tool.transmit(0x55, SYMBOL);
    time.run(SYMBOL);
    expect(heardByBoard).toEqual([]);
    expect(board.missed).toBe(1);
  });

  it('spoils both symbols of two drivers that overlap', () => {
    const third = new Rs485Transceiver(pair);
    const heard: SerialSymbol[] = [];
    third.onReceive = (symbol) => heard.push(symbol);
    board.enable(true);
    tool.enable(true);
    board.transmit(1, SYMBOL);
    time.run(SYMBOL / 2);
    tool.transmit(2, SYMBOL);
    time.run(2 * SYMBOL);
    expect(heard.map(({ intact }) => intact)).toEqual([false, false]);
    expect(pair.collisions).toBe(1);
  });

  it('does not mind symbols one after the other', () => {
    board.enable(true);
    board.transmit(1, SYMBOL);
    time.run(SYMBOL);
    board.transmit(2, SYMBOL);
    time.run(SYMBOL);
    expect(heardByTool.map(({ intact }) => intact)).toEqual([true, true]);
  });
});
