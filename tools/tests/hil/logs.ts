// Event logs as somebody reads them at the optical head, and a session at level 3 there.
import { ERROR_TEXTS } from '../../../shared-protocol/generated/ts/programming.ts';
import { ProgrammingTalk } from '../../clients/programming/index.ts';
import { loggedEvents, logIdentifier, type LoggedEvent } from '../../records/event-logs.ts';
import { levelThreeKeys } from '../programming/bench.ts';
import type { Bench } from './bench.ts';

/** Entries of logs, oldest first, read in one session; needs `optical`. */
export async function readLogs(bench: Bench, ...names: readonly string[]): Promise<LoggedEvent[][]> {
  const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
  await bench.talk(talk.open());
  const logs: LoggedEvent[][] = [];
  for (const name of names) {
    const digits = await bench.talk(talk.read('R6', logIdentifier(name)));
    logs.push(loggedEvents(Buffer.from(digits, 'hex')));
  }
  await bench.talk(talk.close());
  return logs;
}

/** A command of programming mode with what it is about and its value. */
export type Command = readonly [name: 'W5' | 'E2', object: string, value: string];

/** Has commands carried out at level 3, on a meter with the keys of the tests; needs `optical`, the terminal cover off. */
export async function command(bench: Bench, ...commands: readonly Command[]): Promise<void> {
  const talk = new ProgrammingTalk({ errors: ERROR_TEXTS });
  await bench.talk(talk.open());
  await bench.talk(talk.prove(levelThreeKeys()));
  for (const each of commands) await bench.talk(talk.write(...each));
  await bench.talk(talk.close());
}

export const namesOf = (entries: readonly LoggedEvent[]): string[] => entries.map(({ name }) => name);
