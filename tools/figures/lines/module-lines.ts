// The metering module's instructions a sample set by function and by line of AssemblyScript, compiled ahead of time.
import { factoryFram } from '../../records/parameters.ts';
import { sineSource } from '../../signals/waves/sine.ts';
import { SubjectChip } from '../yardstick/subject-chip.ts';
import { blocksOf } from '../yardstick/yardstick.ts';
import { functionOf, lineText } from './functions-of-source.ts';
import { countLines, type LineCount } from './line-profile.ts';
import { linedCore } from './lined-program.ts';

/** As for the table of costs: from here on everything runs, and one round of harmonics over all inputs. */
const WARM_UP_s = 11;
const MEASURED_s = 9;
const FUNCTIONS_SHOWN = 30;
const LINES_SHOWN = 40;
/** Functions of the harness: it waits for the desk and calls the module. */
const HARNESS = ['reset', 'subject_block', 'subject_show'];

/** Instructions a sample set by line, hottest first. Throws OtherCodeError, SubjectFailed. */
export function profileModule(rate_Hz: number): LineCount[] {
  const { elf, path, folder } = linedCore('metering-core/assembly/index.ts');
  const source = sineSource({ service: '3p4w', volts: 230, amps: 5, pf: 0.8, rate_mHz: rate_Hz * 1000 });
  const fram = factoryFram({ service: '3p4w', samplingRate_mHz: source.rate_mHz });
  const subject = new SubjectChip(elf, (chip) => chip.bytes('fram', fram.length).set(fram));
  for (const block of blocksOf(source, WARM_UP_s * rate_Hz)) subject.meter(block);
  subject.chip.startProfile();
  for (const block of blocksOf(source, MEASURED_s * rate_Hz)) subject.meter(block);
  const lines = countLines(subject.chip, path, folder).filter(({ source }) => !HARNESS.includes(source));
  subject.close();
  return lines.map((line) => ({ ...line, instructions: line.instructions / (MEASURED_s * rate_Hz) }));
}

function byFunction(lines: readonly LineCount[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { source, line, instructions } of lines) {
    const name = line > 0 ? `${functionOf(source, line)}  ${source}` : source;
    sums.set(name, (sums.get(name) ?? 0) + instructions);
  }
  return [...sums].sort(([, a], [, b]) => b - a);
}

/** The table, as lines. */
export async function moduleLines(rate_Hz: number): Promise<string[]> {
  const lines = profileModule(rate_Hz);
  const total = lines.reduce((sum, { instructions }) => sum + instructions, 0);
  const row = (name: string, n: number) =>
    `${n.toFixed(1).padStart(9)} ${((100 * n) / total).toFixed(1).padStart(5)} %  ${name}`;
  const place = ({ source, line }: LineCount) =>
    line > 0 ? `${source}:${line}  ${lineText(source, line)}` : source;
  return [
    `instructions a sample set of the module compiled ahead of time, ${rate_Hz} Hz, 3p4w, shunts, mean of ${MEASURED_s} s after ${WARM_UP_s} s, windows included`,
    'the sum is exact; which line of those compiled into each other an instruction belongs to is as the compiler says',
    row('in all', total),
    'by function, what was compiled into others under its own name',
    ...byFunction(lines)
      .slice(0, FUNCTIONS_SHOWN)
      .map(([name, n]) => row(name, n)),
    'by line',
    ...lines.slice(0, LINES_SHOWN).map((line) => row(place(line), line.instructions)),
  ];
}
