// What a firmware image takes of each memory, and the largest module that would still fit.
import { readFileSync } from 'node:fs';
import { builtPath } from '../protocol/paths.ts';
import type { Role } from '../targets/core-runner.ts';
import { moduleOf } from './elf-image.ts';
import type { BoardLayout } from './layout.ts';
import { boardLayout } from './layout.ts';
import { MODULE_HEADER_BYTES } from './module-image.ts';
import type { Section } from './sections.ts';
import { memoryOf, readSections } from './sections.ts';
import type { ModuleFigures } from './wasm-sections.ts';
import { moduleFigures } from './wasm-sections.ts';

/** wasm3 on a 32-bit chip, measured: bytes of operations for a byte of code, and bytes of a function's record. */
export const OPERATIONS_PER_CODE_BYTE = 3;
export const FUNCTION_BYTES = 68;
/** The module's operand stack, and the engine's own records (environment, runtime, types, exports). */
export const OPERAND_STACK_BYTES = 8 * 1024;
export const ENGINE_RECORDS_BYTES = 8 * 1024;
export const SRAM_BYTES = 520 * 1024;
export const PSRAM_BYTES = 8 * 1024 * 1024;

/** A sum of bytes against what there is. */
export interface Budget {
  readonly parts: Readonly<Record<string, number>>;
  readonly sum: number;
  readonly available: number;
}

export interface FirmwareSize {
  readonly role: Role;
  /** As `size` counts them: code and constants, initialized data, zeroed data. */
  readonly text: number;
  readonly data: number;
  readonly bss: number;
  /** Bytes stored in flash without the module, and with it. */
  readonly flashCode: number;
  readonly flashTotal: number;
  readonly module: ModuleFigures;
  readonly sram: Budget;
  readonly psram: Budget;
  /** Code section bytes of the largest module that fits, with as many functions per byte as this one. */
  readonly largestCodeBytes: number;
}

const total = (sections: readonly Section[]) => sections.reduce((sum, { bytes }) => sum + bytes, 0);

function budget(parts: Record<string, number>, available: number): Budget {
  return { parts, sum: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0), available };
}

function memoryBudgets(role: Role, cBytes: number, module: ModuleFigures, layout: BoardLayout) {
  const operations = OPERATIONS_PER_CODE_BYTE * module.codeBytes;
  const sram: Record<string, number> = {
    'C data and executor': cBytes,
    'C stack': layout.stackReservedBytes + 8 * 1024,
    'linear memory': module.linearBytes,
    'operand stack and records': OPERAND_STACK_BYTES + ENGINE_RECORDS_BYTES,
    'functions x 68': FUNCTION_BYTES * module.functions,
  };
  if (role === 'metering') sram['code x 3'] = operations;
  const psram: Record<string, number> = role === 'management' ? { 'code x 3': operations } : {};
  return { sram: budget(sram, SRAM_BYTES), psram: budget(psram, role === 'management' ? PSRAM_BYTES : 0) };
}

/** Limits are what the image sets aside: the engine's heap, the code pages, the module's room in flash. */
function largestCode(role: Role, module: ModuleFigures, layout: BoardLayout): number {
  const fixed = module.linearBytes + OPERAND_STACK_BYTES + ENGINE_RECORDS_BYTES;
  const perByte = (FUNCTION_BYTES * module.functions) / module.codeBytes;
  const heap = layout.engineHeapBytes - fixed;
  const flash = layout.moduleMax - MODULE_HEADER_BYTES - (module.moduleBytes - module.codeBytes);
  if (role === 'metering') return Math.floor(Math.min(heap / (OPERATIONS_PER_CODE_BYTE + perByte), flash));
  return Math.floor(Math.min(heap / perByte, layout.codePagesBytes / OPERATIONS_PER_CODE_BYTE, flash));
}

/** The figures of one image. Throws ElfError or ImageError for what is none. */
export function imageSize(elf: Uint8Array, layout: BoardLayout): FirmwareSize {
  const { role, module: wasm } = moduleOf(elf, layout.moduleOffset);
  const module = moduleFigures(wasm);
  const sections = readSections(elf);
  const image = sections.filter(({ name }) => name !== '.twinmeter_module');
  const stored = image.filter((section) => section.stored);
  const inSram = sections.filter(({ address }) => memoryOf(address) === 'sram');
  // The engine's heap is counted by what the module takes of it.
  const cBytes = total(inSram) - layout.engineHeapBytes;
  return {
    role,
    text: total(stored.filter(({ address }) => memoryOf(address) === 'flash')),
    data: total(stored.filter(({ address }) => memoryOf(address) === 'sram')),
    bss: total(inSram.filter((section) => !section.stored)) - layout.engineHeapBytes,
    flashCode: total(stored),
    flashTotal: total(stored) + MODULE_HEADER_BYTES + wasm.length,
    module,
    ...memoryBudgets(role, cBytes, module, layout),
    largestCodeBytes: largestCode(role, module, layout),
  };
}

/** The figures of both built images. Throws NotBuiltError when one is missing. */
export function firmwareSizes(): FirmwareSize[] {
  const layout = boardLayout();
  return (['metering', 'management'] as const).map((role) =>
    imageSize(new Uint8Array(readFileSync(builtPath('firmware', `twinmeter-${role}.elf`))), layout),
  );
}

function budgetLine(name: string, { parts, sum, available }: Budget): string {
  const terms = Object.entries(parts).map(([part, bytes]) => `${part} ${bytes}`);
  return `  ${name}: ${terms.join(' + ')} = ${sum} of ${available} (${((100 * sum) / available).toFixed(1)} %)`;
}

/** The report as lines of text, for `make size`. */
export function sizeReport(sizes: readonly FirmwareSize[]): string[] {
  return sizes.flatMap((size) => [
    `${size.role} firmware: text ${size.text}, data ${size.data}, bss ${size.bss}; flash ${size.flashTotal}`,
    `  module: ${size.module.moduleBytes} bytes, code ${size.module.codeBytes}, ${size.module.functions} functions`,
    budgetLine('SRAM', size.sram),
    ...(size.psram.available ? [budgetLine('PSRAM', size.psram)] : []),
    `  largest module that fits: ${size.largestCodeBytes} bytes of code`,
  ]);
}
