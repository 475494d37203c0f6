// What a built module may contain: the ABI table's imports and exports, fixed memory, no start function, no floats.
import binaryen from 'binaryen';
import type { AbiFunction, Core } from '../generate/model.ts';

type Signatures = Map<string, string>;

const TYPE_NAMES = new Map([
  [binaryen.i32, 'i32'],
  [binaryen.i64, 'i64'],
  [binaryen.f32, 'f32'],
  [binaryen.f64, 'f64'],
]);

const signature = (params: string[], result: string) => `(${params.join(', ')}) -> ${result}`;
const tableSignature = (f: AbiFunction) =>
  signature(
    f.params.map((p) => p.type),
    f.result,
  );

function moduleSignature(info: binaryen.FunctionInfo): string {
  const names = binaryen.expandType(info.params).map((type) => TYPE_NAMES.get(type) ?? 'other');
  return signature(
    names,
    info.results === binaryen.none ? 'void' : (TYPE_NAMES.get(info.results) ?? 'other'),
  );
}

/** Imports (module.name) and exports of a module: functions with their signatures, anything else by its kind. */
function found(
  module: binaryen.Module,
  compiled: WebAssembly.Module,
): { imports: Signatures; exports: Signatures } {
  const imports: Signatures = new Map(
    WebAssembly.Module.imports(compiled).map((item) => [`${item.module}.${item.name}`, item.kind]),
  );
  const exports: Signatures = new Map(
    WebAssembly.Module.exports(compiled).map((item) => [item.name, item.kind]),
  );
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const info = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
    if (info.base) imports.set(`${info.module}.${info.base}`, moduleSignature(info));
  }
  for (let i = 0; i < module.getNumExports(); i++) {
    const item = binaryen.getExportInfo(module.getExportByIndex(i));
    if (item.kind === binaryen.ExternalFunction)
      exports.set(item.name, moduleSignature(binaryen.getFunctionInfo(module.getFunction(item.value))));
  }
  return { imports, exports };
}

function importComplaints(imports: Signatures, core: Core, hostModule: string): string[] {
  const allowed = new Map(core.imports.map((f) => [`${hostModule}.${f.name}`, tableSignature(f)]));
  return [...imports].flatMap(([name, is]) => {
    if (!allowed.has(name)) return [`imports ${name}, which is not in the ABI`];
    return allowed.get(name) === is ? [] : [`imports ${name} as ${is}, the ABI says ${allowed.get(name)}`];
  });
}

function exportComplaints(exports: Signatures, core: Core): string[] {
  const wanted = new Map([
    ['memory', 'memory'],
    ...core.exports.map((f) => [f.name, tableSignature(f)] as const),
  ]);
  const extra = [...exports.keys()]
    .filter((name) => !wanted.has(name))
    .map((name) => `exports ${name}, which is not in the ABI`);
  const wrong = [...wanted].flatMap(([name, should]) => {
    if (!exports.has(name)) return [`does not export ${name}`];
    return exports.get(name) === should
      ? []
      : [`exports ${name} as ${exports.get(name)}, the ABI says ${should}`];
  });
  return [...extra, ...wrong];
}

/** Rules on the code itself, found in the module's text. */
const FORBIDDEN: readonly [pattern: RegExp, complaint: string][] = [
  [/\(memory\.grow\b/, 'contains memory.grow'],
  [/^ \(start /m, 'has a start function'],
  [/\((f32|f64)\.(?!const)|\(i\d+\.\w+_f\d+/, 'contains floating-point arithmetic'],
  [/\((table|elem) /, 'has a function table'],
];

/** The module's own memory, found in its text: an imported one is refused as an import. */
function memoryComplaints(text: string, pages: number): string[] {
  const [, initial, most] = /^ \(memory \$\S+ (\d+)(?: (\d+))?/m.exec(text) ?? [];
  if (initial === undefined) return [`has no memory of its own, the ABI says exactly ${pages} pages`];
  if (Number(initial) === pages && Number(most) === pages) return [];
  return [`has ${initial} to ${most ?? 'any number of'} memory pages, the ABI says exactly ${pages}`];
}

/** Blocks, loops and ifs inside each other that a module may have: asc makes one block of each case of a switch. */
const NESTING_MAX = 128;

/** Functions nested deeper, with their depth, found in the module's text. */
function nestingComplaints(text: string): string[] {
  const deepest = new Map<string, number>();
  const open: boolean[] = [];
  let name = '';
  let depth = 0;
  for (const [token, opened, word, called] of text.matchAll(
    /"(?:[^"\\]|\\.)*"|(\()(\w[\w.]*)?(?: (\$[^\s()]+))?|\)/g,
  )) {
    if (opened) {
      const nests = /^(block|loop|if)$/.test(word ?? '');
      if (word === 'func') name = called ?? '';
      open.push(nests);
      depth += Number(nests);
      deepest.set(name, Math.max(deepest.get(name) ?? 0, depth));
    } else if (token === ')') depth -= Number(open.pop());
  }
  return [...deepest]
    .filter(([, most]) => most > NESTING_MAX)
    .map(([function_, most]) => `nests ${most} blocks in ${function_}, at most ${NESTING_MAX} are allowed`);
}

function compiledOf(bytes: Uint8Array): WebAssembly.Module | string {
  try {
    return new WebAssembly.Module(bytes as BufferSource);
  } catch (error) {
    return `is no valid module: ${(error as Error).message}`;
  }
}

/** Everything a module's bytes do against the rules for its core; empty when it keeps them. */
export function moduleComplaints(bytes: Uint8Array, core: Core, hostModule: string): string[] {
  const compiled = compiledOf(bytes);
  if (typeof compiled === 'string') return [compiled];
  const module = binaryen.readBinary(bytes);
  try {
    const { imports, exports } = found(module, compiled);
    const text = module.emitText();
    const forbidden = FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, complaint]) => complaint);
    return [
      ...importComplaints(imports, core, hostModule),
      ...exportComplaints(exports, core),
      ...memoryComplaints(text, core.pages),
      ...forbidden,
      ...nestingComplaints(text),
    ];
  } finally {
    module.dispose();
  }
}
