// The live panel of a run: what the meter shows and measures, how both cores are, and what happened, in the room there is.
import { PANEL } from '../../shared-protocol/generated/ts/catalogue.ts';
import { SEQUENCE_NEGATIVE, SEQUENCE_POSITIVE } from '../../shared-protocol/generated/ts/protocol.ts';
import { objectName, type ObjectValues } from '../meter/objects.ts';
import { flagMeanings } from '../records/flags.ts';
import { eventLine } from './event-line.ts';
import { fit, type Block, type Size } from './fit.ts';
import { readLines } from './read-command.ts';
import type { Ports, Progress } from './report.ts';

/** A row's title and its objects: null is an empty cell. */
interface PanelRow {
  readonly title: string;
  readonly codes: readonly (string | null)[];
  readonly minus?: readonly string[];
}

const TITLE_COLUMNS = 6;
const CELL_COLUMNS_MIN = 8;
const CELL_COLUMNS_MAX = 12;
/** The display and its frame, with a gap behind it. */
const LCD_COLUMNS = 20;
const BESIDE_COLUMNS = LCD_COLUMNS + 6;
/** So many events come before energies and ports, the rest behind everything. */
const EVENTS_FIRST = 3;
/** Narrower, nothing stands beside the display. */
const WIDE_COLUMNS = 64;

const valueOf = (values: ObjectValues, obis: string | null | undefined) =>
  obis ? values[obis]?.value : undefined;

/** With as many of three decimals as leave a blank before the number. */
function decimals(value: number, columns: number): string {
  const texts = [3, 2, 1, 0].map((digits) => value.toFixed(digits));
  return texts.find((text) => text.length < columns) ?? texts[3];
}

/** The value in a cell; with a code to take away, the difference: Q with its sign is import minus export. */
function cell(values: ObjectValues, { codes, minus }: PanelRow, column: number, columns: number): string {
  const plus = valueOf(values, codes[column]);
  const less = minus ? valueOf(values, minus[column]) : 0;
  return plus === undefined || less === undefined ? '' : decimals(plus - less, columns);
}

const cellColumns = (columns: number): number =>
  Math.max(CELL_COLUMNS_MIN, Math.min(CELL_COLUMNS_MAX, Math.floor((columns - TITLE_COLUMNS) / 4)));

const line = (values: ObjectValues, row: PanelRow, width: number) =>
  row.title.padEnd(TITLE_COLUMNS) +
  row.codes.map((_, column) => cell(values, row, column, width).padStart(width)).join('');

const SEQUENCES: Readonly<Record<number, string>> = {
  [SEQUENCE_POSITIVE]: 'L1 L2 L3',
  [SEQUENCE_NEGATIVE]: 'L1 L3 L2',
};

const sequence = (values: ObjectValues) => SEQUENCES[values[PANEL.sequence]?.value] ?? '-';

/** Distortion of each phase; unbalance and sequence in a line, power of the fundamentals and vector power in another. */
function quality(values: ObjectValues, width: number): string[] {
  const told = PANEL.quality.map((row) => `${row.title} ${cell(values, row, 0, CELL_COLUMNS_MAX) || '-'}`);
  const [unbalanceU, unbalanceI, ...powers] = told;
  return [
    ...PANEL.distortion.map((row) => line(values, row, width)),
    [unbalanceU, unbalanceI, `phases ${sequence(values)}`].join('   '),
    powers.join('   '),
  ];
}

function table(values: ObjectValues, width: number): string[] {
  const titles = ['total', 'L1', 'L2', 'L3'].map((title) => title.padStart(width)).join('');
  return [' '.repeat(TITLE_COLUMNS) + titles, ...PANEL.table.map((row) => line(values, row, width))];
}

function energy(registers: ObjectValues): string[] {
  return PANEL.energy
    .filter((obis) => registers[obis])
    .map(
      (obis) => `${obis.padEnd(15)} ${registers[obis].value.toFixed(6).padStart(16)} Wh  ${objectName(obis)}`,
    );
}

/** Health of the link. */
export const linkLine = (link: Progress['link']) =>
  `link   ${link.requests} requests, ${link.replies} replies, ${link.repeats} repeats, ${link.damaged} damaged, ${link.timeouts} timeouts`;

const portLines = (ports: Ports) =>
  Object.entries(ports).map(([name, path]) => `${name.padEnd(12)}${path ?? 'nothing connected'}`);

function lcd({ lcd: rows }: Progress): string[] {
  const border = `+${'-'.repeat(LCD_COLUMNS + 2)}+`;
  return [border, ...rows.map((row) => `| ${row.padEnd(LCD_COLUMNS)} |`), border];
}

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** The error register as the readout shows it, each bit with what it says. */
function errorRegister(flags: number): string[] {
  const code = flags.toString(16).padStart(8, '0').toUpperCase();
  const meanings = flagMeanings(flags);
  return [`error register ${code}${meanings.length === 0 ? ': no bit is set' : ''}`, ...meanings];
}

function meteringLine({ metering, faults }: Progress): string {
  const { alive, restarts, missed_samples, invalid_samples } = metering;
  const own = faults.filter(({ role }) => role === 'metering').length;
  const lost = missed_samples + invalid_samples;
  const samples = lost > 0 ? `, ${counted(lost, 'sample')} lost` : '';
  return `metering    ${alive ? 'runs' : 'is down'}, ${counted(restarts, 'restart')}, ${counted(own, 'fault')}${samples}`;
}

function managementLine({ management, faults }: Progress): string {
  const { alive, restarts, silent_s } = management;
  const own = faults.filter(({ role }) => role === 'management').length;
  const silent = silent_s > 0 ? `has not answered for ${silent_s.toFixed(1)} s` : 'runs';
  return `management  ${alive ? silent : 'is down'}, ${counted(restarts, 'restart')}, ${counted(own, 'fault')}`;
}

/** How both cores are, and the fault that was the last. */
function health(p: Progress): string[] {
  const last = p.faults.at(-1);
  const fault = last ? [`last fault  ${(last.at_us / 1e6).toFixed(1)} s ${last.role}: ${last.text}`] : [];
  return [meteringLine(p), managementLine(p), ...errorRegister(p.metering.flags), ...fault];
}

/** Alarms, the events under way, before those that are over; the latest first. */
function eventLines({ events }: Progress): string[] {
  const latest = events.toReversed();
  const lines = [...latest.filter((e) => e.end_s === null), ...latest.filter((e) => e.end_s !== null)].map(
    eventLine,
  );
  return lines.length > 0 ? lines : ['event  none passed on the link yet'];
}

/** Beside the display, where there is room for it; what is left of the text goes below. */
function beside(left: readonly string[], right: readonly string[]): string[] {
  const rows = left.map((text, n) => `${text.padEnd(BESIDE_COLUMNS)}${right[n] ?? ''}`.trimEnd());
  return [...rows, ...right.slice(left.length).map((text) => ' '.repeat(BESIDE_COLUMNS) + text)];
}

function top(p: Progress, columns: number): Block[] {
  if (columns >= WIDE_COLUMNS) return [{ lines: beside(lcd(p), health(p)), importance: 1 }];
  return [
    { lines: lcd(p), importance: 5 },
    { lines: health(p), importance: 1, isDivisible: true },
  ];
}

function head({ time_s, samples, speed }: Progress): string {
  return `Twinmeter   ${time_s.toFixed(1)} s   ${samples} samples   ${speed.toFixed(speed < 10 ? 2 : 0)} x real time`;
}

/** The panel, in the room there is; `commands`: what to type elsewhere to read the meter, see readLines. */
export function panelLines(p: Progress, size: Size, commands: readonly string[] = []): string[] {
  const width = cellColumns(size.columns);
  const events = eventLines(p);
  return fit(
    [
      { lines: [head(p)], importance: 0 },
      { lines: p.scene === null ? [] : [p.scene], importance: 1 },
      ...top(p, size.columns),
      { lines: table(p.instantaneous, width), importance: 3, isDivisible: true },
      { lines: energy(p.registers), importance: 4 },
      { lines: quality(p.power_quality, width), importance: 9, isDivisible: true },
      { lines: events.slice(0, 1), importance: 2 },
      { lines: events.slice(1, EVENTS_FIRST), importance: 5, isDivisible: true },
      { lines: events.slice(EVENTS_FIRST), importance: 10, isDivisible: true },
      { lines: [linkLine(p.link)], importance: 7 },
      { lines: portLines(p.ports), importance: 8 },
      { lines: readLines(commands, size.columns), importance: 4 },
    ],
    size,
  );
}

/** One plain line for logs. */
export function plainLine(p: Progress): string {
  const value = (obis: string, of: ObjectValues) => of[obis]?.value.toFixed(3) ?? '-';
  const power = value(PANEL.line.power, p.instantaneous);
  const frequency = value(PANEL.line.frequency, p.instantaneous);
  const imported = value(PANEL.line.import, p.registers);
  const exported = value(PANEL.line.export, p.registers);
  return `${p.time_s.toFixed(1)} s  P ${power} W  f ${frequency} Hz  import ${imported} Wh  export ${exported} Wh  link ${p.link.replies}/${p.link.requests}`;
}
