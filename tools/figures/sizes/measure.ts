// Runs the built images on the emulator and reads what they took of their memories; for `make size` and the proof of it.
import { readFileSync } from 'node:fs';
import { EmulatedBoard } from '../../meter/emulated/board.ts';
import { quiet } from '../../meter/emulated/feed.ts';
import { ManagementBoard } from '../../meter/emulated/management-board.ts';
import { MeteringBoard } from '../../meter/emulated/metering-board.ts';
import { FRAM_BYTES } from '../../rp2350/chips/mb85rs2mta.ts';
import { CYCLES_PER_US } from '../../rp2350/processor/scheduler.ts';
import type { EmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { openEmulatedMeter } from '../../meter/emulated/emulated-meter.ts';
import { factoryFram } from '../../records/parameters.ts';
import { builtFile } from '../../build/paths.ts';
import type { Role } from '../../cores/core-runner.ts';
import { HouseholdDay } from '../../signals/waves/household-day.ts';
import { replaceModule } from '../../firmware/elf-image.ts';
import { boardFor, common } from '../../firmware/boards.ts';
import { imagePath } from '../../firmware/firmware-image.ts';
import { highWater, type HighWater } from './high-water.ts';
import { packModule } from '../../firmware/module-image.ts';
import type { FirmwareSize, MeasuredMemory } from './sizes.ts';
import { imageSize } from './sizes.ts';
import { emptyModule } from './synthetic-module.ts';
import { moduleFigures } from './wasm-sections.ts';

const RUN_SETS = 12_000;
const BOOT_ms = 3000;
const ROLES = ['metering', 'management'] as const;

/** The built image of a role with another module in it. */
export function withModule(role: Role, module: Uint8Array): Uint8Array {
  const { module_offset, module_max } = common();
  const elf = new Uint8Array(readFileSync(imagePath(role, 'wasm3')));
  return replaceModule(elf, packModule(role, module, module_max), module_offset);
}

export interface Booted {
  /** What the board said on its first port, and shows. */
  readonly said: string;
  readonly row: string;
  readonly marks: HighWater;
}

/** Boots one board by itself with a module, to its first text or for three seconds. */
export function bootWith(role: Role, module: Uint8Array): Booted {
  const elf = withModule(role, module);
  const fram = new Uint8Array(FRAM_BYTES);
  const board =
    role === 'metering'
      ? new MeteringBoard({ elf, fram, samples: quiet() })
      : new ManagementBoard({ elf, fram });
  const port = board instanceof MeteringBoard ? board.legal : board.rs485;
  const row = () => board.lcd?.text()[0] ?? '';
  let said = '';
  port.onByte = (byte) => (said += String.fromCharCode(byte));
  const isDone = () => /\r\n$|^SYNTHETIC .{10}$/.test(said) || /^SYNTHETIC [A-P]{8}/.test(row());
  for (let ms = 20; ms <= BOOT_ms && !isDone(); ms += 20) board.runUntil(ms * 1000 * CYCLES_PER_US);
  const booted = { said: said.trim(), row: row(), marks: marksOf(board, elf) };
  board.close();
  return booted;
}

const marksOf = (board: EmulatedBoard, elf: Uint8Array): HighWater =>
  highWater(elf, (address) => board.chip.memory.word(address)!);

function measuredEmpty(role: Role): MeasuredMemory['empty'] {
  const module = emptyModule(role);
  const { heapBytes, hotPagesBytes } = bootWith(role, module).marks;
  return { codeBytes: moduleFigures(module).codeBytes, heapBytes, hotPagesBytes };
}

/** What a module was seen to take when a board booted with it. */
export const measureModule = (role: Role, module: Uint8Array): MeasuredMemory => ({
  marks: bootWith(role, module).marks,
  empty: measuredEmpty(role),
});

type Engine = 'wasm3' | 'aot';

/** Both boards metering the built-in day, read on the legal port: the deepest stacks of a run. */
async function marksOfRun(engine: Engine): Promise<Record<Role, HighWater>> {
  const source = new HouseholdDay();
  const modules = {
    metering: builtFile('metering-core.wasm'),
    management: builtFile('management-core.wasm'),
  };
  const fram = factoryFram({ service: source.service, samplingRate_mHz: source.rate_mHz });
  const meter = (await openEmulatedMeter({ modules, fram, engine, source })) as EmulatedMeter;
  try {
    await meter.conductor.goOn({ sets: RUN_SETS });
    await meter.ask('read_registers', { scope: 0, moment: 0 });
    const { metering, management } = meter.pair;
    return {
      metering: marksOf(metering, builtElf('metering', engine)),
      management: marksOf(management, builtElf('management', 'wasm3')),
    };
  } finally {
    await meter.close();
  }
}

const builtElf = (role: Role, engine: Engine) => new Uint8Array(readFileSync(imagePath(role, engine)));

const sizeOf = (role: Role, engine: Engine, measured: MeasuredMemory): FirmwareSize =>
  imageSize(builtElf(role, engine), boardFor(role, engine), measured);

/** The figures of every built image. Throws FirmwareMissingError when one is missing. */
export async function firmwareSizes(): Promise<FirmwareSize[]> {
  const marks = await marksOfRun('wasm3');
  const ahead = await marksOfRun('aot');
  return [
    ...ROLES.map((role) => sizeOf(role, 'wasm3', { marks: marks[role], empty: measuredEmpty(role) })),
    sizeOf('metering', 'aot', { marks: ahead.metering }),
  ];
}
