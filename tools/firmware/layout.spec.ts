// board.h as data: every pin once, the layout's numbers, and the wiring table of the README made from it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../build/paths.ts';
import { ImageError } from './errors.ts';
import { boardLayout, parseLayout } from './layout.ts';
import { wiringTable } from './wiring.ts';

const layout = boardLayout();

describe('board.h', () => {
  it.each(['metering', 'management'] as const)('gives each pin of the %s board one purpose', (role) => {
    const gpios = layout.pins[role].map(({ gpio }) => gpio);
    expect(new Set(gpios).size).toBe(gpios.length);
    expect(gpios.length).toBeGreaterThan(20);
  });

  it('uses only pins that the header of a Pico 2 has, and its LED', () => {
    const header = [...Array.from({ length: 23 }, (_, i) => i), 25, 26, 27, 28];
    expect(layout.pins.metering.map(({ gpio }) => gpio).sort((a, b) => a - b)).toEqual(header);
  });

  it('leaves the pin of the PSRAM on the management board alone', () => {
    expect(layout.pins.management.map(({ gpio }) => gpio)).not.toContain(47);
  });

  it('places the module at a sector of the flash', () => {
    expect(layout.moduleOffset % 4096).toBe(0);
    expect(layout.moduleOffset).toBeGreaterThan(0);
  });

  it('reads the front end at 4 kHz and drives the link at 1 MHz', () => {
    expect(layout).toMatchObject({ samplingRate_mHz: 4_000_000, linkClock_Hz: 1_000_000 });
  });

  it('names a definition that is missing', () => {
    expect(() => parseLayout('#define FLASH_MODULE_OFFSET 0x1000')).toThrow(ImageError);
    expect(() => parseLayout('#define FLASH_MODULE_OFFSET 0x1000')).toThrow('FLASH_MODULE_MAX');
  });
});

describe('the README of the boards', () => {
  const readme = readFileSync(join(ROOT, 'boards/pico2/README.md'), 'utf8');

  it.each(['metering', 'management'] as const)(
    'shows the wiring of the %s board as board.h has it',
    (role) => {
      expect(readme).toContain(wiringTable(layout.pins[role]));
    },
  );
});
