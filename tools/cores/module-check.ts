// Holds a module's imports, exports and memory against the ABI table before anything of it runs.
import { ABI, HOST_MODULE } from '../../shared-protocol/generated/ts/abi.ts';
import type { Role } from './core-runner.ts';

/** A module that is damaged or does not match the ABI. */
export class ModuleError extends Error {
  readonly role: Role | 'protocol';
  constructor(role: Role | 'protocol', reason: string) {
    super(`${role} module: ${reason}`);
    this.role = role;
  }
}

/** Compiles bytes. Throws ModuleError when they are no valid module or do not match the role's ABI. */
export function checkedModule(role: Role, bytes: Uint8Array): WebAssembly.Module {
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(bytes as BufferSource);
  } catch (error) {
    throw new ModuleError(role, `damaged: ${(error as Error).message}`);
  }
  checkNames(role, module);
  return module;
}

function checkNames(role: Role, module: WebAssembly.Module): void {
  const allowed = new Set<string>(ABI[role].imports.map((f) => f.name));
  const foreign = WebAssembly.Module.imports(module).find(
    (i) => i.module !== HOST_MODULE || !allowed.has(i.name),
  );
  if (foreign)
    throw new ModuleError(role, `imports ${foreign.module}.${foreign.name}, which is not in the ABI`);
  const found = new Set(WebAssembly.Module.exports(module).map((e) => e.name));
  const wanted = ['memory', ...ABI[role].exports.map((f) => f.name)];
  const missing = wanted.find((name) => !found.has(name));
  if (missing) throw new ModuleError(role, `does not export ${missing}`);
  const extra = [...found].find((name) => !wanted.includes(name));
  if (extra) throw new ModuleError(role, `exports ${extra}, which is not in the ABI`);
}
