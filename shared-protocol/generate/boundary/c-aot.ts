// Writes what ties C made by wasm2c to the imports and exports of a core: metering for the boards, both for the fuzzer.
import type { AbiFunction, Model } from '../model.ts';
import { banner } from '../text.ts';
import { signature } from '../c.ts';

const type = (wasm: string) => (wasm === 'i64' ? 'u64' : 'u32');
const returned = (wasm: string) => (wasm === 'void' ? 'void' : type(wasm));

function importWrapper(f: AbiFunction): string {
  const params = ['struct Z_host_instance_t *host', ...f.params.map((p) => `${type(p.type)} ${p.name}`)];
  const head = `${returned(f.result)} Z_hostZ_${f.name}(${params.join(', ')})`;
  const given = f.params.map((p) =>
    p.type === 'i64' ? `(int64_t)${p.name}` : `(int64_t)(int32_t)${p.name}`,
  );
  const call = `aot_import(host, IMPORT_${f.name}, (const int64_t[]){${given.join(', ')}});`;
  const cast = f.result === 'void' ? '(void)' : `return (${returned(f.result)})`;
  return `${head};\n${head} {\n  ${cast}${call}\n}\n`;
}

function caller(f: AbiFunction): string {
  const params = ['Z_core_instance_t *', ...f.params.map((p) => type(p.type))].join(', ');
  const given = ['instance', ...f.params.map((p, i) => `(${type(p.type)})a[${i}]`)].join(', ');
  return `  if (strcmp(signature, "${signature(f)}") == 0) {\n    *result = (int32_t)((u32(*)(${params}))function)(${given});\n    return true;\n  }\n`;
}

function boundary({ imports, exports }: Model['cores']['metering']): string {
  const signatures = exports.filter((f, i) => exports.findIndex((g) => signature(g) === signature(f)) === i);
  const text = [
    banner('//'),
    '// The imports that C made by wasm2c calls, and a call for each signature an export has.',
    '#include <string.h>\n\n#include "aot_boundary.h"\n',
    ...imports.map(importWrapper),
    'bool aot_call(Z_core_instance_t *instance, aot_export_t function, const char *signature, const int64_t *a,',
    '              int64_t *result) {',
    signatures.map(caller).join(''),
    '  return false;\n}\n',
  ];
  return text.join('\n');
}

/** The files by path from the project root. */
export function aotFiles({ cores }: Model): Record<string, string> {
  return {
    'hal/aot/aot_boundary.c': boundary(cores.metering),
    'boards/fuzz/src/aot_boundary_management.c': boundary(cores.management),
  };
}
