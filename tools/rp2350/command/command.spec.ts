// The command that runs any program of the Pico SDK: its terminal, its time, and how it ends.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programElf } from '../chip/programs.ts';
import { buildsPrograms, load, missingForPrograms } from '../chip/test-program.ts';
import { CYCLES_PER_SECOND } from '../processor/scheduler.ts';
import { OptionError, parseOptions } from './options.ts';
import { UartTerminal } from './uart-terminal.ts';

const COMMAND = join(import.meta.dirname, '../bin/rp2350.mjs');
const folder = mkdtempSync(join(tmpdir(), 'rp2350-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const rp2350 = (...words: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND, ...words], (error, out, err) =>
      resolve({ code: error ? (error.code as unknown as number) : 0, out, err }),
    );
    child.stdin!.end();
  });

describe('The options of rp2350', () => {
  it('are UART 0 of a Pico 2 in real time until Ctrl-C, when only a program is given', () => {
    const options = parseOptions(['a.elf']);
    expect(options).toMatchObject({ file: 'a.elf', uart: 0, speed: 1, for_s: Infinity, counters: false });
    expect(options.board).toEqual({ flashBytes: 4 << 20 });
  });

  it.each([
    [[], /^no program/],
    [['a.elf', 'b.elf'], /^one program at a time: a\.elf b\.elf/],
    [['a.elf', '--uart', '2'], /^--uart 2: expected one of 0, 1/],
    [['a.elf', '--board', 'pico'], /^--board pico: expected one of pico2, pico-plus-2/],
    [['a.elf', '--for', 'ever'], /^--for ever: expected a number/],
    [['a.elf', '--for', ''], /^--for : expected a number/],
    [['a.elf', '--speed', '0'], /^--speed 0: expected a number/],
    [['a.elf', '--speed', '1', '--speed', '2'], /^--speed 1,2: expected one/],
    [['a.elf', '--sped', '2'], /Unknown option '--sped'/],
    [['a.elf', '--for'], /--for/],
  ])('refuse %j by name and value', (words, says) => {
    expect(() => parseOptions(words)).toThrow(OptionError);
    expect(() => parseOptions(words)).toThrow(says);
  });
});

describe('A program that cannot be run', () => {
  const elf = new Uint8Array(64);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 1, 1]);
  new DataView(elf.buffer).setUint16(16, 2, true);
  new DataView(elf.buffer).setUint16(18, 243, true); // RISC-V

  it.skipIf(missingForPrograms()).each([
    ['that is not there', () => join(folder, 'nowhere.elf'), /nowhere\.elf: no such file/],
    ['that is a folder', () => folder, /: not a file/],
    [
      'that is no ELF file',
      () => file('text.elf', Buffer.from('x'.repeat(99))),
      /text\.elf: not an RP2350 ELF image/,
    ],
    ['that is for another processor', () => file('riscv.elf', elf), /riscv\.elf: .*not for ARM/],
    [
      'that is a UF2 file',
      () => file('a.uf2', Buffer.from('UF2\n more')),
      /a\.uf2: a UF2 file; give the ELF/,
    ],
  ])('%s ends with exit code 2 and one line', async (_, path, says) => {
    const { code, err } = await rp2350(path());
    expect(err).toMatch(says);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('because the register description is missing says what is missing and how to get it', async () => {
    const { code, err } = await new Promise<{ code: number; err: string }>((resolve) => {
      const env = { ...process.env, PICO_SDK_PATH: folder };
      execFile(process.execPath, [COMMAND, 'a.elf'], { env }, (error, _, err) =>
        resolve({ code: (error?.code as unknown as number) ?? 0, err }),
      );
    });
    expect(err).toMatch(/no register description at .*RP2350\.svd: run .*PICO_SDK_PATH/);
    expect(code).toBe(2);
  });
});

describe.skipIf(missingForPrograms())('rp2350', () => {
  buildsPrograms();
  const program = (name: string) => file(`${name}.elf`, programElf(name));
  let timerUart: string;
  beforeAll(() => {
    timerUart = program('timer_uart');
  });

  it('prints what the program sends, for the virtual time asked for', async () => {
    const { code, out, err } = await rp2350(timerUart, '--for', '0.2', '--speed', 'max', '--counters');
    expect(out).toBe('ready\nticks 100\ntime_ms 100\n');
    expect(err).toMatch(/^0\.200 s: \d+ instructions, \d+ exceptions/);
    expect(code).toBe(0);
  });

  it('gives the program what is typed, and ends at Ctrl-C', async () => {
    const child = spawn(process.execPath, [COMMAND, timerUart]);
    let out = '';
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (piece) => {
        out += piece;
        if (out.includes('time_ms') && !out.includes('HELLO')) child.stdin.write('hello');
        if (out.includes('HELLO')) resolve();
      });
    });
    child.kill('SIGINT');
    expect(await closed).toBe(0);
  });

  it('keeps what was typed before the program has set its UART up', () => {
    const { chip } = load('timer_uart');
    const terminal = new UartTerminal(chip, 0);
    terminal.type(Buffer.from('early'));
    let text = '';
    for (let time_s = 0.005; time_s < 0.2; time_s += 0.005) {
      chip.run(time_s * CYCLES_PER_SECOND);
      terminal.poll();
      text += Buffer.from(terminal.take()).toString();
    }
    expect(text).toContain('EARLY');
    chip.close();
  });

  it.each([
    ['a load from where nothing is', 'bad_pointer', /32-bit load from 0x30000000.*block [0-9a-f]{8}.*pc=/s],
    ['a register nobody models', 'unmodelled', /HSTX_CTRL\.CSR.*block [0-9a-f]{8}/s],
    ['a fault that escalates', 'escalation', /HardFault.*block [0-9a-f]{8}/s],
  ])('ends with exit code 1 and the place at %s', async (_, name, says) => {
    const { code, err } = await rp2350(program(name), '--for', '1', '--speed', 'max');
    expect(err).toMatch(says);
    expect(code).toBe(1);
  });
});
