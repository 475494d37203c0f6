// Programs built with the Pico SDK, run on the whole emulated chip.
import { describe, expect, it } from 'vitest';
import { faultText } from '../processor/fault.ts';
import { programElf } from './programs.ts';
import { Rp2350 } from './rp2350.ts';
import { CYCLES_PER_US } from '../processor/scheduler.ts';
import { buildsPrograms, load, missingForPrograms, runProgram } from './test-program.ts';

const MS = 1000 * CYCLES_PER_US;
const format = { dataBits: 8, parity: 'none', stopBits: 1, bitCycles: 150e6 / 115200 } as const;

describe.skipIf(missingForPrograms())('the emulated chip', () => {
  buildsPrograms();

  it('takes exceptions by priority and mask, nests them, chains them, and returns with every register kept', () => {
    const { chip, values } = runProgram('exceptions');
    expect(chip.fault).toBeUndefined();
    expect(values()).toEqual({
      immediate: 1,
      primask_holds: 1,
      primask_released: 2,
      basepri_holds_low: 2,
      basepri_passes_high: 1,
      basepri_released: 3,
      faultmask_holds: 1,
      faultmask_released: 2,
      // 1 and 2 are the ends of the low handler, 3 and 4 of the high one, 5 is PendSV
      nested_order: 1342,
      tail_chained_order: 3412,
      priority_order: 53412,
      svc: 1,
      pendsv: 2,
      systick: 10,
      icsr_thread: 0,
      wfi_masked: 0,
      wfi_then_taken: 1,
      wfe_after_sev: 1,
      float_kept: 150,
      fpscr_kept: 1,
      psp_handler_ran: 1,
      psp_kept: 1,
      msp_kept: 1,
      spsel_restored: 2,
    });
    chip.close();
  });

  it.each([true, false])(
    'starts a handler without the condition of an IT block cut in two, fast path %s',
    (fastPath) => {
      const { chip, values } = runProgram('it_block', 2000, { fastPath });
      expect(chip.fault).toBeUndefined();
      expect(values()).toEqual({
        taken_often: 1,
        condition_inherited: 0,
        equal_runs: 40_000,
        not_equal_runs: 0,
      });
      chip.close();
    },
  );

  it('runs a repeating timer to the millisecond and echoes what its UART receives', () => {
    const { chip, text, values } = load('timer_uart');
    chip.run(50 * MS);
    for (const [i, letter] of [...'abc*'].entries())
      chip.time.at(60 * MS + i * MS, () =>
        chip.peripherals.uarts[0].receive({ data: letter.charCodeAt(0), format }),
      );
    chip.run(200 * MS);
    expect(text()).toMatch(/^ready\nABC\n/);
    expect(values()).toEqual({ ticks: 100, time_ms: 100 });
    chip.close();
  });

  it('toggles a pin that a chip on the board watches', () => {
    const { chip } = load('timer_uart');
    const edges: number[] = [];
    chip.gpio.pins[25].watch(() => edges.push(chip.now / MS));
    chip.run(100 * MS);
    expect(edges.length).toBeGreaterThan(80);
    const gaps = edges.slice(1).map((time, i) => time - edges[i]);
    for (const gap of gaps) expect(gap).toBeCloseTo(1, 2);
    chip.close();
  });

  it('counts one cycle an instruction, and pulls and drives pins', () => {
    const { chip, values } = load('instructions');
    chip.gpio.pins[3].watch((level) => chip.gpio.pins[4].drive(level ? false : undefined));
    chip.run(20 * MS);
    const { cycles_per_100_rounds, ...rest } = values();
    expect(cycles_per_100_rounds).toBe(200);
    expect(rest).toEqual({ input_pulled_up: 1, input_wired: 0 });
    chip.close();
  });

  it('takes more time at more cycles an instruction', () => {
    const { chip, values } = load('instructions', { cyclesPerInstruction: 2 });
    chip.run(40 * MS);
    expect(values().cycles_per_100_rounds).toBe(400);
    chip.close();
  });

  it('erases and programs flash in the time the flash chip takes, and runs the new code', () => {
    const { chip, values, text } = runProgram('flash');
    expect(chip.fault).toBeUndefined();
    expect([...text().matchAll(/result (\d+)/g)].map((m) => m[1])).toEqual(['40', '41', '42']);
    expect(values()).toMatchObject({ erased: 1, served_meanwhile: 1 });
    expect(values().erase_us).toBeGreaterThanOrEqual(45_000);
    expect(values().erase_us).toBeLessThan(46_000);
    expect(chip.rom.erases).toBe(4);
    chip.close();
  });

  it('fails the run when code in flash is reached while the flash is being erased', () => {
    const { chip, text } = runProgram('flash_violation');
    expect(text()).toBe('before 1\n');
    expect(chip.fault?.what).toContain('XIP access to flash: flash erase is running');
    expect(faultText(chip.fault!)).toMatch(/instruction fetch .* in exception 18/s);
    chip.close();
  });

  it('fails the run at a pointer into flash that led there well before the flash was erased', () => {
    const { chip, text } = runProgram('flash_pointer');
    expect(text()).toBe('served 5\n');
    expect(chip.fault?.what).toContain('XIP access to flash: flash erase is running');
    chip.close();
  });

  it('is reset by its watchdog, and finds its scratch registers and a working UART afterwards', () => {
    const { chip, text, values } = runProgram('watchdog');
    expect(chip.fault).toBeUndefined();
    expect(chip.resets).toBe(2);
    expect([...text().matchAll(/note (\d)/g)].map((m) => m[1])).toEqual(['0', '1', '2']);
    expect(values()).toEqual({ caused_reboot: 1, note: 2, fed_ms: 100, uart_was_reset: 1 });
    chip.close();
  });

  it.each([true, false])('sees code that is rewritten in RAM, fast path %s', (fastPath) => {
    const { chip, values } = runProgram('self_modifying', 200, { fastPath });
    expect(values()).toEqual({ rewrites_wrong: 0, late_code_wrong: 0, patched_result: 9 });
    expect(chip.fastPath).toBe(fastPath);
    chip.close();
  });

  it('does the same work in the same virtual time on both paths', () => {
    const counts = [true, false].map((fastPath) => {
      const { chip } = runProgram('exceptions', 2000, { fastPath });
      const { instructions, exceptions, mmio } = chip.counters;
      chip.close();
      return { instructions, exceptions, mmio, now: chip.now };
    });
    expect(counts[0]).toEqual(counts[1]);
  });

  it('fails the run at an access to a register nobody models, and names it', () => {
    const { chip, text } = runProgram('unmodelled');
    expect(text()).toBe('before 1\n');
    expect(chip.fault?.what).toBe('write of unmodelled register HSTX_CTRL.CSR (0x400c0000)');
    chip.close();
  });

  it('fails the run at a load from where nothing is', () => {
    const { chip } = runProgram('bad_pointer');
    expect(chip.fault?.what).toBe('32-bit load from 0x30000000: nothing there, or not permitted');
    chip.close();
  });

  it('stops with a report at an SVC that would escalate to HardFault', () => {
    const { chip, text } = runProgram('escalation');
    expect(text()).toBe('before 1\n');
    expect(faultText(chip.fault!)).toMatch(/^SVC .* escalates to HardFault\nat \d+\.\d us in thread mode/);
    chip.close();
  });

  it('denies what a block in reset, an isolated pad and an input with only a pull-down deny (RP2350-E9)', () => {
    const { chip, values } = load('strictness');
    const { pins } = chip.gpio;
    pins[4].pull(false);
    for (const gpio of [3, 4]) pins[gpio].drive(true);
    pins[5].watch((level) => level && [3, 4].forEach((gpio) => pins[gpio].drive(undefined)));
    chip.run(20 * MS);
    expect(chip.fault).toBeUndefined();
    expect(values()).toEqual({
      ...{ held_reads: 0, held_status: 0, write_was_lost: 1, released_reads: 2, timer_from_zero: 1 },
      ...{ isolated_level: 0, joined_level: 1 },
      ...{ driven: 2, leaking_reads: 1, pulled_reads: 0, after_input_was_off: 0 },
    });
    // The SDK looks, before it lets blocks go, whether USB is in its reset state.
    expect([...chip.unanswered]).toEqual([
      ['USB', 1],
      ['SPI1', 3],
    ]);
    chip.close();
  });

  it('refuses an image for memory the board does not have', () => {
    const chip = new Rp2350({ flashBytes: 4096 });
    expect(() => chip.load(programElf('watchdog'))).toThrow(/where this board has no memory/);
    chip.close();
  });

  it('lists what it models and what it only stores', () => {
    const chip = new Rp2350({ flashBytes: 4096 });
    expect(chip.modelledRegisters()).toContain('UART0.UARTDR');
    expect(chip.storageOnlyRegisters()).toContain('ACCESSCTRL.SRAM0');
    expect(chip.storageOnlyRegisters()).not.toContain('UART0.UARTDR');
    chip.close();
  });
});
