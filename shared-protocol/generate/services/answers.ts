// Holds the messages and their replies against the source of the metering core: answered, and every field written.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Field, Message, Model, Struct } from '../model.ts';
import { camel, pascal, upper } from '../text.ts';

/** The source of a core: path from the project root to text. */
export type Sources = ReadonlyMap<string, string>;

const root = join(import.meta.dirname, '../../..');

/** All files of a core but its specs. */
export function sourcesOf(core: string): Sources {
  const folder = join(root, `${core}-core/assembly`);
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.includes('__tests__'),
  );
  return new Map(
    paths.map((path) => [`${core}-core/assembly/${path}`, readFileSync(join(folder, path), 'utf8')]),
  );
}

function unanswered(message: Message, sources: Sources): string[] {
  const path = `metering-core/assembly/answers/${message.file}.ts`;
  const name = camel(message.answer ?? message.name);
  const text = sources.get(path);
  if (text === undefined) return [`nobody answers it: there is no ${path}`];
  return new RegExp(`^export function ${name}\\(`, 'm').test(text)
    ? []
    : [`nobody answers it: no ${name} in ${path}`];
}

/** Fields nobody has to write: zeros of a cleared record. */
const isFiller = ({ name }: Field) => name === 'reserved';

/** True when a file that knows the struct stores the field: by assignment, by its offset, or as the start of a copy. */
function isWritten(struct: Struct, field: Field, sources: Sources): boolean {
  const { name } = field;
  const numbered = field.count > 1 ? '_\\d+' : '';
  const assigned = new RegExp(`\\.${name}${numbered}\\s*(?:[-+|&]|<<|>>)?=[^=]`);
  const offset = new RegExp(`\\b${upper(struct.name)}_${name}\\b`);
  const offsetOf = new RegExp(`offsetof<${pascal(struct.name)}>\\('${name}${numbered}'\\)`);
  const knows = new RegExp(`\\b${pascal(struct.name)}\\b|\\b${upper(struct.name)}_`);
  return [...sources.values()].some((text) => {
    const body = text.replace(/^import [^;]*;/gm, '').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    return knows.test(text) && (assigned.test(body) || offset.test(body) || offsetOf.test(body));
  });
}

/** A field that stands behind another of its kind is written with it when the core copies the row as a whole. */
function copiedFrom({ fields }: Struct, first: Field, sources: Sources, struct: string): string[] {
  const start = `offsetof<${pascal(struct)}>('${first.name}')`;
  const copies = [...sources.values()].some((text) => text.includes(`copyBytes(payload + ${start}`));
  if (!copies) return [];
  const row = fields.slice(fields.indexOf(first));
  return row.filter(({ type }) => type === first.type).map(({ name }) => name);
}

function unwritten(struct: Struct, sources: Sources): string[] {
  const copied = struct.fields.flatMap((field) => copiedFrom(struct, field, sources, struct.name));
  return struct.fields
    .filter((field) => !isFiller(field) && !copied.includes(field.name) && !isWritten(struct, field, sources))
    .map(({ name }) => name);
}

/** Replies the core makes; one that is also a request came in as a whole. */
const repliesOf = ({ messages }: Model) =>
  [...new Set(messages.map(({ reply }) => reply))].filter(
    (name) => !messages.some(({ request }) => request === name),
  );

/** What is declared and never answered or written: [entry of link.json, what]. */
export function answerFaults(model: Model, sources: Sources): [entry: string, reason: string][] {
  const silent = model.messages.flatMap((message) =>
    unanswered(message, sources).map((reason): [string, string] => [`messages/${message.name}`, reason]),
  );
  const missing = repliesOf(model).flatMap((name) => {
    const struct = model.structs.find((s) => s.name === name)!;
    return unwritten(struct, sources).map((field): [string, string] => [
      `structs/${name}`,
      `the field '${field}' is declared, and the metering core never writes it`,
    ]);
  });
  return [...silent, ...missing];
}
