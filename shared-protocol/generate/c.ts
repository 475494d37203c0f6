// Writes the C view: constants and statuses, message offsets, and the ABI as X-macro tables.
import type { AbiFunction, Model, Struct } from './model.ts';
import { banner, upper } from './text.ts';

/** A number with its meaning. */
export const constant = (name: string, value: number | string, doc: string) =>
  `#define TM_${name} ${value} /* ${doc} */`;

function constants(model: Model): string {
  const codes = model.messages.map((m) => constant(`MESSAGE_${upper(m.name)}`, m.code, m.doc));
  const values = model.constants.map((c) => constant(c.name, c.value, c.doc));
  const statuses = model.status.map((s) => `  TM_STATUS_${s.name} = ${s.value}, /* ${s.doc} */`);
  return `${values.join('\n')}\n${codes.join('\n')}\n\ntypedef enum {\n${statuses.join('\n')}\n} tm_status_t;\n`;
}

/** Bytes of a record, and where each of its fields stands. */
export function structDefines(s: Struct): string {
  const fields = s.fields.filter((f) => f.name !== 'reserved');
  const offsets = fields.map((f) =>
    constant(
      `${upper(s.name)}_${f.name}`,
      f.offset,
      `${f.type}${f.count > 1 ? `[${f.count}]` : ''} ${f.doc}`,
    ),
  );
  return [constant(`${upper(s.name)}_BYTES`, s.bytes, s.doc), ...offsets].join('\n');
}

const WASM3_LETTER: Record<string, string> = { i32: 'i', i64: 'I', void: 'v' };

/** wasm3's signature string, for example i(iI). */
export const signature = (f: AbiFunction) =>
  `${WASM3_LETTER[f.result]}(${f.params.map((p) => WASM3_LETTER[p.type]).join('')})`;

function table(core: string, kind: 'imports' | 'exports', functions: AbiFunction[]): string {
  const rows = functions.map((f) => `  X(${f.name}, "${signature(f)}", ${f.params.length})`);
  return `#define TM_${upper(core)}_${upper(kind)}(X) \\\n${rows.join(' \\\n')}\n`;
}

/** The files of the C view by path from the project root. */
export function cFiles(model: Model): Record<string, string> {
  const tables = ['metering', 'management'].flatMap((core) => [
    `#define TM_${upper(core)}_PAGES ${model.cores[core].pages}\n`,
    table(core, 'imports', model.cores[core].imports),
    table(core, 'exports', model.cores[core].exports),
  ]);
  const head = `${banner('//')}#ifndef TWINMETER_PROTOCOL_H\n#define TWINMETER_PROTOCOL_H\n\n`;
  const body = [constants(model), model.structs.map(structDefines).join('\n\n'), '', ...tables].join('\n');
  return {
    'shared-protocol/generated/c/twinmeter_protocol.h': `${head}#define TM_HOST_MODULE "${model.hostModule}"\n${body}\n#endif\n`,
  };
}
