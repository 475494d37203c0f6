// The cost of flash and PSRAM through the XIP cache, as a program with the cycle counter sees it.
import { describe, expect, it } from 'vitest';
import { buildsPrograms, missingForPrograms, runProgram } from './test-program.ts';

/** ldr, add, subs, bne at 2 cycles each. */
const LOOP = 8;
/** EBh quad read as the boot ROM sets it up: 8 + 6 + 2 + 4 clocks, 16 of data, each 3 cycles; then 7 + 2 deselected. */
const FLASH = { first: 36 * 3, next: 16 * 3, deselect: 9 };
/** As the SDK sets the PSRAM up at 150 MHz: 2 + 6 + 6 clocks and 16 of data, each 2 cycles; no dummy clocks to write. */
const PSRAM = { first: 30 * 2, next: 16 * 2, write: 24 * 2 };
/** In hundredths; a transfer begins anew every 1 KB. */
const inARow = (first: number, next: number) => 100 * (LOOP + next + (first - next) / 128);

describe.skipIf(missingForPrograms())('Time in cycles', () => {
  buildsPrograms();
  const options = { psramBytes: 8 << 20 };

  it('counts each line of flash and PSRAM that the cache has not', () => {
    const { chip, values } = runProgram('xip_cache', 300, { ...options, timing: 'cycles' });
    expect(chip.fault).toBeUndefined();
    const { counters } = chip;
    chip.close();
    const value = (name: string) => values()[name];
    const near = (name: string, cycles: number, within = 25) =>
      expect(Math.abs(value(name) - cycles), `${name} ${value(name)}`).toBeLessThanOrEqual(within);
    near('sram', 100 * LOOP);
    near('flash_again', 100 * LOOP);
    near('psram_again', 100 * LOOP);
    near('flash_in_a_row', inARow(FLASH.first + FLASH.deselect, FLASH.next));
    near('psram_in_a_row', inARow(PSRAM.first, PSRAM.next));
    near('flash_every_other', 100 * (LOOP + FLASH.first + FLASH.deselect));
    near('flash_between', 100 * (LOOP + FLASH.first + FLASH.deselect));
    const deselect = value('psram_every_other') / 100 - LOOP - PSRAM.first;
    expect(deselect).toBeGreaterThan(2);
    expect(deselect).toBeLessThan(8);
    near('store_every_other', 100 * (LOOP + PSRAM.first + deselect));
    // The report's own code, in flash, has driven some of the changed lines out before.
    for (const name of ['store_over_changed', 'store_over_both'])
      near(name, 100 * (LOOP + PSRAM.first + PSRAM.write + 2 * deselect), 200);
    expect(counters.xip!.misses).toBeGreaterThan(9 * 1024);
  });

  it('is another thing than time in instructions, where neither costs anything', () => {
    const { chip, values } = runProgram('xip_cache', 300, { ...options, timing: 'instructions' });
    chip.close();
    const { flash_in_a_row, psram_every_other, store_over_changed } = values();
    for (const cycles of [flash_in_a_row, psram_every_other, store_over_changed])
      expect(Math.abs(cycles - 100 * 4)).toBeLessThanOrEqual(25);
    expect(chip.counters.xip).toBeUndefined();
  });

  it('is the same on both paths of the engine, and in every run', () => {
    const ends = [true, false, true].map((fastPath) => {
      const { chip, text } = runProgram('xip_cache', 300, { ...options, fastPath, timing: 'cycles' });
      const { instructions, xip } = chip.counters;
      chip.close();
      return { text: text(), instructions, xip, now: chip.now };
    });
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  });
});
