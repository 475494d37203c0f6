// Lists of rows: the data block, the display's pages, the live panel.
import { SpecError } from '../spec-error.ts';
import { codesOf } from './codes.ts';
import { find } from './lookup.ts';
import type { RightsTable } from './rights.ts';
import type { Row } from './rows.ts';
import type { ListsSpec, PanelRow, RawList } from './spec.ts';

const FILE = 'lists.json';
/** Bit 0 of an access byte. */
const READ = 1;

export interface ListEntry {
  row: number;
  entry: number;
  /** Place of the shown attribute among those of the row's template. */
  attribute: number;
}

export interface List {
  name: string;
  association: number;
  entries: ListEntry[];
  /** Entries on a page; 0 for a list without pages. */
  perPage: number;
}

/** The attribute that is shown: number 2, the value. */
const SHOWN = 2;

function entryOf(
  rows: readonly Row[],
  rights: RightsTable,
  name: string,
  association: number,
  obis: string,
): ListEntry {
  const found = find(rows, obis);
  if (!found) throw new SpecError(FILE, name, `no row has the code '${obis}'`);
  const { attributes } = rows[found.row].template;
  const attribute = attributes.findIndex(({ id, source }) => id === SHOWN && source !== 'method');
  if ((rights.bytes[attributes[attribute].rights][association] & READ) === 0)
    throw new SpecError(FILE, name, `'${obis}' may not be read by '${rights.associations[association]}'`);
  return { ...found, attribute };
}

/** Codes of the rows that say themselves that they stand in the list, in the order of the files. */
const joining = (written: readonly Row[], name: string) =>
  written.filter(({ raw }) => raw.lists?.includes(name)).flatMap(({ raw }) => codesOf(raw));

/** Throws SpecError for a row that names a list there is not. */
function checkJoining(written: readonly Row[], { lists }: ListsSpec): void {
  for (const { raw, file } of written)
    for (const name of raw.lists ?? [])
      if (!lists[name]) throw new SpecError(file, raw.obis, `no list '${name}'`);
}

function listOf(
  rows: readonly Row[],
  written: readonly Row[],
  rights: RightsTable,
  name: string,
  raw: RawList,
): List {
  const refuse = (reason: string): never => {
    throw new SpecError(FILE, name, reason);
  };
  const association = rights.association(raw.association, refuse);
  const perPage = raw.pages?.[0]?.length ?? 0;
  if (raw.pages?.some((page) => page.length !== perPage)) refuse('its pages are not of one length');
  const named = raw.pages?.flat() ?? raw.codes ?? refuse('has neither codes nor pages');
  const codes = [...named, ...joining(written, name)];
  if (perPage && codes.length % perPage) refuse(`rows that join it do not fill a page of ${perPage}`);
  const twice = codes.find((code, i) => codes.indexOf(code) !== i);
  if (twice) refuse(`code '${twice}' stands twice`);
  return {
    name,
    association,
    perPage,
    entries: codes.map((code) => entryOf(rows, rights, name, association, code)),
  };
}

const codesOfPanel = ({ codes, minus }: PanelRow) =>
  [...codes, ...(minus ?? [])].filter((code) => code !== null);

/** Throws SpecError for an object of the panel that is not there. */
function checkPanel(rows: readonly Row[], { panel }: ListsSpec): void {
  const shown = [...panel.table, ...panel.distortion, ...panel.quality].flatMap(codesOfPanel);
  const codes = [...shown, panel.sequence, ...panel.energy, ...Object.values(panel.line)];
  const missing = codes.find((code) => !find(rows, code));
  if (missing) throw new SpecError(FILE, 'panel', `no row has the code '${missing}'`);
}

/** The checked lists. Throws SpecError. */
export function listsOf(
  rows: readonly Row[],
  written: readonly Row[],
  rights: RightsTable,
  spec: ListsSpec,
): List[] {
  checkPanel(rows, spec);
  checkJoining(written, spec);
  return Object.entries(spec.lists).map(([name, raw]) => listOf(rows, written, rights, name, raw));
}
