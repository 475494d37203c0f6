// `twinmeter profile [CODE]`: rows of a profile as a table, CSV or JSON; all of it, the last ones, or those of a time.
import {
  AccessError,
  scalerUnitOf,
  toJson,
  unitText,
  type CaptureObject,
  type ScalerUnit,
  type Selection,
  type Target,
} from '../../clients/dlms/index.ts';
import { captureObjects, profileRows } from '../../clients/dlms/profile.ts';
import type { Data } from '../../clients/dlms/index.ts';
import { objectName } from '../../meter/objects.ts';
import { BadInputError } from '../errors.ts';
import type { OptionTable, Values } from '../options.ts';
import { printable, printableJson } from '../printable.ts';
import { progressBar } from '../progress-bar.ts';
import { utcTime } from '../utc-time.ts';
import { namedObject } from './object.ts';
import type { DlmsValues } from './options.ts';
import { dlmsExit, withDlms, type DlmsSession, type Progress } from './session.ts';
import { shown } from './shown.ts';

const MOST_ENTRY = 0xffffffff;

/** What it has besides what every protocol has. */
export const ROW_OPTIONS = {
  first: {
    kind: 'number',
    unit: '',
    least: 1,
    most: MOST_ENTRY,
    help: 'dlms: rows from this one on, 1 the oldest',
  },
  rows: {
    kind: 'number',
    unit: 'rows',
    least: 1,
    most: MOST_ENTRY,
    help: 'with --first: how many',
    otherwise: 'all',
  },
  columns: {
    kind: 'text',
    value: 'list',
    help: 'dlms: columns by their codes, with commas',
    otherwise: 'all',
  },
  csv: { kind: 'flag', help: 'dlms: print CSV' },
} as const satisfies OptionTable;

export type ProfileValues = DlmsValues &
  Values<typeof ROW_OPTIONS> & {
    readonly object: string;
    readonly last?: number;
    readonly from?: string;
    readonly to?: string;
    readonly json: boolean;
  };

const CLASS = 7;
const ATTRIBUTES = { buffer: 2, columns: 3, period: 4, used: 7 } as const;
/** What a value of a column takes in a buffer, about; a time more. */
const [BYTES_A_VALUE, BYTES_A_TIME] = [5, 14];
const SCALERS: Readonly<Record<number, number>> = { 3: 3, 4: 3, 5: 4 };

function check({ from, to, last, first, rows, csv, json }: ProfileValues): void {
  const ways = [from ?? to, last, first].filter((way) => way !== undefined);
  if (ways.length > 1) throw new BadInputError('give one of --from and --to, --last, --first');
  if (rows !== undefined && first === undefined) throw new BadInputError('--rows goes with --first');
  for (const [name, number] of Object.entries({ last, first, rows }))
    if (number !== undefined && !Number.isInteger(number))
      throw new BadInputError(`--${name} ${number}: expected a whole number`);
  if (csv && json) throw new BadInputError('give either --csv or --json');
}

interface Range {
  readonly from_s: number;
  readonly to_s: number;
}

function rangeOf({ from, to }: ProfileValues): Range | undefined {
  if (from === undefined && to === undefined) return undefined;
  const from_s = from === undefined ? 0 : utcTime('--from', from);
  const to_s = to === undefined ? Math.floor(Date.now() / 1000) : utcTime('--to', to);
  if (to_s < from_s) throw new BadInputError(`--to ${to ?? 'now'}: before --from`);
  return { from_s, to_s };
}

interface Profile {
  readonly columns: readonly CaptureObject[];
  readonly period_s: number;
  readonly used: number;
}

async function described({ client, run }: DlmsSession, obis: string): Promise<Profile> {
  const read = (id: number) => run(client.get({ class: CLASS, obis, id }));
  const columns = captureObjects(await read(ATTRIBUTES.columns));
  const [period, used] = [await read(ATTRIBUTES.period), await read(ATTRIBUTES.used)];
  const number = (data: Data) => ('value' in data ? Number(data.value) : 0);
  return { columns, period_s: number(period), used: number(used) };
}

/** Columns that are asked for, in the profile's own order. Throws BadInputError for one it does not have. */
function chosen(columns: readonly CaptureObject[], list: string | undefined): readonly CaptureObject[] {
  if (list === undefined) return columns;
  const codes = list.split(',').map((text) => namedObject('--columns', text));
  const missing = codes.find(({ obis }) => !columns.some((column) => column.obis === obis));
  if (missing)
    throw new BadInputError(
      `--columns: the profile has no ${missing.obis}; it has ${columns.map(({ obis }) => obis).join(', ')}`,
    );
  return columns.filter((column) => codes.some(({ obis }) => obis === column.obis));
}

const timeOf = (seconds: number) => ({ instant: new Date(1000 * seconds), deviation_min: 0, status: 0 });

function selectionOf(
  options: ProfileValues,
  { columns, used }: Profile,
  wanted: readonly CaptureObject[],
): Selection | undefined {
  const range = rangeOf(options);
  const some = wanted.length < columns.length ? wanted : [];
  if (range) return { from: timeOf(range.from_s), to: timeOf(range.to_s), columns: some };
  const { last, first, rows } = options;
  const from = last !== undefined ? Math.max(1, used - last + 1) : first;
  if (from === undefined) return undefined;
  return { from, to: rows === undefined ? 0 : Math.min(MOST_ENTRY, from + rows - 1) };
}

/** Rows that will come, about: for the bar. */
function expectedRows(options: ProfileValues, { used, period_s }: Profile): number {
  const range = rangeOf(options);
  if (range && period_s > 0) return Math.min(used, (range.to_s - range.from_s) / period_s + 1);
  const { last = used, first = 1, rows = used } = options;
  return Math.max(1, Math.min(used, last, rows, used - first + 1));
}

const isTimeColumn = ({ class: of, id }: CaptureObject): boolean => of === 8 && id === 2;
const rowBytes = (columns: readonly CaptureObject[]): number =>
  columns.reduce((sum, column) => sum + (isTimeColumn(column) ? BYTES_A_TIME : BYTES_A_VALUE), 2);

async function unitOf({ client, run }: DlmsSession, column: CaptureObject): Promise<ScalerUnit | undefined> {
  const id = SCALERS[column.class];
  if (id === undefined || (column.id !== 2 && column.id !== 3)) return undefined;
  try {
    return scalerUnitOf(await run(client.get({ class: column.class, obis: column.obis, id })));
  } catch (error) {
    if (error instanceof AccessError) return undefined;
    throw error;
  }
}

interface Table {
  readonly columns: readonly (CaptureObject & { readonly by?: ScalerUnit })[];
  readonly rows: readonly (readonly Data[])[];
  readonly period_s: number;
}

async function readTable(
  session: DlmsSession & Progress,
  options: ProfileValues,
  target: Target,
): Promise<Table> {
  const profile = await described(session, target.obis);
  const wanted = chosen(profile.columns, options.columns);
  const selection = selectionOf(options, profile, wanted);
  const bytes = Math.ceil(expectedRows(options, profile) * rowBytes(profile.columns));
  const bar = progressBar(process.stderr, 1, bytes);
  session.onProgress = (come) => bar(Math.min(come, bytes - 1));
  const buffer = await session.run(session.client.get(target, selection));
  session.onProgress = undefined;
  bar(bytes);
  const all = profileRows(buffer, profile.period_s);
  const columns: Table['columns'][number][] = [];
  for (const column of wanted) columns.push({ ...column, by: await unitOf(session, column) });
  return { columns, rows: all.map((row) => cut(row, profile.columns, wanted)), period_s: profile.period_s };
}

/** A meter that gives whole rows though some columns were wanted: the others are left out here. */
const cut = (
  row: readonly Data[],
  all: readonly CaptureObject[],
  wanted: readonly CaptureObject[],
): readonly Data[] => (row.length === all.length ? row.filter((_, i) => wanted.includes(all[i])) : row);

const titleOf = ({ obis, id, by }: Table['columns'][number]): string => {
  const unit = by ? unitText(by) : '';
  return `${obis}${id === 2 ? '' : `#${id}`}${unit && ` ${unit}`}`;
};

const cells = ({ columns, rows }: Table): string[][] =>
  rows.map((row) => row.map((data, i) => shown(data, columns[i]?.by).text));

function textTable(table: Table): string {
  const all = [table.columns.map(titleOf), ...cells(table)].map((row) => row.map(printable));
  const widths = all[0].map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const csvText = (table: Table): string =>
  [table.columns.map(titleOf), ...cells(table)]
    .map((row) => row.map((cell) => quoted(printable(cell))).join(','))
    .join('\n');

const jsonOf = ({ columns, rows, period_s }: Table) => ({
  period_s,
  columns: columns.map(({ by, ...column }) => ({
    ...column,
    name: objectName(column.obis),
    unit: by ? unitText(by) : null,
    scaler: by?.scaler ?? null,
  })),
  rows: rows.map((row) => row.map((data, i) => ({ ...shown(data, columns[i]?.by), data: toJson(data) }))),
});

/** Returns the exit code. Throws BadInputError. */
export function profile(options: ProfileValues, print = console.log): Promise<number> {
  check(options);
  rangeOf(options);
  const { obis } = namedObject('--object', options.object);
  return dlmsExit('profile', () =>
    withDlms(options, async (session) => {
      const table = await readTable(session, options, { class: CLASS, obis, id: ATTRIBUTES.buffer });
      if (options.json)
        return print(
          printableJson({
            protocol: 'dlms',
            port: options.port ?? options.host,
            object: obis,
            ...jsonOf(table),
          }),
        );
      print(options.csv ? csvText(table) : textTable(table));
    }),
  );
}
