// Compiles and links programs without an SDK for the emulated chip, modules through wasm2c as for a board among them.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../build/paths.ts';

/** Harness and subjects. */
export const HARNESS = join(import.meta.dirname, 'c');
const HAL = join(ROOT, 'hal');

/** As the SDK compiles for an RP2350. */
const CHIP = ['-mcpu=cortex-m33', '-mthumb', '-march=armv8-m.main+fp+dsp', '-mfloat-abi=softfp'];
const OWN = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-Wno-cast-function-type'];
/** As boards/rp2350/engine/engine_aot.cmake compiles what wasm2c made. */
const TRANSLATED = ['-O2', '-w', '-DNDEBUG', '-DWASM_RT_MAX_CALL_STACK_DEPTH=64'];
const RUNTIME = ['aot/engine_aot.c', 'aot/aot_boundary.c', 'aot/aot_runtime.c', 'src/engine_heap.c'];

/** Made once a process: sources do not change while one runs. */
export function once<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key)!;
  };
}

/** A program in a folder of its own below build/, so that two of them may be built at the same time. */
export class ChipBuild {
  readonly folder: string;

  constructor(name: string) {
    this.folder = join(ROOT, 'build/yardstick', name);
    mkdirSync(this.folder, { recursive: true });
  }

  #run(program: string, ...options: string[]): void {
    execFileSync(program, options, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** An object of a source. */
  compile(source: string, flags: readonly string[] = OWN): string {
    const object = join(this.folder, `${source.replaceAll(/[^a-z0-9]+/gi, '-')}.o`);
    const folders = [HARNESS, this.folder, join(HAL, 'aot'), join(HAL, 'include')];
    const includes = [...folders, join(ROOT, 'shared-protocol/generated/c')].map((folder) => `-I${folder}`);
    this.#run('arm-none-eabi-gcc', ...CHIP, ...flags, ...includes, '-c', source, '-o', object);
    return object;
  }

  /** The program of the objects and the harness. */
  link(objects: readonly string[]): Uint8Array {
    const options = ['-T', join(HARNESS, 'harness.ld'), '-nostartfiles', '-Wl,--no-warn-rwx-segments'];
    const library = ['--specs=nano.specs', '--specs=nosys.specs'];
    const harness = this.compile(join(HARNESS, 'harness.c'));
    this.#run('arm-none-eabi-gcc', ...CHIP, ...options, ...library, ...objects, harness, '-o', 'program.elf');
    return readFileSync(join(this.folder, 'program.elf'));
  }

  /** wasm2c's header alone: the folder it stands in is not the chip's. */
  #copyRuntimeHeader(): void {
    const found = ['/usr/include', '/usr/local/include']
      .map((folder) => join(folder, 'wasm-rt.h'))
      .find((path) => existsSync(path));
    if (found) copyFileSync(found, join(this.folder, 'wasm-rt.h'));
  }

  /** The object of a module, translated as for a board; `change` may put something into the C. */
  translate(module: string, change: (c: string) => string = (c) => c, flags: readonly string[] = []): string {
    this.#copyRuntimeHeader();
    const c = join(this.folder, 'core.c');
    this.#run('wasm2c', module, '--module-name', 'core', '-o', c);
    this.#run('cmake', `-DSOURCE=${c}`, '-P', join(ROOT, 'boards/rp2350/engine/aot_memory.cmake'));
    writeFileSync(c, change(readFileSync(c, 'utf8')));
    return this.compile(c, [...TRANSLATED, ...flags]);
  }

  /** Objects of the AOT engine, and of the subject that stands for a board around it. */
  runtime(): string[] {
    const engine = RUNTIME.map((name) => this.compile(join(HAL, name)));
    return [...engine, this.compile(join(HARNESS, 'subject_aot.c'))];
  }

  /** A module of AssemblyScript compiled as the metering core is. */
  module(entry: string, ...options: string[]): string {
    const module = join(this.folder, 'module.wasm');
    const target = ['--config', join(ROOT, 'asconfig.json'), '--target', 'metering', '-o', module];
    execFileSync(join(ROOT, 'node_modules/.bin/asc'), [join(ROOT, entry), ...target, ...options], {
      cwd: ROOT,
      stdio: 'pipe',
    });
    return module;
  }
}
