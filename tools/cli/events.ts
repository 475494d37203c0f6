// The command `twinmeter events`: the event logs of a meter in words, through a session in programming mode.
import { ClientError, PortMissingError, PortUnusableError } from '../clients/errors.ts';
import { loggedEvents, logIdentifier, type LoggedEvent } from '../records/event-logs.ts';
import { EVENT_LOGS } from '../../shared-protocol/generated/ts/event-logs.ts';
import { command } from './command.ts';
import { EXIT_BAD_INPUT, EXIT_FAILURE } from './errors.ts';
import type { OptionTable, Values } from './options.ts';
import { printable, printableJson } from './printable.ts';
import { failureLine, proofOf, SESSION_OPTIONS, withProgramming } from './programming-session.ts';

const ALL = 'all';

export const EVENTS_OPTIONS = {
  log: {
    kind: 'choice',
    value: 'name',
    choices: [ALL, ...Object.keys(EVENT_LOGS)],
    default: ALL,
    help: 'which log',
  },
  ...SESSION_OPTIONS,
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

type Logs = Record<string, LoggedEvent[]>;

/** The logs one after the other, in one session. */
function read(options: Values<typeof EVENTS_OPTIONS>): Promise<Logs> {
  const names = options.log === ALL ? Object.keys(EVENT_LOGS) : [options.log];
  return withProgramming(
    options,
    async (run, talk) => {
      const logs: Logs = {};
      for (const name of names) {
        const digits = await run(talk.read('R6', logIdentifier(name)));
        logs[name] = loggedEvents(Buffer.from(digits, 'hex'));
      }
      return logs;
    },
    (line) => console.error(line),
  );
}

/** One event a line: when, what, and what it captured where that is anything. */
function lineOf({ time, doubtful, name, scope, value, object }: LoggedEvent): string {
  const when = `${time ?? '(time unknown)'}${doubtful ? ' (learnt)' : ''}`;
  return printable(
    [
      when,
      name,
      ...(scope ? [`part ${scope}`] : []),
      ...(value ? [String(value)] : []),
      ...(object ? [object] : []),
    ].join('  '),
  );
}

const textOf = (logs: Logs): string =>
  Object.entries(logs)
    .map(([name, entries]) => [`${name}:`, ...entries.map((entry) => `  ${lineOf(entry)}`)].join('\n'))
    .join('\n');

/** Exit code 1 for what the meter or the line does, 2 for a port that is none. */
async function events(options: Values<typeof EVENTS_OPTIONS>): Promise<void> {
  proofOf(options);
  try {
    const logs = await read(options);
    console.log(options.json ? printableJson({ port: options.port, logs }) : textOf(logs));
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    console.error(failureLine('events', error));
    const isPort = [PortMissingError, PortUnusableError].some((cause) => error instanceof cause);
    process.exitCode = isPort ? EXIT_BAD_INPUT : EXIT_FAILURE;
  }
}

export const EVENTS = command(EVENTS_OPTIONS, events);
