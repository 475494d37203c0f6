// Every command of the program, as data: what help, a manual page and the completion of a shell are made from.
import { CALIBRATE } from './calibrate.ts';
import type { Command } from './command.ts';
import { completionCommand } from './completion.ts';
import { manualCommand } from './manual.ts';
import { READ } from './read.ts';
import { RUN } from './run.ts';
import { TYPETEST } from './typetest.ts';

export const PROGRAM = 'twinmeter';

export const COMMANDS: readonly Command[] = [
  RUN,
  READ,
  TYPETEST,
  CALIBRATE,
  completionCommand(PROGRAM, () => COMMANDS),
  manualCommand(PROGRAM, () => COMMANDS),
];
