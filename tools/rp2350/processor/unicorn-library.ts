// Loads libunicorn and the emulator's native part, and names their functions; the core on them is unicorn.ts.
import { existsSync } from 'node:fs';
import koffi from 'koffi';
import type { LibraryHandle } from 'koffi';
import { NATIVE_PATH } from '../paths.ts';
import { Accounting } from './accounting.ts';
import { Answers } from './answers.ts';

/** libunicorn or the emulator's native part cannot be used. */
export class EngineUnavailable extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'EngineUnavailable';
  }
}

export const LIBRARY = 'libunicorn.so.2';

export type Bindings = ReturnType<typeof bind>;
let bindings: Bindings | undefined;

/** The functions of both libraries, loaded once. Throws EngineUnavailable. */
export const loadedLibrary = (): Bindings => (bindings ??= bind());

function loadLibrary(path: string, options: { global?: boolean }, remedy: string) {
  try {
    return koffi.load(path, options);
  } catch (error) {
    throw new EngineUnavailable(`${path} cannot be loaded (${(error as Error).message.trim()}): ${remedy}`);
  }
}

/** True when both libraries are there; specs skip otherwise. */
export function engineAvailable(): boolean {
  try {
    loadedLibrary();
    return true;
  } catch (error) {
    if (error instanceof EngineUnavailable) return false;
    throw error;
  }
}

/** The native part comes first and global, so that its symbols shadow libunicorn's own (native/fast-path.c). */
function bind() {
  const build = "run 'make emulator'";
  if (!existsSync(NATIVE_PATH)) throw new EngineUnavailable(`${NATIVE_PATH} is not built: ${build}`);
  const native = loadLibrary(NATIVE_PATH, { global: true }, build);
  const unicorn = loadLibrary(LIBRARY, {}, 'install Unicorn 2 (Debian: apt install libunicorn2)');
  const isBound = (name: string) => native.func(`int ${name}(const char *)`)(LIBRARY) === 1;
  const parts = ['emulator_bind', 'emulator_bind_registers', 'emulator_bind_run'];
  if (!parts.every(isBound)) throw new EngineUnavailable(`${LIBRARY} lacks functions of Unicorn 2`);
  const size = (what: string) => native.func(`uint32_t emulator_${what}_size()`)() as number;
  if (size('accounting') !== Accounting.BYTES || size('answers') !== Answers.BYTES)
    throw new EngineUnavailable(`${NATIVE_PATH} does not match accounting.ts and answers.ts: ${build}`);
  const hasInternals = isBound('emulator_bind_fast_path');
  return { ...bindNative(native), ...bindUnicorn(unicorn), ...callbackTypes(), hasInternals };
}

function bindNative(native: LibraryHandle) {
  return {
    attach: native.func('int emulator_attach(void *, void *, void *, void *)'),
    detach: native.func('void emulator_detach(int)'),
    addRegion: native.func('int emulator_add_region(int, uint32_t, uint32_t, uint32_t, void *)'),
    answerRegisters: native.func('void emulator_answer_registers(int, void *, void *, void *)'),
    mapRegisters: native.func('int emulator_map_registers(int, uint32_t, uint32_t)'),
    onInterrupt: native.func('int emulator_on_interrupt(int, void *)'),
    start: native.func('int emulator_start(int, uint32_t, uint32_t)'),
    forgetBlocks: native.func('void emulator_forget_blocks(int)'),
    xipAttach: native.func('int emulator_xip_attach(int, const char *)'),
    xipCosts: native.func('void emulator_xip_costs(int, int, double *)'),
    xipCounts: native.func('void emulator_xip_counts(int, double *)'),
    xipFlush: native.func('void emulator_xip_flush(int)'),
    xipMaintain: native.func('void emulator_xip_maintain(int, uint32_t)'),
    profileStart: native.func('int emulator_profile_start(int)'),
    profileRead: native.func('int emulator_profile_read(int, double *, int)'),
    readRegisters: native.func('int emulator_read_registers(void *, void *, void *, int)'),
    writeRegisters: native.func('int emulator_write_registers(void *, void *, void *, int)'),
  };
}

function callbackTypes() {
  return {
    io: koffi.proto('void EmulatorIo()'),
    interrupt: koffi.proto('void EmulatorInterrupt(uint32_t)'),
    memory: koffi.proto('bool UnicornMemory(uintptr_t, int, uint64_t, int, int64_t, uintptr_t)'),
  };
}

function bindUnicorn(unicorn: LibraryHandle) {
  return {
    open: unicorn.func('int uc_open(int, int, _Out_ void **)'),
    close: unicorn.func('int uc_close(void *)'),
    mapPointer: unicorn.func('int uc_mem_map_ptr(void *, uint64_t, size_t, uint32_t, void *)'),
    protect: unicorn.func('int uc_mem_protect(void *, uint64_t, size_t, uint32_t)'),
    stop: unicorn.func('int uc_emu_stop(void *)'),
    control: unicorn.func('int uc_ctl(void *, uint32_t, ...)'),
    addHook: unicorn.func('int uc_hook_add(void *, _Out_ size_t *, int, void *, void *, uint64_t, uint64_t)'),
    errorText: unicorn.func('const char *uc_strerror(int)'),
  };
}
