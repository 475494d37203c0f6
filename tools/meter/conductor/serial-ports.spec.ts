// What a board's port tells its core: ring state, received bytes, settings.
import { describe, expect, it } from 'vitest';
import {
  PORT_CHUNK_MAX,
  PORT_FORMAT_7E1,
  PORT_FORMAT_8N1,
} from '../../../shared-protocol/generated/ts/protocol.ts';
import type { SliceInput } from '../../cores/core-runner.ts';
import { BoardPort } from './serial-ports.ts';

const TICK_us = 10_000;
const port = (baud: number) => new BoardPort({ number: 1, ring: 512, baud, format: '8N1' }, { pty: false });
const states = (inputs: SliceInput[]) => inputs.filter((input) => input.type === 'portState');
const received = (inputs: SliceInput[]) =>
  inputs.flatMap((input) => (input.type === 'port' ? [...input.bytes] : []));

/** Advances tick by tick and gives all inputs of that time. */
function run(of: BoardPort, from_us: number, to_us: number): SliceInput[] {
  const inputs: SliceInput[] = [];
  for (let now = from_us; now <= to_us; now += TICK_us) inputs.push(...of.advance(now));
  return inputs;
}

describe('The state of a port', () => {
  it('is told once at power-on, and again only when it changed', () => {
    const p = port(9600);
    expect(p.advance(0)).toEqual([{ type: 'portState', port: 1, free: 512, idle: true }]);
    expect(run(p, TICK_us, 10 * TICK_us)).toEqual([]);
  });

  it('follows the transmit ring as it drains', () => {
    const p = port(9600);
    p.advance(0);
    p.send(new Uint8Array(20));
    expect(states(p.advance(TICK_us))).toEqual([{ type: 'portState', port: 1, free: 501, idle: false }]);
    expect(states(run(p, 2 * TICK_us, 4 * TICK_us)).at(-1)).toMatchObject({ free: 512, idle: true });
  });

  it('is told again when the ring filled and drained between two ticks: the core counts its own bytes', () => {
    const p = port(115_200);
    p.advance(0);
    p.send(new Uint8Array(50));
    expect(states(p.advance(TICK_us))).toEqual([{ type: 'portState', port: 1, free: 512, idle: true }]);
  });

  it('is told anew after a reset', () => {
    const p = port(9600);
    p.advance(0);
    p.reset();
    expect(states(p.advance(TICK_us))).toHaveLength(1);
  });
});

describe('Bytes from outside', () => {
  it('reach the core at the pace of the line', () => {
    const p = port(300);
    p.advance(0);
    p.line.fromOutside(Uint8Array.of(0x2f, 0x3f));
    expect(received(run(p, TICK_us, 60_000))).toEqual([0x2f]);
    expect(received(run(p, 70_000, 80_000))).toEqual([0x3f]);
  });

  it('come in chunks the core has room for, none lost', () => {
    const p = port(115_200);
    p.advance(0);
    const sent = Uint8Array.from({ length: 600 }, (_, i) => i & 0xff);
    p.line.fromOutside(sent);
    const inputs = p.advance(1_000_000);
    for (const input of inputs)
      if (input.type === 'port') expect(input.bytes.length).toBeLessThanOrEqual(PORT_CHUNK_MAX);
    expect(received(inputs)).toEqual([...sent]);
  });
});

describe('Bytes to the outside', () => {
  it('reach the listener when they have left the wire', () => {
    const p = port(9600);
    const heard: number[] = [];
    p.listen((bytes) => heard.push(...bytes));
    p.advance(0);
    p.send(Uint8Array.of(65, 66));
    p.advance(1500);
    expect(heard).toEqual([65]);
    p.advance(2100);
    expect(heard).toEqual([65, 66]);
  });

  it('reach nobody after unlisten', () => {
    const p = port(9600);
    const heard: number[] = [];
    p.listen((bytes) => heard.push(...bytes));
    p.unlisten();
    p.send(Uint8Array.of(65));
    p.advance(10_000);
    expect(heard).toEqual([]);
  });
});

describe('Settings from the core', () => {
  it('hold for what is sent after them', () => {
    const p = port(300);
    p.configure(9600, PORT_FORMAT_7E1);
    expect(p.line.meter).toEqual({ baud: 9600, format: '7E1' });
    p.configure(19_200, PORT_FORMAT_8N1);
    expect(p.line.meter).toEqual({ baud: 19_200, format: '8N1' });
  });

  it('are forgotten with a reset: the UART is as at power-on', () => {
    const p = port(300);
    p.configure(9600, PORT_FORMAT_7E1);
    p.reset();
    expect(p.line.meter).toEqual({ baud: 300, format: '8N1' });
  });
});
