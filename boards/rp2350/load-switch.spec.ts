// The load switch on the emulated management board: pulses at the pins of its coils, what is told of it, and what no fault may do.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOAD_SWITCH_PAUSE_ms, LOAD_SWITCH_PULSE_ms } from '../../shared-protocol/generated/ts/protocol.ts';
import { ROOT } from '../../tools/build/paths.ts';
import { replaceModule } from '../../tools/firmware/elf-image.ts';
import { common } from '../../tools/firmware/boards.ts';
import { packModule } from '../../tools/firmware/module-image.ts';
import { ManagementBoard } from '../../tools/meter/emulated/management-board.ts';
import { BistableRelay } from '../../tools/rp2350/chips/bistable-relay.ts';
import { FRAM_BYTES } from '../../tools/rp2350/chips/mb85rs2mta.ts';
import { CYCLES_PER_US } from '../../tools/rp2350/processor/scheduler.ts';
import { built, CYCLES_PER_MS, read } from './image-boards.ts';

/** The module that two buttons operate, with something behind the call of the import. */
function switchModule(behind = ''): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-switch-'));
  try {
    const text = readFileSync(join(ROOT, 'tools/cores/testing/load-switch-module.wat'), 'utf8');
    const [wat, wasm] = [join(folder, 'm.wat'), join(folder, 'm.wasm')];
    const asks = '(call $load_switch (local.get $button))';
    writeFileSync(wat, text.replace(asks, `${asks} ${behind}`));
    execFileSync('wat2wasm', [wat, '-o', wasm]);
    return new Uint8Array(readFileSync(wasm));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Pulse {
  readonly coil: 'SWITCH_OPEN' | 'SWITCH_CLOSE';
  readonly length_us: number;
}

let board: ManagementBoard;
let relay: BistableRelay;
let pulses: Pulse[];
let now_ms: number;

function open(module: Uint8Array): void {
  const { module_offset, module_max } = common();
  const elf = replaceModule(read('management'), packModule('management', module, module_max), module_offset);
  relay = new BistableRelay(1e6);
  board = new ManagementBoard({ elf, fram: new Uint8Array(FRAM_BYTES).fill(0xff), relay });
  pulses = [];
  now_ms = 0;
  for (const coil of ['SWITCH_OPEN', 'SWITCH_CLOSE'] as const) {
    let since = 0;
    board.pin(coil).watch((level) => {
      if (level) since = board.chip.now;
      else pulses.push({ coil, length_us: (board.chip.now - since) / CYCLES_PER_US });
    });
  }
}

function wait(time_ms: number): void {
  now_ms += time_ms;
  board.runUntil(now_ms * CYCLES_PER_MS);
}

function press(button: 'SCROLL_BUTTON' | 'SEALED_BUTTON'): void {
  board.setContact(button, true);
  wait(40);
  board.setContact(button, false);
  wait(40);
}

const told = () => board.lcd.text()[0].trim();
const answer = () => board.lcd.text()[1].trim();
/** Letters of the module: OK, BUSY, TIMEOUT. */
const [OK, BUSY, TIMEOUT] = ['A', 'G', 'H'];

describe.skipIf(!built)('the load switch of the management board', () => {
  beforeEach(() => open(switchModule()));
  afterEach(() => board.close());

  it('is told after the start, and rests while nobody asks', () => {
    wait(400);
    expect(told()).toBe(`11${OK}`);
    expect(pulses).toEqual([]);
    expect(relay.abuses).toBe(0);
  });

  it('gets one pulse of the coil asked for, of its length, a pause after the start at the earliest', () => {
    wait(400);
    press('SCROLL_BUTTON');
    expect([answer(), pulses.length]).toEqual([BUSY, 0]);
    wait(LOAD_SWITCH_PAUSE_ms - 300);
    press('SCROLL_BUTTON');
    wait(400);
    expect([answer(), told()]).toEqual([OK, `00${OK}`]);
    expect(pulses.map(({ coil }) => coil)).toEqual(['SWITCH_OPEN']);
    expect(Math.abs(pulses[0].length_us - 1000 * LOAD_SWITCH_PULSE_ms)).toBeLessThan(50);
    press('SEALED_BUTTON');
    expect([answer(), pulses.length]).toEqual([BUSY, 1]);
    relay.setFault('bypass', true);
    wait(300);
    expect(told()).toBe(`01${OK}`);
    relay.setFault('bypass', false);
    relay.setFault('doesNotFollow', true);
    wait(LOAD_SWITCH_PAUSE_ms);
    press('SEALED_BUTTON');
    wait(400);
    expect([answer(), told()]).toEqual([OK, `00${TIMEOUT}`]);
    expect(pulses.map(({ coil }) => coil)).toEqual(['SWITCH_OPEN', 'SWITCH_CLOSE']);
    expect(relay.abuses).toBe(0);
  });
});

describe.skipIf(!built)('a pulse of the load switch', () => {
  afterEach(() => board.close());

  it('ends on time while the module that asked for it hangs, and does not come back with the watchdog', () => {
    open(switchModule('(loop $ever (br $ever))'));
    wait(LOAD_SWITCH_PAUSE_ms + 200);
    press('SCROLL_BUTTON');
    wait(200);
    expect(pulses).toHaveLength(1);
    expect(Math.abs(pulses[0].length_us - 1000 * LOAD_SWITCH_PULSE_ms)).toBeLessThan(50);
    wait(9000);
    expect(board.chip.resets).toBe(1);
    expect([pulses.length, relay.closed, relay.abuses]).toEqual([1, false, 0]);
  });

  it('is cut when the module traps', () => {
    open(switchModule('(unreachable)'));
    wait(LOAD_SWITCH_PAUSE_ms + 200);
    press('SCROLL_BUTTON');
    wait(200);
    expect(pulses).toHaveLength(1);
    expect(pulses[0].length_us).toBeLessThan(5000);
    expect(board.pin('SWITCH_OPEN').level || board.pin('SWITCH_CLOSE').level).toBe(false);
  });
});
