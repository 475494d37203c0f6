// The table of HIL targets: what each bench can do. A new target is a new row.
import { existsSync } from 'node:fs';
import { builtPath } from '../../build/paths.ts';
import { imageFile } from '../../firmware/firmware-image.ts';
import type { Bench, BenchOptions } from './bench.ts';
import {
  CAPABILITIES,
  CAPABILITY_NAMES,
  PORT_NAMES,
  type Capability,
  type PortName,
} from './capabilities.ts';
import { findBoard, readDevices } from './devices.ts';
import { HilInputError } from './errors.ts';
import { SerialBench } from './serial-bench.ts';
import { openEmulatedBench } from './emulated-bench.ts';
import { openHostBench } from './host-bench.ts';

export interface HilTarget {
  readonly name: string;
  readonly about: string;
  /** Ways to run the metering core; the first one unless a spec says another. */
  readonly engines: readonly string[];
  /** What it can do at most. */
  readonly capabilities: readonly Capability[];
  /** What this very bench can do. Throws HilInputError. */
  present(): readonly Capability[];
  /** Looks whether all is there before a run; a line that says what was found. Throws HilInputError, NotBuiltError. */
  prepare(): Promise<string>;
  open(options: BenchOptions): Promise<Bench>;
}

const without = (...missing: Capability[]) => CAPABILITY_NAMES.filter((name) => !missing.includes(name));

function checkModules(): void {
  for (const role of ['metering', 'management']) builtPath(`${role}-core.wasm`);
}

const HOST: HilTarget = {
  name: 'host',
  about: 'the C host, one process per core',
  engines: ['wasm3'],
  capabilities: without('pin'),
  present: () => HOST.capabilities,
  prepare: async () => {
    checkModules();
    return builtPath('host', 'twinmeter-core');
  },
  open: openHostBench,
};

/** Throws HilInputError that names the image that is not there. */
export function checkImages(isThere: (path: string) => boolean = existsSync): void {
  const images = [
    imageFile('metering', 'wasm3'),
    imageFile('metering', 'aot'),
    imageFile('management', 'wasm3'),
  ];
  const missing = images.find((image) => !isThere(image));
  if (missing) throw new HilInputError(`${missing}: not built yet; run 'make firmware-all emulator'`);
}

const EMULATED: HilTarget = {
  name: 'emulated',
  about: 'the firmware images on both emulated boards',
  engines: ['wasm3', 'aot'],
  capabilities: CAPABILITY_NAMES,
  present: () => EMULATED.capabilities,
  prepare: async () => {
    checkModules();
    checkImages();
    return imageFile('metering', 'wasm3');
  },
  open: openEmulatedBench,
};

const SERIAL: HilTarget = {
  name: 'serial',
  about: 'boards on the serial devices of hil.json',
  engines: ['as flashed'],
  capabilities: PORT_NAMES,
  present: () => Object.keys(readDevices()) as PortName[],
  prepare: async () => {
    const devices = readDevices();
    const port = await findBoard(devices);
    return `a board answers on ${devices[port]} (${port})`;
  },
  open: async () => new SerialBench(readDevices()),
};

export const HIL_TARGETS: readonly HilTarget[] = [HOST, EMULATED, SERIAL];
export const DEFAULT_TARGET = EMULATED.name;

/** Throws HilInputError. */
export function targetNamed(name: string): HilTarget {
  const target = HIL_TARGETS.find((each) => each.name === name);
  const names = HIL_TARGETS.map((each) => each.name);
  if (!target) throw new HilInputError(`TARGET=${name}: there is ${names.join(', ')}`);
  return target;
}

/** The target of the run that this process belongs to. */
export const targetOfRun = (): HilTarget => targetNamed(process.env.TWINMETER_HIL_TARGET ?? DEFAULT_TARGET);

function cell(target: HilTarget, name: Capability): string {
  if (!target.capabilities.includes(name)) return '-';
  return target === SERIAL ? 'if named' : 'yes';
}

/** Capabilities by target, as the README has it. */
export function capabilityTable(): string {
  const rows = CAPABILITY_NAMES.map((name) => [
    `\`${name}\``,
    CAPABILITIES[name],
    ...HIL_TARGETS.map((target) => cell(target, name)),
  ]);
  const head = ['capability', 'the bench has', ...HIL_TARGETS.map(({ name }) => name)];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
