// Checks the RS485 pair: driver enable, the deaf receiver while driving, collisions.
import { beforeEach, describe, expect, it } from 'vitest';
import { frameCycles, type SerialFormat, type SerialFrame } from '../wires/serial-frame.ts';
import { TestTime } from '../registers/test-chip.ts';
import { Rs485Pair, Rs485Transceiver } from './rs485.ts';

const format: SerialFormat = { dataBits: 8, parity: 'none', stopBits: 1, bitCycles: 15_625 }; // 9600 baud
const frame = (data: number): SerialFrame => ({ data, format });
const FRAME = frameCycles(format);
let time: TestTime;
let pair: Rs485Pair;
let board: Rs485Transceiver;
let tool: Rs485Transceiver;
let heardByBoard: SerialFrame[];
let heardByTool: SerialFrame[];

beforeEach(() => {
  time = new TestTime();
  pair = new Rs485Pair(time);
  [board, tool] = [new Rs485Transceiver(pair), new Rs485Transceiver(pair)];
  [heardByBoard, heardByTool] = [[], []];
  board.onReceive = (each) => heardByBoard.push(each);
  tool.onReceive = (each) => heardByTool.push(each);
});

describe('RS485', () => {
  it('carries a frame to the other end when it is complete', () => {
    board.enable(true);
    board.transmit(frame(0x2f));
    time.runUntil(FRAME - 1);
    expect(heardByTool).toEqual([]);
    time.runUntil(FRAME);
    expect(heardByTool).toEqual([{ ...frame(0x2f), intact: true }]);
    expect(heardByBoard).toEqual([]);
  });

  it('carries nothing while DE is low', () => {
    board.transmit(frame(0x2f));
    time.run(FRAME);
    expect(heardByTool).toEqual([]);
    expect(board.undriven).toBe(1);
  });

  it('spoils the frame under way when DE falls too early', () => {
    board.enable(true);
    board.transmit(frame(0x2f));
    time.run(FRAME / 2);
    board.enable(false);
    time.run(FRAME);
    expect(heardByTool).toEqual([{ ...frame(0x2f), intact: false }]);
  });

  it('is deaf while it drives', () => {
    board.enable(true);
    tool.enable(true);
    tool.transmit(frame(0x55));
    time.run(FRAME);
    expect(heardByBoard).toEqual([]);
    expect(board.missed).toBe(1);
  });

  it('spoils both frames of two drivers that overlap', () => {
    const third = new Rs485Transceiver(pair);
    const heard: SerialFrame[] = [];
    third.onReceive = (each) => heard.push(each);
    board.enable(true);
    tool.enable(true);
    board.transmit(frame(1));
    time.run(FRAME / 2);
    tool.transmit(frame(2));
    time.run(2 * FRAME);
    expect(heard.map(({ intact }) => intact)).toEqual([false, false]);
    expect(pair.collisions).toBe(1);
  });

  it('does not mind frames one after the other', () => {
    board.enable(true);
    board.transmit(frame(1));
    time.run(FRAME);
    board.transmit(frame(2));
    time.run(FRAME);
    expect(heardByTool.map(({ intact }) => intact)).toEqual([true, true]);
  });
});
