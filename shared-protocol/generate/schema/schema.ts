// Holds each file of spec/ against its schema in spec/schema/: misspelt and unknown keys, wrong types, unknown words.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import type { Specs } from '../model.ts';
import { DEVICE } from '../objects/spec.ts';
import type { Fault } from './faults.ts';

const folder = join(import.meta.dirname, '../../spec/schema');

/** What ajv says, in the words of somebody who wrote the file. */
function what({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `unknown key '${params.additionalProperty}'`;
  if (keyword === 'required') return `lacks '${params.missingProperty}'`;
  if (keyword === 'enum') return `is none of ${params.allowedValues.join(', ')}`;
  return message ?? keyword;
}

/** The faults of one file; `name` without its ending. A file without a schema is a fault itself. */
export function schemaFaults(name: string, content: unknown): Fault[] {
  const file = `${name}.json`;
  // All files of a folder have one schema: spec/objects/legal.json is held against objects.schema.json; a folder of files
  // that stand elsewhere too has theirs: spec/device-16/rights.json is held against rights.schema.json.
  const schemas = name.split('/').map((part) => join(folder, `${part}.schema.json`));
  const path = schemas.find((each) => existsSync(each));
  if (!path) return [{ file, path: '', what: `no schema/${name.split('/')[0]}.schema.json` }];
  const validate = new Ajv({ allErrors: true, strict: false }).compile(
    JSON.parse(readFileSync(path, 'utf8')),
  );
  if (validate(content)) return [];
  const faults = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf');
  return faults.map((error) => ({ file, path: error.instancePath.slice(1), what: what(error) }));
}

/** The faults of all files; rows of objects by their file. */
export function allSchemaFaults({ objects, device, ...files }: Specs): Fault[] {
  const rows = Object.entries(objects).map(([name, content]) => [`objects/${name}`, content] as const);
  const own = Object.entries(device).map(([name, content]) => [`${DEVICE}/${name}`, content] as const);
  return [...Object.entries(files), ...rows, ...own].flatMap(([name, content]) =>
    schemaFaults(name, content),
  );
}
