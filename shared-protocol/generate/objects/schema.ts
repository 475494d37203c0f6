// The schemas of the object specifications: a misspelt or unknown key, a wrong type or word is refused by file and path.
import { Ajv, type Schema } from 'ajv';
import { SpecError } from '../spec-error.ts';
import type { ObjectSpecs } from './spec.ts';

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const whole = { type: 'integer' };
const byte = { type: 'integer', minimum: 0, maximum: 255 };
const flag = { type: 'boolean' };
const shape = { anyOf: [text, { ...texts, minItems: 1 }] };

/** An object with these keys and no others, all of them but those after the `?`. */
function record(keys: Record<string, unknown>, optional: Record<string, unknown> = {}): Schema {
  const properties = { about: text, ...keys, ...optional };
  return { type: 'object', properties, required: Object.keys(keys), additionalProperties: false };
}
const list = (items: Schema) => ({ type: 'array', items });
const map = (of: unknown) => ({ type: 'object', additionalProperties: of });

const provider = { room: text, provider: text };
const textForm = record(
  { digits: byte },
  { style: { enum: ['digits', 'hexadecimal', 'characters'] }, unit: text, decimals: byte },
);
const attribute = record(
  {
    id: byte,
    type: shape,
    source: { anyOf: [{ const: 'field' }, record({ field: text }), record(provider)] },
  },
  {
    scaler: { type: 'integer', minimum: -18, maximum: 18 },
    unit: text,
    divisor: whole,
    rights: text,
    text: textForm,
  },
);
const method = record({ id: byte, ...provider }, { rights: text });
const template = record(
  { class: whole, version: byte, rights: text, attributes: list(attribute) },
  { methods: list(method) },
);

const classAttribute = record(
  { id: byte, name: text },
  { shape: text, source: { enum: ['logical_name', 'scaler_unit'] } },
);
const classMethod = record({ id: byte, name: text, parameter: text, result: text });
const interfaceClass = record({
  class: whole,
  version: byte,
  name: text,
  attributes: list(classAttribute),
  methods: list(classMethod),
});

const range = record({ group: { enum: ['C', 'E', 'F'] }, step: whole }, { count: whole, of: texts });
const row = record(
  { obis: text, name: text, template: text },
  { range, record: text, scope: whole, field: text, rule: text, lists: texts, standard: flag },
);

const panelRow = record({ title: text, codes: list({ type: ['string', 'null'] }) }, { minus: texts });
const panelRows = list(panelRow);
const panel = record({
  table: panelRows,
  distortion: panelRows,
  quality: panelRows,
  sequence: text,
  energy: texts,
  line: map(text),
});

const SCHEMAS: Record<Exclude<keyof ObjectSpecs, 'objects'>, Schema> = {
  cosem: record({ types: map(byte), units: map(byte), shapes: map(texts), classes: list(interfaceClass) }),
  templates: record({ templates: map(template) }),
  rights: record({
    access: map(byte),
    associations: list(record({ name: text, client: byte })),
    classes: map(map(texts)),
  }),
  providers: record({
    rooms: list(
      record({
        name: text,
        file: text,
        providers: list(record({ name: text }, { entries: flag, write: flag })),
      }),
    ),
  }),
  lists: record({
    lists: map(record({ association: text }, { codes: texts, pages: list(texts) })),
    panel,
  }),
};
const ROWS = record({ rows: list(row) });

const ajv = new Ajv({ allErrors: false, strict: false });
const compiled = new Map<Schema, ReturnType<Ajv['compile']>>();

function check(file: string, schema: Schema, spec: unknown): void {
  if (!compiled.has(schema)) compiled.set(schema, ajv.compile(schema));
  const validate = compiled.get(schema)!;
  if (validate(spec)) return;
  const { instancePath, message, params } = validate.errors!.at(-1)!;
  const what = params.additionalProperty ?? params.allowedValues?.join(', ');
  throw new SpecError(file, instancePath || '/', `${message}${what === undefined ? '' : `: '${what}'`}`);
}

/** Throws SpecError for what the object specifications may not have in them. */
export function checkSchemas(specs: ObjectSpecs): void {
  for (const [name, schema] of Object.entries(SCHEMAS)) check(`${name}.json`, schema, specs[name as 'cosem']);
  for (const [name, rows] of Object.entries(specs.objects)) check(`objects/${name}.json`, ROWS, rows);
}
