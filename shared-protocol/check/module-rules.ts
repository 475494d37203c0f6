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

/** Function imports (module.name) and exports of a module with their signatures. */
function found(module: binaryen.Module): { imports: Signatures; exports: Signatures } {
  const imports: Signatures = new Map();
  const exports: Signatures = new Map();
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const info = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
    if (info.base) imports.set(`${info.module}.${info.base}`, moduleSignature(info));
  }
  for (let i = 0; i < module.getNumExports(); i++) {
    const item = binaryen.getExportInfo(module.getExportByIndex(i));
    const isFunction = item.kind === binaryen.ExternalFunction;
    exports.set(
      item.name,
      isFunction ? moduleSignature(binaryen.getFunctionInfo(module.getFunction(item.value))) : 'memory',
    );
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
  [/\((f32|f64)\.(?!const)/, 'contains floating-point arithmetic'],
  [/\((table|elem) /, 'has a function table'],
];

function memoryComplaints(module: binaryen.Module, pages: number): string[] {
  const { initial, max } = module.getMemoryInfo('0');
  if (initial === pages && max === pages) return [];
  return [`has ${initial} to ${max ?? 'any number of'} memory pages, the ABI says exactly ${pages}`];
}

/** Everything a module's bytes do against the rules for its core; empty when it keeps them. */
export function moduleComplaints(bytes: Uint8Array, core: Core, hostModule: string): string[] {
  const module = binaryen.readBinary(bytes);
  try {
    const { imports, exports } = found(module);
    const text = module.emitText();
    const forbidden = FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, complaint]) => complaint);
    return [
      ...importComplaints(imports, core, hostModule),
      ...exportComplaints(exports, core),
      ...memoryComplaints(module, core.pages),
      ...forbidden,
    ];
  } finally {
    module.dispose();
  }
}
