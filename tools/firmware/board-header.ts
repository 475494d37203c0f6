// What a board's build reads of its board.json: board.h for the compiler, board.cmake for the build.
import { basename } from 'node:path';
import { common, modules, type Board } from './boards.ts';
import { FLASH_BASE } from './elf-image.ts';

const hex = (value: number) => `0x${value.toString(16)}`;

const KINDS = { spi: 'SPI', i2c: 'I2C', uart: 'UART', pio: 'PIO' } as const;

/** `#define LINK_SPI spi1`: blocks by the SDK's names, UARTs by their place in uart_port.h. */
function blockLine([name, block]: [string, string]): string {
  const kind = block.slice(0, -1) as keyof typeof KINDS;
  const value = kind === 'uart' ? `UART_PORT_${block.at(-1)}` : block;
  return `#define ${name}_${KINDS[kind]} ${value}`;
}

function sizes(board: Board): [string, string][] {
  const { memory, module } = board;
  const { cpu_Hz, link_Hz, afe_crystal_Hz, afe_osr, afe_current_gain, module_offset, module_max } = common();
  return [
    ['CPU_Hz', String(cpu_Hz)],
    ['LINK_Hz', String(link_Hz)],
    ['AFE_CRYSTAL_Hz', String(afe_crystal_Hz)],
    ['AFE_OSR', String(afe_osr)],
    ['AFE_CURRENT_GAIN', String(afe_current_gain)],
    ['MODULE_OFFSET', hex(module_offset)],
    ['MODULE_MAX', hex(module_max)],
    ['PSRAM_BYTES', String(modules()[module].psram_bytes)],
    ['ENGINE_HEAP_BYTES', String(memory.engine_heap_bytes)],
    ['HOT_PAGES_BYTES', String(memory.hot_pages_bytes ?? 0)],
    ['CODE_PAGES_BYTES', String(memory.code_pages_bytes ?? 0)],
    ['STACK_RESERVED_BYTES', hex(memory.stack_reserved_bytes)],
  ];
}

/** The text of board.h. */
export function boardHeader(board: Board): string {
  const pins = [...board.pins].sort((a, b) => a.gpio - b.gpio);
  return [
    `// Generated from boards/${basename(board.folder)}/board.json and boards/common.json. Do not edit.`,
    '#ifndef TWINMETER_BOARD_H',
    '#define TWINMETER_BOARD_H',
    '',
    ...pins.map(({ name, gpio, wire }) => `#define PIN_${name} ${gpio} // ${wire}`),
    '',
    ...Object.entries(board.blocks).map(blockLine),
    '',
    ...sizes(board).map(([name, value]) => `#define ${name} ${value}`),
    '',
    '#endif',
    '',
  ].join('\n');
}

/** The text of board.cmake. */
export function boardCmake(board: Board): string {
  const { role, engine, image, module, memory } = board;
  const settings: [string, string | number][] = [
    ['ROLE', role],
    ['ENGINE', engine],
    ['IMAGE', image],
    ['PICO_BOARD', module],
    ['PSRAM_BYTES', modules()[module].psram_bytes],
    ['MODULE_ADDRESS', hex(FLASH_BASE + common().module_offset)],
    ['MODULE_COPY_ADDRESS', hex(FLASH_BASE + common().module_offset + common().module_max)],
    ['STACK_RESERVED_BYTES', hex(memory.stack_reserved_bytes)],
  ];
  const lines = settings.map(([name, value]) => `set(${name} ${value})`);
  return [`# Generated from boards/${basename(board.folder)}/board.json. Do not edit.`, ...lines, ''].join(
    '\n',
  );
}
