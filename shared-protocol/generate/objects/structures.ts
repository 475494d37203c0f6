// Writes for the tools what a setting of several numbers is made of: of each structure that somebody may write, its types.
import { LISTS, NUMBERS } from '../../../tools/clients/dlms/axdr.ts';
import type { Model } from '../model.ts';
import { banner } from '../text.ts';
import { codesOf } from './codes.ts';
import type { ShapeNode } from './shapes.ts';
import type { Attribute } from './templates.ts';

const WRITE = 2;
const NUMBER_NAMES = new Map(Object.entries(NUMBERS).map(([name, [tag]]) => [tag as number, name]));

/** Types of a structure of numbers and nothing else; undefined for any other shape. */
function numbersOf([head, ...fields]: readonly ShapeNode[]): string[] | undefined {
  if (head.tag !== LISTS.structure) return undefined;
  const names = fields.flatMap(({ tag }) => NUMBER_NAMES.get(tag) ?? []);
  return names.length === fields.length ? names : undefined;
}

/** The view of the tools: types by code and attribute. */
export function structuresView({ objects }: Model): string {
  const { written, shapes, rights } = objects;
  const isWritten = ({ source, rights: row }: Attribute) =>
    source !== 'method' && rights.bytes[row].some((byte) => (byte & WRITE) !== 0);
  const entries = written.flatMap(({ raw, template }) =>
    template.attributes.filter(isWritten).flatMap(({ id, shape }) => {
      const types = numbersOf(shapes[shape]);
      return types ? codesOf(raw).map((code): [string, string[]] => [`${code}#${id}`, types]) : [];
    }),
  );
  return [
    banner('//'),
    '/** Settings that are structures of numbers: the types of their fields by code and attribute. */',
    `export const STRUCTURES: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(Object.fromEntries(entries), null, 2)};\n`,
  ].join('\n');
}
