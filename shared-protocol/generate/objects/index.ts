// The object model of one set of specifications: rows in order, templates, formats, shapes, rights, lists, providers.
import type { Model } from '../model.ts';
import { SpecError } from '../spec-error.ts';
import { codesOf } from './codes.ts';
import { listsOf, type List } from './lists.ts';
import { byCode, checkLookup } from './lookup.ts';
import { resolveOtherFields } from './other-fields.ts';
import { ProviderTable } from './providers.ts';
import { RightsTable, UNLISTED } from './rights.ts';
import { RowReader, type Row } from './rows.ts';
import type { ShapeNode } from './shapes.ts';
import type { CosemSpec, ListsSpec, ServerSpecs } from './spec.ts';
import { TemplateReader, type Format, type Source, type Template } from './templates.ts';

export interface Objects {
  /** In the order of the table. */
  rows: Row[];
  /** In the order of the files. */
  written: Row[];
  templates: Template[];
  formats: Format[];
  shapes: ShapeNode[][];
  types: Record<string, number>;
  rights: RightsTable;
  providers: ProviderTable;
  lists: List[];
  panel?: ListsSpec['panel'];
}

/** What the objects of a server are made of; one that shows nothing has no lists. */
type Specs = ServerSpecs & { cosem: CosemSpec; lists?: ListsSpec };

/** Entries from which on a row is a long one. */
const LONG_ROW = 24;

/** Values of ended periods, and long series such as single harmonics, are read by their code and are in no object list. */
const isUnlisted = ({ raw: { range }, span }: Row) => range?.group === 'F' || span >= LONG_ROW;

/** Associations that may do something with an attribute or method of the row, one bit each. */
function visibilityOf(row: Row, rights: RightsTable): number {
  const { template } = row;
  const seen = (association: number) =>
    template.attributes.some((a) => rights.bytes[a.rights][association] !== 0);
  const listed = isUnlisted(row) ? UNLISTED : 0;
  return rights.associations.reduce((mask, _, i) => (seen(i) ? mask | (1 << i) : mask), listed);
}

/** Throws SpecError where two rows have a code and a class in common. */
function refuseTwins(rows: readonly Row[]): void {
  const seen = new Set<string>();
  for (const row of rows) {
    for (const code of codesOf(row.raw)) {
      const key = `${code} ${row.template.class}`;
      if (seen.has(key)) throw new SpecError(row.file, row.raw.obis, `code '${code}' stands twice`);
      seen.add(key);
    }
  }
}

/** Throws SpecError for a template no row has and for a provider no template names. */
function refuseIdle(
  rows: readonly Row[],
  templates: ReadonlyMap<string, Template>,
  providers: ProviderTable,
): void {
  for (const [name, template] of templates)
    if (!rows.some((row) => row.template === template))
      throw new SpecError('templates.json', name, 'no row has it');
  const named = new Set(
    [...templates.values()].flatMap(({ attributes }) =>
      attributes.filter(({ source }) => PROVIDED.includes(source)).map((a) => `${a.room} ${a.provider}`),
    ),
  );
  providers.rooms.forEach(({ name: room, providers: all }, i) =>
    all.forEach(({ name }, j) => {
      if (!named.has(`${i} ${j}`)) throw new SpecError('providers.json', room, `no template names '${name}'`);
    }),
  );
}

const PROVIDED: readonly Source[] = ['provider', 'provided_list', 'method'];

/** The object model of a model whose messages and mirror are checked. Throws SpecError. */
export function objectsOf(model: Model, specs: Specs): Objects {
  const rights = new RightsTable(specs.rights);
  const providers = new ProviderTable(specs.providers);
  const reader = new TemplateReader(specs, rights, providers);
  const templates = new Map(
    Object.entries(specs.templates.templates).map(([name, raw]) => [name, reader.template(name, raw)]),
  );
  const rowReader = new RowReader(model, templates);
  const written = Object.entries(specs.objects).flatMap(([file, { rows }]) =>
    rows.map((raw) => rowReader.row(`objects/${file}.json`, raw)),
  );
  for (const row of written) row.visibility = visibilityOf(row, rights);
  refuseTwins(written);
  refuseIdle(written, templates, providers);
  resolveOtherFields(model, written);
  const rows = [...written].sort(byCode);
  checkLookup(rows);
  return {
    rows,
    written,
    templates: [...templates.values()],
    formats: reader.formats,
    shapes: reader.shapes.shapes,
    types: specs.cosem.types,
    rights,
    providers,
    lists: specs.lists ? listsOf(rows, written, rights, specs.lists) : [],
    panel: specs.lists?.panel,
  };
}
