// The options of the command `rp2350`, checked once, each complaint naming the option and the value.
import { parseArgs } from 'node:util';

/** The command line cannot be meant: one line that says what and where. */
export class OptionError extends Error {
  override name = 'OptionError';
}

interface Board {
  readonly flashBytes: number;
  readonly psramBytes?: number;
}

/** What differs between boards for a program: its memories, and by them the package of the chip. */
const BOARDS: Readonly<Record<string, Board>> = {
  pico2: { flashBytes: 4 << 20 },
  'pico-plus-2': { flashBytes: 16 << 20, psramBytes: 8 << 20 },
};

export const USAGE = `rp2350 <program.elf> [options]: runs a program of the Pico SDK with its UART on the terminal

  --uart <0|1>       which UART the terminal is on (default 0)
  --for <seconds>    virtual time to run (default: until Ctrl-C)
  --speed <factor>   multiple of real time, or max (default 1)
  --board <name>     memories: ${Object.keys(BOARDS).join(', ')} (default pico2)
  --counters         at the end: instructions, exceptions, register accesses, on standard error
  --help             this text
`;

export interface Options {
  readonly help: boolean;
  readonly file: string;
  readonly uart: 0 | 1;
  readonly board: Board;
  /** Infinity: until interrupted. */
  readonly for_s: number;
  /** Infinity: as fast as it goes. */
  readonly speed: number;
  readonly counters: boolean;
}

const STRING = { type: 'string', multiple: true } as const;
const FLAG = { type: 'boolean', default: false } as const;
const TABLE = { uart: STRING, for: STRING, speed: STRING, board: STRING, counters: FLAG, help: FLAG };

function split(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: TABLE, allowPositionals: true });
  } catch (error) {
    throw new OptionError((error as Error).message.split(/\.? To specify|\n/)[0]);
  }
}

/** The one word given with an option, or what stands without it. */
function one(name: string, words: readonly string[] | undefined, preset: string): string {
  if (words && words.length > 1) throw new OptionError(`--${name} ${words.join()}: expected one`);
  return words?.[0] ?? preset;
}

function number(name: string, word: string, least: number, most: number): number {
  const value = word.trim() === '' ? Number.NaN : Number(word);
  if (value >= least && value <= most) return value;
  throw new OptionError(`--${name} ${word}: expected a number from ${least} to ${most}`);
}

function choice(name: string, word: string, choices: readonly string[]): string {
  if (choices.includes(word)) return word;
  throw new OptionError(`--${name} ${word}: expected one of ${choices.join(', ')}`);
}

/** Checks the words of a command line. Throws OptionError. */
export function parseOptions(words: readonly string[]): Options {
  const { values, positionals } = split(words);
  if (!values.help && positionals.length !== 1)
    throw new OptionError(
      positionals.length === 0
        ? 'no program: give an ELF file'
        : `one program at a time: ${positionals.join(' ')}`,
    );
  const speed = one('speed', values.speed, '1');
  return {
    help: values.help,
    file: positionals[0],
    uart: Number(choice('uart', one('uart', values.uart, '0'), ['0', '1'])) as 0 | 1,
    board: BOARDS[choice('board', one('board', values.board, 'pico2'), Object.keys(BOARDS))],
    for_s: values.for ? number('for', one('for', values.for, ''), 0.001, 1e6) : Infinity,
    speed: speed === 'max' ? Infinity : number('speed', speed, 0.001, 1000),
    counters: values.counters,
  };
}
