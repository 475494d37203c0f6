// The commands of the program: their names, what each does, and where it is loaded from once it is asked for.
import type { Action, Command } from './command.ts';

export const PROGRAM = 'twinmeter';

/** A command by name; what it needs of the project is loaded with it, since the help of the program needs none of it. */
interface Entry {
  readonly name: string;
  readonly about: string;
  readonly load: () => Promise<Action>;
}

export const COMMANDS: readonly Entry[] = [
  {
    name: 'run',
    about: 'Start the meter, feed its front end, show what it measures',
    load: async () => (await import('./run.ts')).RUN,
  },
  {
    name: 'replay',
    about: 'Have a recorded run again: replay FILE, as run --record made it',
    load: async () => (await import('./replay.ts')).REPLAY,
  },
  {
    name: 'read',
    about: 'Read a meter through a serial port',
    load: async () => (await import('./read.ts')).READ,
  },
  {
    name: 'program',
    about: 'Write a setting, a password or any object of a meter: program NAME VALUE --port PATH',
    load: async () => (await import('./program.ts')).PROGRAM_ACTION,
  },
  {
    name: 'set',
    about: 'Write an attribute of a meter by DLMS: set OBJECT VALUE --port PATH',
    load: async () => (await import('./dlms/write.ts')).SET_ACTION,
  },
  {
    name: 'action',
    about: 'Call a method of a meter by DLMS: action OBJECT [VALUE] --port PATH',
    load: async () => (await import('./dlms/write.ts')).ACTION_ACTION,
  },
  {
    name: 'clock',
    about: 'Show, set or shift the clock of a meter by DLMS',
    load: async () => (await import('./dlms/clock.ts')).CLOCK,
  },
  {
    name: 'relay',
    about: 'Show or operate the load switch of a meter by DLMS: relay disconnect --port PATH',
    load: async () => (await import('./dlms/relay.ts')).RELAY,
  },
  {
    name: 'dlms check',
    about: 'Check a meter: its object list against what it answers, types, rights, blocks, lists, refusals',
    load: async () => (await import('./dlms/check.ts')).CHECK,
  },
  {
    name: 'dlms companion',
    about: 'Show, load or choose the companion profile that is in force at a Twinmeter',
    load: async () => (await import('./dlms/companion.ts')).COMPANION,
  },
  {
    name: 'push-listen',
    about: 'Print what meters send unasked by DLMS, on a serial port or to a TCP port',
    load: async () => (await import('./dlms/push-listen.ts')).PUSH_LISTEN,
  },
  {
    name: 'records export',
    about: 'Have a meter sign what it recorded, into a file',
    load: async () => (await import('./records-export.ts')).RECORDS_EXPORT,
  },
  {
    name: 'records verify',
    about: 'Judge an export by the public key of its meter',
    load: async () => (await import('./records-verify.ts')).RECORDS_VERIFY,
  },
  {
    name: 'profile',
    about: 'Read the rows of a profile of a meter: profile 1-0:99.1.0.255 --port PATH',
    load: async () => (await import('./dlms/profile-command.ts')).PROFILE_COMMAND,
  },
  {
    name: 'events',
    about: 'Show the event logs of a meter: what happened, when, and what was captured',
    load: async () => (await import('./events.ts')).EVENTS,
  },
  {
    name: 'audit',
    about: 'Show the audit trail of a meter: what was done with its legally relevant part, and by whom',
    load: async () => (await import('./audit.ts')).AUDIT,
  },
  {
    name: 'acknowledge',
    about: 'Acknowledge under the seal that registers were lost, or clear the audit trail',
    load: async () => (await import('./acknowledge.ts')).ACKNOWLEDGE,
  },
  {
    name: 'bench run',
    about: 'Test the meters of a bench, one a position, by a programme: bench run r46-class-d --positions 48',
    load: async () => (await import('./bench-run.ts')).BENCH_RUN,
  },
  {
    name: 'bench export',
    about: 'Print the results of a bench as JSON or CSV',
    load: async () => (await import('./bench-export.ts')).BENCH_EXPORT,
  },
  {
    name: 'reference',
    about: 'Show a load as a reference standard of class 0.02 does: ranges, modes, harmonics, error budget',
    load: async () => (await import('./reference.ts')).REFERENCE,
  },
  {
    name: 'bench certificate',
    about: 'Write the certificate of a position of a bench: HTML, PDF, Digital Calibration Certificate',
    load: async () => (await import('./bench-certificate.ts')).BENCH_CERTIFICATE,
  },
  {
    name: 'typetest',
    about: 'Run the accuracy programme of OIML R46-2 in virtual time',
    load: async () => (await import('./typetest.ts')).TYPETEST,
  },
  {
    name: 'calibrate',
    about: 'Adjust a meter from two load points, then calibrate it at others',
    load: async () => (await import('./calibrate.ts')).CALIBRATE,
  },
  {
    name: 'tou put',
    about: 'Write a tariff from a TOML file to a meter, as the set that takes over next',
    load: async () => (await import('./tou.ts')).TOU_PUT,
  },
  {
    name: 'tou get',
    about: 'Read the tariff of a meter into a TOML file',
    load: async () => (await import('./tou.ts')).TOU_GET,
  },
  {
    name: 'bill get',
    about: 'Read the billing periods of a meter through its port, into a file that bill verify takes',
    load: async () => (await import('./bill-get.ts')).BILL_GET,
  },
  {
    name: 'bill verify',
    about: 'Recompute a bill from the minute records that a meter signed',
    load: async () => (await import('./bill.ts')).BILL_VERIFY,
  },
  {
    name: 'token make',
    about: 'Make a prepayment token (STS, IEC 62055-41) under test keys',
    load: async () => (await import('./token-make.ts')).TOKEN_MAKE,
  },
  {
    name: 'token provision',
    about: 'Give a meter its decoder key, and tables of algorithm 07, from a file of test keys by DLMS',
    load: async () => (await import('./token-provision.ts')).TOKEN_PROVISION,
  },
  {
    name: 'token enter',
    about: 'Enter a prepayment token through a port of the meter',
    load: async () => (await import('./token-enter.ts')).TOKEN_ENTER,
  },
  {
    name: 'flash',
    about: 'Write the firmware of a board, and read back over its port what it runs',
    load: async () => (await import('./flash.ts')).FLASH,
  },
  {
    name: 'provision',
    about: 'Give a board, or the meter of a folder, its identity and keys once',
    load: async () => (await import('./provision.ts')).PROVISION,
  },
  {
    name: 'contract',
    about: 'Check the porting layer of a board that was flashed with its contract image',
    load: async () => (await import('./contract.ts')).CONTRACT,
  },
  {
    name: 'completion',
    about: 'Print what completes these commands in a shell, such as: source <(twinmeter completion)',
    load: async () => (await import('./completion.ts')).completionAction(PROGRAM, allCommands),
  },
  {
    name: 'manual',
    about: 'Print the manual page, such as: twinmeter manual >twinmeter.1; man ./twinmeter.1',
    load: async () => (await import('./manual.ts')).manualAction(PROGRAM, allCommands),
  },
];

/** A command with its options and what it does. */
export async function loaded({ name, about, load }: Entry): Promise<Command> {
  return { name, about, ...(await load()) };
}

/** All of them: what a manual page and the completion of a shell are made from. */
export const allCommands = (): Promise<readonly Command[]> => Promise.all(COMMANDS.map(loaded));
