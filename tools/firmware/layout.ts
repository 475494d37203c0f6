// Reads the pins and the flash layout of both boards out of boards/pico2/board.h, where they are written once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../cores/core-runner.ts';
import { ROOT } from '../build/paths.ts';
import { ImageError } from './errors.ts';

export const BOARD_H = join(ROOT, 'boards/pico2/board.h');

export interface BoardPin {
  /** Name without the role's prefix, such as AFE_DRDY. */
  readonly name: string;
  readonly gpio: number;
  /** The comment behind the definition. */
  readonly purpose: string;
}

export interface BoardLayout {
  readonly pins: Readonly<Record<Role, readonly BoardPin[]>>;
  /** Bytes from the start of the flash to the module's header. */
  readonly moduleOffset: number;
  /** Bytes the header and the module may take together. */
  readonly moduleMax: number;
  readonly engineHeapBytes: number;
  readonly codePagesBytes: number;
  readonly stackReservedBytes: number;
  /** Clock of the link between the boards. */
  readonly linkClock_Hz: number;
  /** Rate the firmware reads the front end at with its own crystal. */
  readonly samplingRate_mHz: number;
}

function pinsOf(text: string, prefix: string): BoardPin[] {
  const lines = text.matchAll(new RegExp(`^#define ${prefix}_PIN_(\\w+) (\\d+)\\s*// (.*)$`, 'gm'));
  return [...lines].map(([, name, gpio, purpose]) => ({ name, gpio: Number(gpio), purpose }));
}

/** A definition whose value is a number or a product of numbers in brackets. */
function valueOf(text: string, name: string): number {
  const found = new RegExp(`^#define ${name} \\(?([0-9xa-fA-F* ]+)\\)?`, 'm').exec(text);
  if (!found) throw new ImageError(`board.h does not define ${name}`);
  return found[1].split('*').reduce((product, factor) => product * Number(factor.trim()), 1);
}

/** Parses the text of board.h; throws ImageError when a definition is missing. */
export function parseLayout(text: string): BoardLayout {
  return {
    pins: { metering: pinsOf(text, 'METERING'), management: pinsOf(text, 'MANAGEMENT') },
    moduleOffset: valueOf(text, 'FLASH_MODULE_OFFSET'),
    moduleMax: valueOf(text, 'FLASH_MODULE_MAX'),
    engineHeapBytes: valueOf(text, 'ENGINE_HEAP_BYTES'),
    codePagesBytes: valueOf(text, 'CODE_PAGES_PSRAM_BYTES'),
    stackReservedBytes: valueOf(text, 'STACK_RESERVED_BYTES'),
    linkClock_Hz: valueOf(text, 'LINK_SPI_Hz'),
    // As AFE_RATE_mHz: the modulator runs at half the crystal.
    samplingRate_mHz: (valueOf(text, 'AFE_CRYSTAL_Hz') * 500) / valueOf(text, 'AFE_OSR'),
  };
}

/** The layout the firmware is built with. */
export const boardLayout = (): BoardLayout => parseLayout(readFileSync(BOARD_H, 'utf8'));
