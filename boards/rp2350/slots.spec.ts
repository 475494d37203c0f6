// The module slots of the emulated management board: characters at their pins, what is plugged in, and the last gasp.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  EVENT_POWER_FAIL,
  PORT_FORMAT_7E1,
  PORT_FORMAT_8E1,
  PORT_FORMAT_8N1,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { ROOT } from '../../tools/build/paths.ts';
import { replaceModule } from '../../tools/firmware/elf-image.ts';
import { common } from '../../tools/firmware/boards.ts';
import { packModule } from '../../tools/firmware/module-image.ts';
import { SlotModule } from '../../tools/meter/conductor/slot-module.ts';
import type { SlotName } from '../../tools/meter/conductor/surroundings.ts';
import { ManagementBoard } from '../../tools/meter/emulated/management-board.ts';
import { FRAM_BYTES } from '../../tools/rp2350/chips/mb85rs2mta.ts';
import { PinReceiver } from '../../tools/rp2350/wires/pin-receiver.ts';
import { built, CYCLES_PER_MS, read } from './image-boards.ts';

const HANDED_OVER_WITHIN_ms = 20;
/** Of 300 Bd. */
const CHARACTER_ms = 34;

let board: ManagementBoard;
let now_ms: number;
let modules: { uplink: SlotModule; downlink: SlotModule };

function open(elf = read('management')): void {
  modules = { uplink: new SlotModule(), downlink: new SlotModule() };
  board = new ManagementBoard({ elf, fram: new Uint8Array(FRAM_BYTES).fill(0xff), modules });
  now_ms = 0;
}

function wait(time_ms: number): void {
  now_ms += time_ms;
  board.runUntil(now_ms * CYCLES_PER_MS);
}

/** The module that sends back what it hears, with the uplink slot set so. */
function echo(baud: number, format: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-slots-'));
  try {
    const text = readFileSync(join(ROOT, 'tools/cores/testing/slot-echo-module.wat'), 'utf8');
    const [wat, wasm] = [join(folder, 'm.wat'), join(folder, 'm.wasm')];
    writeFileSync(wat, text.replace('const BAUD', `const ${baud}`).replace('const FORMAT', `const ${format}`));
    execFileSync('wat2wasm', [wat, '-o', wasm]);
    const { module_offset, module_max } = common();
    const packed = packModule('management', new Uint8Array(readFileSync(wasm)), module_max);
    open(replaceModule(read('management'), packed, module_offset));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts bits on the board's RX one behind the other, from the time reached on, and waits until they are over. */
function drive(bits: readonly number[], baud: number): void {
  const { time } = board.chip;
  const bit = time.cyclesPerSecond / baud;
  const start = board.chip.now;
  bits.forEach((level, i) => time.at(start + i * bit, () => board.pin('UPLINK_RX').drive(level === 1)));
  wait((bits.length * 1000) / baud);
}

/** A character of so many bits, the stop bit as said. */
const frame = (bits: number, count: number, stop = 1) => [
  0,
  ...Array.from({ length: count }, (_, i) => (bits >> i) & 1),
  stop,
];
const odd = (value: number): number => (value ? (value & 1) ^ odd(value >> 1) : 0);
/** What is between start and stop: bits on the wire and their number. */
const FORMATS = {
  '8N1': { code: PORT_FORMAT_8N1, count: 8, wire: (byte: number) => byte },
  '7E1': { code: PORT_FORMAT_7E1, count: 8, wire: (byte: number) => (byte & 0x7f) | (odd(byte & 0x7f) << 7) },
  '8E1': { code: PORT_FORMAT_8E1, count: 9, wire: (byte: number) => byte | (odd(byte) << 8) },
} as const;

/** A reader in a slot signs on at 300 Bd. */
const signOn = (slot: SlotName) =>
  board.slots[slot].send(Uint8Array.from([...Buffer.from('/?!\r\n')].map(FORMATS['7E1'].wire)));

/** Characters at the board's TX from now on. */
function listen(baud: number, bits: number): number[] {
  const heard: number[] = [];
  const bitCycles = board.chip.time.cyclesPerSecond / baud;
  new PinReceiver(board.pin('UPLINK_TX'), board.chip.time, () => ({ bitCycles, bits }), (all) => heard.push(all));
  return heard;
}

describe.skipIf(!built)('a module slot', () => {
  afterEach(() => board.close());

  it.each([
    [300, '7E1'],
    [2400, '8E1'],
    [9600, '8N1'],
    [19_200, '7E1'],
    [115_200, '8N1'],
    [115_200, '8E1'],
  ] as const)('hears and sends characters at %i Bd, %s', (baud, name) => {
    const { code, count, wire } = FORMATS[name];
    echo(baud, code);
    board.setModule('uplink', true);
    wait(400);
    const heard = listen(baud, count);
    const sent = [0x00, 0x7f, 0x55, 0x2a, 0x41, 0x01, 0x40].map(wire);
    drive(sent.flatMap((bits) => frame(bits, count)), baud);
    wait(60 + (sent.length * 12_000) / baud);
    expect(heard).toEqual(sent);
  });

  it.each([
    ['7E1', 300],
    ['8E1', 9600],
    ['8N1', 115_200],
  ] as const)('drops characters without a stop bit or with a wrong parity, and no others (%s, %i Bd)', (name, baud) => {
    const { code, count, wire } = FORMATS[name];
    echo(baud, code);
    board.setModule('uplink', true);
    wait(400);
    const heard = listen(baud, count);
    const good = [0x11, 0x22, 0x33].map(wire);
    drive(frame(good[0], count), baud);
    drive([...frame(wire(0x44), count, 0), 1, 1], baud);
    drive(frame(good[1], count), baud);
    if (name !== '8N1') drive(frame(wire(0x45) ^ (1 << (count - 1)), count), baud);
    drive(frame(good[2], count), baud);
    wait(60 + 60_000 / baud);
    expect(heard).toEqual(good);
  });

  it('tells what is plugged in, not confused by a module that sends zeros without a pause', () => {
    echo(9600, PORT_FORMAT_8N1);
    const told = () => board.lcd.text()[1].trim();
    wait(500);
    expect(told()).toBe('A');
    board.setModule('uplink', true);
    wait(150);
    expect(told()).toBe('B');
    board.setModule('downlink', true);
    wait(150);
    expect(told()).toBe('D');
    for (let i = 0; i < 300; i++) drive(frame(0, 8), 9600);
    expect(told()).toBe('D');
    board.setModule('uplink', false);
    wait(250);
    expect(told()).toBe('C');
  });
});

describe.skipIf(!built)('the last gasp', () => {
  afterEach(() => board.close());

  /** When the supply fails; gives when each module had the whole record, ms behind the edge, 60 ms later. */
  function fail(): (number | undefined)[] {
    const edge_us = (board.chip.now / CYCLES_PER_MS) * 1000;
    board.setSupply(false);
    wait(60);
    const behind = ({ heard }: SlotModule) => heard.at(-1) && (heard.at(-1)!.at_us - edge_us) / 1000;
    return [behind(modules.uplink), behind(modules.downlink)];
  }

  it('is with both modules within 20 ms of the edge, at any instant and whatever the slot is sending', () => {
    open();
    board.setModule('uplink', true);
    board.setModule('downlink', true);
    wait(1000);
    const times: number[] = [];
    let [lastSent_ms, interrupted] = [0, 0];
    board.slots.uplink.onByte = () => (lastSent_ms = board.chip.now / CYCLES_PER_MS);
    for (let i = 0; i < 12; i++) {
      signOn('uplink'); // answered at 300 Bd, at some of the instants
      wait(450 + 37.123 * i);
      if (now_ms - lastSent_ms < CHARACTER_ms) interrupted++;
      times.push(...fail().map((time) => time ?? Infinity));
      board.setSupply(true);
      wait(1300);
    }
    expect(interrupted).toBeGreaterThan(3);
    console.log(`last gasp: 40 bytes are there ${Math.max(...times).toFixed(2)} ms behind the edge at the latest`);
    expect(Math.max(...times)).toBeLessThan(HANDED_OVER_WITHIN_ms);
    expect(modules.uplink.heard.map(({ record }) => record.failures)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(modules.uplink.heard[0].record).toMatchObject({ event: EVENT_POWER_FAIL, flags: 0xff });
  });

  it('goes to no empty slot, and the port is read as before once the supply is whole', () => {
    open();
    board.setModule('downlink', true);
    wait(1500);
    const [up, down] = fail();
    expect([up, down! < HANDED_OVER_WITHIN_ms]).toEqual([undefined, true]);
    board.setSupply(true);
    wait(300);
    let said = '';
    board.slots.downlink.onByte = (byte) => (said += String.fromCharCode(byte & 0x7f));
    signOn('downlink');
    wait(1500);
    expect(said).toMatch(/^\/TWM5/);
  });

  it('is told to the head-end by a module that has a supercapacitor, and by none that has not', () => {
    open();
    board.setModule('uplink', true);
    board.setModule('downlink', true);
    modules.downlink.holds_s = 0;
    wait(1500);
    fail();
    board.chip.powerOff();
    const later_us = now_ms * 1000 + 3e6;
    expect([modules.uplink.told(later_us).length, modules.downlink.told(later_us).length]).toEqual([1, 0]);
    expect(modules.uplink.told(now_ms * 1000)).toEqual([]);
  });
});
