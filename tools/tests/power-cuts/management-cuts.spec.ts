// The supply of a management core goes at any byte it writes of a token, a lock-out and a switch command, and again behind that.
import { beforeAll, describe, expect, it } from 'vitest';
import { LOG_CONTROL } from '../../../shared-protocol/generated/ts/event-logs.ts';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import { MeterError } from '../../clients/programming/index.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };
import { newerBank } from '../../records/banked.ts';
import { prepared } from '../prepayment/prepared.ts';
import { levelThreeKeys, withBench } from '../programming/bench.ts';
import { cutEverywhere, report, type Invariant } from './cutting.ts';
import { ManagementBoard } from './management-board.ts';
import { Run, type PowerOn } from './run.ts';
import { Storage } from './storage.ts';

/** Each so manieth place: 1 with TWINMETER_CUT_PLACES=all, or a number of its own. */
const { TWINMETER_CUT_PLACES } = process.env;
const STEP = TWINMETER_CUT_PLACES === 'all' ? 1 : Number(TWINMETER_CUT_PLACES) || 97;
const LIMIT_ms = 3_600_000;
const ROW = (e: number) => `0-0:96.141.${e}*255`;
const TOKEN = vectors.tokens.find(
  ({ kind, value }) => kind === 'credit_electricity' && value === 256,
)!.digits;
const TOKEN_mWs = 256n * 360_000_000n;

/** What its FRAM says of credit, failures and load switch, and what the event logs have of it. */
interface Standing {
  readonly credit: bigint;
  readonly identifiers: number;
  readonly failures: number;
  readonly attempts: number;
  readonly control: number;
  /** Transitions of the control state, and entries of the control log; the first of a log says that it began. */
  readonly changes: number;
  readonly controlEntries: number;
  readonly loggedFailures: number;
}

const sum = (values: unknown) => (values as readonly number[]).reduce((all, value) => all + value, 0);

function standingOf({ fram }: Storage): Standing {
  const account = newerBank(fram, 'prepayment_account', P.PREPAYMENT_ACCOUNT_MAGIC, [
    P.FRAM_PREPAYMENT_ACCOUNT_A,
    P.FRAM_PREPAYMENT_ACCOUNT_B,
  ]);
  const failures = newerBank(fram, 'failures', P.FAILURES_MAGIC, [P.FRAM_FAILURES_A, P.FRAM_FAILURES_B]);
  const control = newerBank(fram, 'load_control_state', P.LOAD_CONTROL_STATE_MAGIC, [
    P.FRAM_LOAD_CONTROL_STATE_A,
    P.FRAM_LOAD_CONTROL_STATE_B,
  ]);
  const logs = newerBank(fram, 'event_state', P.LOG_STATE_MAGIC, [P.FRAM_EVENT_STATE_A, P.FRAM_EVENT_STATE_B]);
  const newest = (logs?.newest ?? []) as readonly number[];
  return {
    credit: BigInt((account?.credit ?? 0n) as bigint),
    identifiers: ((account?.identifiers ?? []) as readonly number[]).filter((each) => each !== 0).length,
    failures: failures ? sum(failures.failed) : 0,
    attempts: failures ? sum(failures.total) : 0,
    control: Number(control?.control ?? -1),
    changes: Number(control?.changes ?? 0),
    controlEntries: Math.max((newest[LOG_CONTROL] ?? 0) - 1, 0),
    loggedFailures: logs ? sum(logs.failures) : 0,
  };
}

/** Somebody at the port; what the meter refuses is no error here. */
type Act = (board: ManagementBoard) => void;

function tried(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof MeterError)) throw error;
  }
}

const enterToken: Act = (board) => {
  const talk = board.session();
  tried(() => board.run(talk.write('W5', ROW(0), TOKEN)));
  board.run(talk.close());
};

const guess: Act = (board) => {
  const talk = board.session();
  tried(() => board.run(talk.password('00000000')));
  board.run(talk.close());
};

const command =
  (method: number): Act =>
  (board) => {
    const talk = board.session();
    board.run(talk.prove(levelThreeKeys()));
    board.run(talk.write('E2', `0-0:96.3.10#${method}`, ''));
    board.run(talk.close());
    board.ticks(300);
  };

const isOneOf =
  (field: keyof Standing): Invariant<Standing> =>
  (found, { before, after }) =>
    found[field] === before?.[field] || found[field] === after[field]
      ? []
      : [`${field} ${found[field]}, where ${before?.[field]} was told and ${after[field]} would have been`];

const INVARIANTS: Readonly<Record<string, Invariant<Standing>>> = {
  'credit is that before the token or that behind it': isOneOf('credit'),
  'a token counts with its identifier': (found) =>
    found.credit >= TOKEN_mWs === found.identifiers > 0
      ? []
      : [`credit ${found.credit} with ${found.identifiers} identifiers`],
  'no failure is lost that was told': (found, { before }) =>
    found.attempts >= (before?.attempts ?? 0) ? [] : [`${found.attempts} of ${before?.attempts}`],
  // An attempt is counted before it is compared, and taken back where it was right.
  'no more failures than were tried': (found, { after }) =>
    found.attempts <= after.attempts + 1 ? [] : [`${found.attempts}, ${after.attempts} would have been told`],
  'a transition is in the log once at most': (found) =>
    found.controlEntries <= found.changes ? [] : [`${found.controlEntries} entries of ${found.changes}`],
  'the control state is that before a command or that behind it': isOneOf('control'),
};

/** A life that is cut: what is done in sight, and what is done behind each cut, too, with what must come of it in the end. */
interface Scenario {
  readonly name: string;
  readonly acts: readonly Act[];
  readonly again: Act;
  readonly holds: (end: Standing) => boolean;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a token, entered again behind each cut',
    acts: [enterToken],
    again: enterToken,
    holds: ({ credit, identifiers }) => credit === TOKEN_mWs && identifiers === 1,
  },
  {
    name: 'wrong passwords up to a lock-out',
    acts: [guess, guess, guess, guess],
    again: guess,
    holds: ({ attempts, failures, loggedFailures }) =>
      attempts > 0 && failures === attempts && loggedFailures === attempts,
  },
  {
    name: 'commands that open the load switch and close it',
    acts: [command(1), command(2)],
    again: command(1),
    holds: ({ control, changes, controlEntries }) =>
      control === P.CONTROL_DISCONNECTED && controlEntries === changes,
  },
];

let fram: Uint8Array;

beforeAll(async () => {
  fram = new Uint8Array(P.FRAM_BYTES).fill(0xff);
  await withBench(prepared, { managementFram: fram, open: false });
  await withBench(
    async (bench) => {
      const session = await bench.session({ key: true });
      await session.write('W5', '0-0:20.0.0#7', '12345678');
      await session.close();
    },
    { managementFram: fram },
  );
}, LIMIT_ms);

describe('A management core whose supply goes with any byte', () => {
  it.each(SCENARIOS)(
    'holds what it promised: $name',
    { timeout: LIMIT_ms },
    ({ name, acts, again, holds }) => {
      const storage = new Storage();
      storage.fram.set(fram);
      const run = new Run<Standing>(storage);
      const tell = () => run.tell(standingOf(storage));
      run.begin();
      const board = new ManagementBoard(storage, run.journal, tell, false);
      tell();
      board.ticks(100);
      for (const act of acts) act(board);
      board.close();
      const powerOn: PowerOn<Standing> = (cut, journal) => {
        let told = () => {};
        const started = new ManagementBoard(cut, journal, () => told(), false);
        return {
          standing: () => standingOf(cut),
          goOn: (tellIt) => {
            told = tellIt;
            started.ticks(20);
            again(started);
            started.ticks(20);
            const end = standingOf(cut);
            if (!holds(end))
              throw new Error(
                `${name}, done again behind a cut: ${JSON.stringify(end, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v))}`,
              );
          },
          close: () => started.close(),
        };
      };
      const outcome = cutEverywhere({ powerOn, invariants: INVARIANTS, step: STEP, again: 1, seed: 13 }, run);
      process.stdout.write(`${name}: ${report(outcome).join('\n')}\n`);
      expect(run.told.at(-1)!.standing).not.toEqual(run.told[0].standing);
      expect(outcome.violations.slice(0, 12)).toEqual([]);
    },
  );
});
