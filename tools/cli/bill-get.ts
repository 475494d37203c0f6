// The command `twinmeter bill get`: the billing periods of a meter through its port, as bill verify takes them.
import { writeFileSync } from 'node:fs';
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { MeterError } from '../clients/programming/index.ts';
import { command } from './command.ts';
import { EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import { billingIn, PERIODS_READABLE, type PeriodValue, type Read } from './made-values.ts';
import type { OptionTable, Values } from './options.ts';
import { printable, printableJson } from './printable.ts';
import { failureLine, proofOf, SESSION_OPTIONS, withProgramming } from './programming-session.ts';
import { progressBar } from './progress-bar.ts';

export const BILL_GET_OPTIONS = {
  file: {
    kind: 'text',
    value: 'file',
    operand: true,
    help: 'where the periods are written to, as bill verify reads them; without it, the standard output',
  },
  periods: {
    kind: 'number',
    unit: 'periods',
    least: 1,
    most: PERIODS_READABLE,
    default: PERIODS_READABLE,
    help: 'the last so many',
  },
  all: { kind: 'flag', help: 'every quantity by rate, and every maximum with its time' },
  ...SESSION_OPTIONS,
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

type Options = Values<typeof BILL_GET_OPTIONS>;
type Billing = Awaited<ReturnType<typeof billingIn>>;

function read(options: Options): Promise<Billing> {
  const done = progressBar(process.stderr, 1, options.periods);
  return withProgramming(options, (run, talk) => {
    const value: Read = async (id) => {
      try {
        return await run(talk.read('R5', id));
      } catch (error) {
        if (error instanceof MeterError) return undefined;
        throw error;
      }
    };
    return billingIn(value, { most: options.periods, isWhole: options.all, done });
  });
}

/** A period a line: when it ended, then what is known of it. */
function textOf({ resets, periods }: Billing): string {
  const lines = periods.map(({ ended, ...values }) => {
    const told = Object.entries(values as Record<string, PeriodValue>).map(
      ([code, { value, unit }]) => `${code} ${value} ${unit}`,
    );
    return [ended ?? '(time unknown)', ...told].join('  ');
  });
  return printable([`resets: ${resets}`, ...lines].join('\n'));
}

/** Exit code 1 for what the meter or the line does, 2 for a port that is none. */
async function get(options: Options): Promise<void> {
  proofOf(options);
  try {
    const found = await read(options);
    const json = printableJson({ port: options.port, ...found });
    if (options.file !== undefined) writeFileSync(options.file, `${json}\n`);
    if (options.file === undefined || options.json) console.log(options.json ? json : textOf(found));
    else console.log(`${found.periods.length} periods: written to ${options.file}`);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    console.error(failureLine('bill get', error));
    const isPort = [PortMissingError, PortUnusableError].some((cause) => error instanceof cause);
    process.exitCode = isPort ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}

export const BILL_GET = command(BILL_GET_OPTIONS, get);
