// What a firmware image takes of each memory, and the largest module that would still fit.
import type { Role } from '../../cores/core-runner.ts';
import { moduleOf } from '../../firmware/elf-image.ts';
import type { HighWater } from './high-water.ts';
import { common, modules, type Board } from '../../firmware/boards.ts';
import { MODULE_HEADER_BYTES } from '../../firmware/module-image.ts';
import type { Section } from '../../firmware/sections.ts';
import { memoryOf, readSections } from '../../firmware/sections.ts';
import type { ModuleFigures } from './wasm-sections.ts';
import { moduleFigures } from './wasm-sections.ts';

/** What is known of wasm3 before a module runs: bytes of operations for a byte of code, bytes of a function's record. */
export const OPERATIONS_PER_CODE_BYTE = 3;
export const FUNCTION_BYTES = 68;
/** The module's operand stack, and the engine's own records (environment, runtime, types, exports). */
export const OPERAND_STACK_BYTES = 8 * 1024;
export const ENGINE_RECORDS_BYTES = 8 * 1024;
/** SCRATCH_X and SCRATCH_Y, where the C stack begins. */
const SCRATCH_BYTES = 8 * 1024;
export const SRAM_BYTES = 520 * 1024;

/** What a board was seen to take while it ran its module, and what it takes for a module with nothing in it. */
export interface MeasuredMemory {
  readonly marks: HighWater;
  readonly empty: { readonly codeBytes: number; readonly heapBytes: number; readonly hotPagesBytes: number };
}

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
  readonly measured: HighWater;
  /** By rule: 3 x code + 68 x functions + linear memory + C + stack high-water. */
  readonly sram: Budget;
  readonly psram: Budget;
  /** What the image sets aside for the stack and the engine. */
  readonly setAside: HighWater;
  /** Code section bytes of the largest module that fits, if it takes as much for a byte of code as this one did. */
  readonly largestCodeBytes: number;
}

const total = (sections: readonly Section[]) => sections.reduce((sum, { bytes }) => sum + bytes, 0);

function budget(parts: Record<string, number>, available: number): Budget {
  return { parts, sum: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0), available };
}

function memoryBudgets(board: Board, cBytes: number, module: ModuleFigures, marks: HighWater) {
  const operations = OPERATIONS_PER_CODE_BYTE * module.codeBytes;
  const sram: Record<string, number> = {
    'C data and executor': cBytes,
    'C stack high-water': marks.stackBytes,
    'linear memory': module.linearBytes,
    'operand stack and records': OPERAND_STACK_BYTES + ENGINE_RECORDS_BYTES,
    'functions x 68': FUNCTION_BYTES * module.functions,
  };
  const { psram_bytes } = modules()[board.module];
  if (!psram_bytes) return { sram: budget({ ...sram, 'code x 3': operations }, SRAM_BYTES), psram: budget({}, 0) };
  // How much of the operations is hot is what the board was seen to take.
  const hot = marks.hotPagesBytes / (marks.hotPagesBytes + marks.codePagesBytes);
  sram['hot code x 3'] = Math.round(hot * operations);
  const cold = { 'cold code x 3': Math.round((1 - hot) * operations) };
  return { sram: budget(sram, SRAM_BYTES), psram: budget(cold, psram_bytes) };
}

/**
 * Limits are what the image sets aside: the engine's heap, the code pages, the module's room in flash. What a byte
 * of code costs is measured, as the rule leaves out constants and the rounding of blocks and pages.
 */
function largestCode(module: ModuleFigures, { marks, empty }: MeasuredMemory, { memory }: Board): number {
  // Code pages leave the heap to other things when it becomes full: they do not count in it where there is PSRAM.
  const used = marks.heapBytes - marks.hotPagesBytes;
  const usedByNone = empty.heapBytes - empty.hotPagesBytes;
  const heapPerByte = (used - usedByNone) / (module.codeBytes - empty.codeBytes);
  const heap = empty.codeBytes + (memory.engine_heap_bytes - usedByNone) / heapPerByte;
  const pagesPerByte = (marks.hotPagesBytes + marks.codePagesBytes) / module.codeBytes;
  const pages = memory.code_pages_bytes ? memory.code_pages_bytes / pagesPerByte : Infinity;
  const flash = common().module_max - MODULE_HEADER_BYTES - (module.moduleBytes - module.codeBytes);
  return Math.floor(Math.min(heap, pages, flash));
}

/** The figures of one image. Throws ElfError or ImageError for what is none. */
export function imageSize(elf: Uint8Array, board: Board, measured: MeasuredMemory): FirmwareSize {
  const { role, module: wasm } = moduleOf(elf, common().module_offset);
  const { memory } = board;
  const module = moduleFigures(wasm);
  const sections = readSections(elf);
  const image = sections.filter(({ name }) => name !== '.twinmeter_module');
  const stored = image.filter((section) => section.stored);
  const inSram = sections.filter(({ address }) => memoryOf(address) === 'sram');
  // The engine's heap is counted by what the module takes of it.
  const cBytes = total(inSram) - memory.engine_heap_bytes;
  return {
    role,
    text: total(stored.filter(({ address }) => memoryOf(address) === 'flash')),
    data: total(stored.filter(({ address }) => memoryOf(address) === 'sram')),
    bss: total(inSram.filter((section) => !section.stored)) - memory.engine_heap_bytes,
    flashCode: total(stored),
    flashTotal: total(stored) + MODULE_HEADER_BYTES + wasm.length,
    module,
    measured: measured.marks,
    ...memoryBudgets(board, cBytes, module, measured.marks),
    setAside: {
      stackBytes: memory.stack_reserved_bytes + SCRATCH_BYTES,
      heapBytes: memory.engine_heap_bytes,
      hotPagesBytes: memory.hot_pages_bytes ?? 0,
      codePagesBytes: memory.code_pages_bytes ?? 0,
    },
    largestCodeBytes: largestCode(module, measured, board),
  };
}

function budgetLine(name: string, { parts, sum, available }: Budget): string {
  const terms = Object.entries(parts).map(([part, bytes]) => `${part} ${bytes}`);
  return `  ${name}: ${terms.join(' + ')} = ${sum} of ${available} (${((100 * sum) / available).toFixed(1)} %)`;
}

function measuredLine({ measured, setAside }: FirmwareSize): string {
  const parts = [
    `C stack ${measured.stackBytes} of ${setAside.stackBytes}`,
    `engine heap ${measured.heapBytes} of ${setAside.heapBytes}`,
  ];
  if (setAside.codePagesBytes)
    parts.push(
      `of it hot code pages ${measured.hotPagesBytes} of ${setAside.hotPagesBytes}`,
      `code pages in PSRAM ${measured.codePagesBytes} of ${setAside.codePagesBytes}`,
    );
  return `  measured on the emulator: ${parts.join(', ')}`;
}

/** The report as lines of text, for `make size`. */
export function sizeReport(sizes: readonly FirmwareSize[]): string[] {
  return sizes.flatMap((size) => [
    `${size.role} firmware: text ${size.text}, data ${size.data}, bss ${size.bss}; flash ${size.flashTotal}`,
    `  module: ${size.module.moduleBytes} bytes, code ${size.module.codeBytes}, ${size.module.functions} functions`,
    budgetLine('SRAM by rule', size.sram),
    ...(size.psram.available ? [budgetLine('PSRAM by rule', size.psram)] : []),
    measuredLine(size),
    `  largest module that fits, of functions like these: ${size.largestCodeBytes} bytes of code`,
  ]);
}
