// The manual page, made from the option tables: what `man` reads.
import { command, optionLine, type Action, type Command } from './command.ts';
import { PROJECT_VERSION } from './version.ts';

/** Text as roff takes it: a backslash and a leading dot mean something there, and a hyphen is to stay one. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replace(/^([.'])/gm, String.raw`\&$1`);

function section({ name, about, options }: Command, program: string): string[] {
  const rows = Object.entries(options).map(([option, description]) => optionLine(option, description));
  return [
    `.SH "${roff(`${program} ${name}`)}"`,
    roff(`${about}.`),
    ...rows.flatMap(([left, right]) => ['.TP', `.B ${roff(left)}`, roff(`${right}.`)]),
  ];
}

/** The page in roff, with the macros of man. */
export function manualPage(program: string, commands: readonly Command[]): string {
  return [
    `.TH ${program.toUpperCase()} 1 "" "${program} ${PROJECT_VERSION}" "User Commands"`,
    '.SH NAME',
    roff(`${program} - a smart electricity meter of two cores, to run, read, adjust and test`),
    '.SH SYNOPSIS',
    `.B ${program}`,
    String.raw`\fIcommand\fR [\fIoptions\fR]`,
    ...commands.flatMap((each) => section(each, program)),
    '.SH EXIT STATUS',
    roff(
      '0: done. 1: a failed test, or a meter that did not answer rightly. 2: bad input, said in one line. 141: who read the output went away.',
    ),
    '',
  ].join('\n');
}

/** The command that prints it. */
export const manualAction = (program: string, commands: () => Promise<readonly Command[]>): Action =>
  command({}, async () => {
    process.stdout.write(manualPage(program, await commands()));
  });
