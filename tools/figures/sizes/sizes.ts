// What a firmware image takes of each memory, and the largest module that would still fit.
import { moduleOf } from '../../firmware/elf-image.ts';
import type { HighWater } from './high-water.ts';
import { common, type Board } from '../../firmware/boards.ts';
import { MODULE_HEADER_BYTES } from '../../firmware/module-image.ts';
import type { Section } from '../../firmware/sections.ts';
import { memoryOf, readSections } from '../../firmware/sections.ts';
import type { ModuleFigures } from './wasm-sections.ts';
import { moduleFigures } from './wasm-sections.ts';

/** SCRATCH_X and SCRATCH_Y, where the C stack begins. */
const SCRATCH_BYTES = 8 * 1024;
/** The rest of the SRAM (RP2350 datasheet 4.2): C data, stack, and the engine's heap, where a module's memory lies. */
const STRIPED_SRAM_BYTES = 512 * 1024;

/** What a board was seen to take while it ran its module, and what its wasm3 takes for a module with nothing in it. */
export interface MeasuredMemory {
  readonly marks: HighWater;
  readonly empty?: { readonly codeBytes: number; readonly heapBytes: number; readonly hotPagesBytes: number };
}

/** Bytes taken of bytes that there are. */
export interface Use {
  readonly what: string;
  readonly used: number;
  readonly available: number;
}

export interface FirmwareSize {
  /** Name of the image. */
  readonly image: string;
  /** As `size` counts them: code and constants, initialized data, zeroed data without the engine's heap. */
  readonly text: number;
  readonly data: number;
  readonly bss: number;
  readonly module: ModuleFigures;
  readonly measured: HighWater;
  /** Every memory that can become full. */
  readonly uses: readonly Use[];
  /** Where an engine makes operations of the code at run time. */
  readonly operations?: Operations;
}

/** What wasm3 makes of a byte of code, as measured, and what follows from it. */
export interface Operations {
  /** Bytes of code pages for a byte of code. */
  readonly pagesPerByte: number;
  /** Bytes of heap for a byte of code, without what code pages take of it. */
  readonly heapPerByte: number;
  /** Code section bytes of the largest module that fits, if it takes as much for a byte of code as this one did. */
  readonly largestCodeBytes: number;
}

const total = (sections: readonly Section[]) => sections.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Limits are what the image sets aside: the engine's heap, the code pages, the module's room in flash. Code pages leave
 * the heap to other things when it becomes full: they do not count in it where there is PSRAM.
 */
function operationsOf(
  module: ModuleFigures,
  measured: MeasuredMemory,
  { memory }: Board,
): Operations | undefined {
  const { marks, empty } = measured;
  if (!empty) return undefined;
  const usedByNone = empty.heapBytes - empty.hotPagesBytes;
  const heapPerByte =
    (marks.heapBytes - marks.hotPagesBytes - usedByNone) / (module.codeBytes - empty.codeBytes);
  const pagesPerByte = (marks.hotPagesBytes + marks.codePagesBytes) / module.codeBytes;
  const heap = empty.codeBytes + (memory.engine_heap_bytes - usedByNone) / heapPerByte;
  const pages = memory.code_pages_bytes ? memory.code_pages_bytes / pagesPerByte : Infinity;
  const flash = common().module_max - MODULE_HEADER_BYTES - (module.moduleBytes - module.codeBytes);
  return { pagesPerByte, heapPerByte, largestCodeBytes: Math.floor(Math.min(heap, pages, flash)) };
}

/** What was measured in a run against what the image sets aside. */
function measuredUses({ marks }: MeasuredMemory, { memory }: Board): Use[] {
  const stack = memory.stack_reserved_bytes + SCRATCH_BYTES;
  const uses = [
    { what: 'C stack', used: marks.stackBytes, available: stack },
    { what: 'engine heap', used: marks.heapBytes, available: memory.engine_heap_bytes },
  ];
  if (!memory.code_pages_bytes) return uses;
  return [
    ...uses,
    { what: 'of it hot code pages', used: marks.hotPagesBytes, available: memory.hot_pages_bytes! },
    { what: 'code pages in PSRAM', used: marks.codePagesBytes, available: memory.code_pages_bytes },
  ];
}

/** What the image itself takes, with all that it sets aside. */
function staticUses(program: number, inSram: number, moduleBytes: number, { memory }: Board): Use[] {
  const { module_offset, module_max } = common();
  return [
    { what: 'program in flash', used: program, available: module_offset },
    { what: 'module in flash', used: MODULE_HEADER_BYTES + moduleBytes, available: module_max },
    {
      what: 'SRAM set aside: C data, ring, engine heap, stack',
      used: inSram + memory.stack_reserved_bytes,
      available: STRIPED_SRAM_BYTES,
    },
  ];
}

/** The figures of one image. Throws ElfError or ImageError for what is none. */
export function imageSize(elf: Uint8Array, board: Board, measured: MeasuredMemory): FirmwareSize {
  const wasm = moduleOf(elf, common().module_offset).module;
  const module = moduleFigures(wasm);
  const sections = readSections(elf);
  const stored = sections.filter((section) => section.stored && !section.name.startsWith('.twinmeter_'));
  const inSram = sections.filter(({ address }) => memoryOf(address) === 'sram');
  const operations = operationsOf(module, measured, board);
  const fits = operations && {
    what: 'code of the module',
    used: module.codeBytes,
    available: operations.largestCodeBytes,
  };
  return {
    image: board.image,
    text: total(stored.filter(({ address }) => memoryOf(address) === 'flash')),
    data: total(stored.filter(({ address }) => memoryOf(address) === 'sram')),
    bss: total(inSram.filter((section) => !section.stored)) - board.memory.engine_heap_bytes,
    module,
    measured: measured.marks,
    uses: [
      ...staticUses(total(stored), total(inSram), wasm.length, board),
      ...measuredUses(measured, board),
      ...(fits ? [fits] : []),
    ],
    operations,
  };
}

/** What takes more than there is: such an image is no image for its board. */
export const excess = ({ image, uses }: FirmwareSize): string[] =>
  uses
    .filter(({ used, available }) => used > available)
    .map(({ what, used, available }) => `${image}: ${what}: ${used} of ${available} bytes`);

function useLine({ what, used, available }: Use): string {
  const share = ((100 * used) / available).toFixed(1);
  return `  ${what.padEnd(50)}${String(used).padStart(8)} of ${String(available).padStart(7)}${share.padStart(7)} %`;
}

function operationsLines({ pagesPerByte, heapPerByte, largestCodeBytes }: Operations): string[] {
  return [
    `  a byte of code takes ${pagesPerByte.toFixed(2)} bytes of code pages and ${heapPerByte.toFixed(2)} of heap beside them`,
    `  largest module that fits, of functions like these: ${largestCodeBytes} bytes of code`,
  ];
}

/** The report as lines of text, for `make size`; stack, heap and pages are what the emulated board took in a run. */
export function sizeReport(sizes: readonly FirmwareSize[]): string[] {
  return sizes.flatMap(({ image, text, data, bss, module, uses, operations }) => [
    `${image}: text ${text}, data ${data}, bss ${bss}`,
    `  module: ${module.moduleBytes} bytes, code ${module.codeBytes}, ${module.functions} functions`,
    ...uses.map(useLine),
    ...(operations ? operationsLines(operations) : []),
  ]);
}
