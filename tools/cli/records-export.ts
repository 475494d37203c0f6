// The command `twinmeter records export`: what a meter recorded, signed by the meter, into a file that anybody can judge.
import { setTimeout as delay } from 'node:timers/promises';
import { withSerialPort } from '../clients/serial-transport.ts';
import { withKeptMeter } from '../meter/targets/kept-meter.ts';
import { ExportWriter } from '../records/exports/export-writer.ts';
import { RINGS, ringNamed, type Ring } from '../records/exports/rings.ts';
import { rangeOf, takeExport, type Asked, type Range } from '../records/exports/take-export.ts';
import { Questions } from '../records/questions.ts';
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
import { command } from './command.ts';
import { BadInputError } from './errors.ts';
import { meteringModule } from './metering-option.ts';
import type { OptionTable, Values } from './options.ts';
import { progressBar } from './progress-bar.ts';
import { utcTime } from './utc-time.ts';

const MOST_SEQUENCE = 2 ** 32 - 2;

export const EXPORT_OPTIONS = {
  port: { kind: 'text', value: 'path', help: "the metering core's own RS485 port" },
  state: {
    kind: 'text',
    value: 'path',
    help: 'folder of a meter that is not running: it is started for this, and read through its port',
  },
  out: {
    kind: 'text',
    value: 'file',
    required: true,
    help: 'file to write; one that was cut off goes on where its last signed part ends',
  },
  ring: {
    kind: 'choice',
    value: 'name',
    choices: RINGS.map(({ name }) => name),
    default: 'minutes',
    help: 'which records',
  },
  since: {
    kind: 'text',
    value: 'time',
    help: 'first record not earlier than this, such as 2026-11-28T10:30:00Z',
  },
  first: {
    kind: 'number',
    unit: 'sequence',
    least: 1,
    most: MOST_SEQUENCE,
    otherwise: 'the oldest',
    help: 'first record',
  },
  last: {
    kind: 'number',
    unit: 'sequence',
    least: 1,
    most: MOST_SEQUENCE,
    otherwise: 'the newest',
    help: 'last record',
  },
  quiet: { kind: 'flag', help: 'no progress bar' },
  json: { kind: 'flag', help: 'print one JSON object in the end' },
} as const satisfies OptionTable;

type ExportOptions = Values<typeof EXPORT_OPTIONS>;

function checkOptions({ port, state, first, since }: ExportOptions): void {
  if ((port === undefined) === (state === undefined))
    throw new BadInputError('give either --port PATH or --state DIR');
  if (first !== undefined && since !== undefined) throw new BadInputError('--first does not go with --since');
}

/** What is asked for of what there is. Throws BadInputError. */
function wanted({ first, last, ring }: ExportOptions, held: Range | undefined, oldest: number): Range {
  if (!held) throw new BadInputError(`the meter has no such records of ${ring}`);
  const range = { first: first ?? held.first, last: last ?? held.last };
  if (range.first < oldest || range.last > held.last || range.first > range.last)
    throw new BadInputError(
      `records ${range.first} to ${range.last} of ${ring}: the meter has ${oldest} to ${held.last}`,
    );
  return range;
}

/** Takes what is not in the file yet; returns how many records that were. */
async function exportFrom(meter: Asked, options: ExportOptions): Promise<number> {
  const ring: Ring = ringNamed(options.ring)!;
  const held = await rangeOf(
    meter,
    ring,
    options.since === undefined ? 0 : utcTime('--since', options.since),
  );
  const all = options.since === undefined ? held : await rangeOf(meter, ring);
  const range = wanted(options, held, all?.first ?? 0);
  const file = await ExportWriter.open(options.out, ring, meter, range.first);
  const show = progressBar(options.quiet || options.json ? undefined : process.stderr, file.next, range.last);
  try {
    if (file.next <= range.last)
      await takeExport(meter, ring, { first: file.next, last: range.last }, (text) => file.write(text), show);
    file.end();
  } finally {
    file.close();
  }
  return Math.max(0, range.last - file.next + 1);
}

const ofPort = (port: string, use: (meter: Asked) => Promise<number>): Promise<number> =>
  withSerialPort(
    port,
    (transport) => {
      const questions = new Questions(transport);
      return use({ ask: (message, values) => questions.ask(message, values), pause: (ms) => delay(ms) });
    },
    PORTS.metering.legal.baud,
  );

async function exportRecords(options: ExportOptions): Promise<void> {
  checkOptions(options);
  const use = (meter: Asked) => exportFrom(meter, options);
  const taken =
    options.port === undefined
      ? await withKeptMeter(options.state!, meteringModule(undefined), use)
      : await ofPort(options.port, use);
  const { out, ring } = options;
  if (options.json) process.stdout.write(`${JSON.stringify({ out, ring, records: taken })}\n`);
  else process.stdout.write(`${out}: ${taken} records of ${ring}, signed by the meter\n`);
}

export const RECORDS_EXPORT = command(EXPORT_OPTIONS, exportRecords);
