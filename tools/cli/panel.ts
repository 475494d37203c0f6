// What people see of a run: a live panel on a terminal, plain lines elsewhere, a summary at the end.
import { createLogUpdate } from 'log-update';
import { PANEL } from '../../shared-protocol/generated/ts/catalogue.ts';
import { SEQUENCE_NEGATIVE, SEQUENCE_POSITIVE } from '../../shared-protocol/generated/ts/protocol.ts';
import { objectName, type ObjectValues } from '../meter/objects.ts';
import { INPUT_NAMES } from '../meter/harmonics.ts';
import type { ReportedEvent } from '../records/events.ts';
import type { FinalReport, Ports, Progress } from './report.ts';

/** A row's title and its objects: null is an empty cell. */
interface PanelRow {
  readonly title: string;
  readonly codes: readonly (string | null)[];
  readonly minus?: readonly string[];
}

const valueOf = (values: ObjectValues, obis: string | null | undefined) =>
  obis ? values[obis]?.value : undefined;

/** The value in a cell; with a code to take away, the difference: Q with its sign is import minus export. */
function cell(values: ObjectValues, { codes, minus }: PanelRow, column: number): string {
  const plus = valueOf(values, codes[column]);
  const less = minus ? valueOf(values, minus[column]) : 0;
  return plus === undefined || less === undefined ? '' : (plus - less).toFixed(3);
}

const line = (values: ObjectValues, row: PanelRow) =>
  row.title.padEnd(6) + row.codes.map((_, column) => cell(values, row, column).padStart(12)).join('');

/** Distortion of each phase; unbalance, power of the fundamentals and vector apparent power in one line. */
function quality(values: ObjectValues): string[] {
  const alone = PANEL.quality.map((row) => `${row.title} ${cell(values, row, 0) || '-'}`).join('   ');
  return [...PANEL.distortion.map((row) => line(values, row)), `${alone}   phases ${sequence(values)}`];
}

const SEQUENCES: Readonly<Record<number, string>> = {
  [SEQUENCE_POSITIVE]: 'L1 L2 L3',
  [SEQUENCE_NEGATIVE]: 'L1 L3 L2',
};

const sequence = (values: ObjectValues) => SEQUENCES[values[PANEL.sequence]?.value] ?? '-';

function table(values: ObjectValues): string[] {
  const head = `${''.padEnd(6)}${['total', 'L1', 'L2', 'L3'].map((t) => t.padStart(12)).join('')}`;
  return [head, ...PANEL.table.map((row) => line(values, row))];
}

function energy(registers: ObjectValues): string[] {
  return PANEL.energy
    .filter((obis) => registers[obis])
    .map(
      (obis) => `${obis.padEnd(15)} ${registers[obis].value.toFixed(6).padStart(16)} Wh  ${objectName(obis)}`,
    );
}

const linkLine = (link: Progress['link']) =>
  `link   ${link.requests} requests, ${link.replies} replies, ${link.repeats} repeats, ${link.damaged} damaged, ${link.timeouts} timeouts`;

const portLines = (ports: Ports) =>
  Object.entries(ports).map(([name, path]) => `${name.padEnd(12)}${path ?? 'nothing connected'}`);

/** The live panel as text. */
export function panelText(p: Progress): string {
  const border = `+${'-'.repeat(22)}+`;
  const lcd = p.lcd.map((row) => `| ${row.padEnd(20)} |`);
  const head = `Twinmeter   ${p.time_s.toFixed(1)} s   ${p.samples} samples`;
  return [
    head,
    border,
    ...lcd,
    border,
    ...table(p.instantaneous),
    ...quality(p.power_quality),
    ...energy(p.registers),
    linkLine(p.link),
    ...portLines(p.ports),
  ].join('\n');
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

const SCOPE_NAMES = ['', ' L1', ' L2', ' L3'];

/** Scopes of the AFE's events are its inputs, counted from 1. */
const scopeName = ({ name, scope }: ReportedEvent) =>
  name === 'afe_saturated' ? ` ${INPUT_NAMES[scope - 1]}` : (SCOPE_NAMES[scope] ?? ` ${scope}`);

/** One event in a line: from when to when, how far, and against which limit. */
function eventLine(event: ReportedEvent): string {
  const { start_s, end_s, extreme, limit, unit } = event;
  const time = `${start_s.toFixed(3)} s to ${end_s === null ? 'now' : `${end_s.toFixed(3)} s`}`;
  const told = unit ? `  ${extreme} ${unit}, limit ${limit}` : '';
  return `event  ${event.name}${scopeName(event)}  ${time}${told}`;
}

/** Six decimals; what they cut to nothing has no sign. */
const figure = (value: number) => (Math.abs(value) < 5e-7 ? 0 : value).toFixed(6).padStart(16);

/** Error of a register, %; blank where what was fed in is less than is shown. */
const errorOf = (metered: number, truth: number) =>
  Math.abs(truth) < 5e-7 ? '' : `${(((metered - truth) / truth) * 100).toFixed(4)} %`;

/** The figures of a finished run beside the truth that was fed in. */
export function summary(report: FinalReport): string {
  const rows = Object.entries(report.reference.registers).map(([obis, truth]) => {
    const metered = report.registers[obis]?.value ?? 0;
    return `${obis.padEnd(16)}${figure(metered)}${figure(truth.value)} Wh ${errorOf(metered, truth.value).padStart(12)}`;
  });
  const head = `${'register'.padEnd(16)}${'metered'.padStart(16)}${'fed in'.padStart(16)}    ${'error'.padStart(12)}`;
  const faults = report.faults.map(
    (f) => `fault of the ${f.role} core at ${(f.at_us / 1e6).toFixed(3)} s: ${f.text}`,
  );
  const source = [report.source.description, ...report.source.notes];
  return [
    ...source,
    `${report.samples} samples, ${report.duration_s} s`,
    head,
    ...rows,
    linkLine(report.link),
    ...report.events.map(eventLine),
    ...faults,
  ].join('\n');
}

/** Shows progress: on a terminal in place, else a line each. */
export function makeDisplay(stream: NodeJS.WriteStream): { show(p: Progress): void; done(): void } {
  if (!stream.isTTY) return { show: (p) => void stream.write(`${plainLine(p)}\n`), done: () => {} };
  const update = createLogUpdate(stream);
  return { show: (p) => update(panelText(p)), done: () => update.done() };
}
