// The figures of a finished run for people, beside the truth that was fed in.
import { printable } from './printable.ts';
import { flagMeanings } from '../records/flags.ts';
import { eventLine } from './event-line.ts';
import { linkLine } from './panel.ts';
import type { FinalReport } from './report.ts';

/** Six decimals; what they cut to nothing has no sign. */
const figure = (value: number) => (Math.abs(value) < 5e-7 ? 0 : value).toFixed(6).padStart(16);

/** Error of a register, %; blank where what was fed in is less than is shown. */
const errorOf = (metered: number, truth: number) =>
  Math.abs(truth) < 5e-7 ? '' : `${(((metered - truth) / truth) * 100).toFixed(4)} %`;

function registerRows({ registers, reference }: FinalReport): string[] {
  const head = `${'register'.padEnd(16)}${'metered'.padStart(16)}${'fed in'.padStart(16)}    ${'error'.padStart(12)}`;
  const rows = Object.entries(reference.registers).map(([obis, truth]) => {
    const metered = registers[obis]?.value ?? 0;
    return `${obis.padEnd(16)}${figure(metered)}${figure(truth.value)} Wh ${errorOf(metered, truth.value).padStart(12)}`;
  });
  return [head, ...rows];
}

/** What a finished run comes to. */
export function summary(report: FinalReport): string {
  const { samples, duration_s, speed, source, link, metering, events } = report;
  const faults = report.faults.map(
    (f) => `fault of the ${f.role} core at ${(f.at_us / 1e6).toFixed(3)} s: ${f.text}`,
  );
  return [
    ...[source.description, ...source.notes].map(printable),
    `${samples} samples, ${duration_s} s, ${speed.toFixed(speed < 10 ? 2 : 0)} x real time`,
    ...registerRows(report),
    linkLine(link),
    ...flagMeanings(Number(metering.flags)).map((meaning) => `flag   ${meaning}`),
    ...events.map(eventLine),
    ...faults,
  ].join('\n');
}
