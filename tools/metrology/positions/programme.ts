// A programme of tests as a file (TOML): the meters it is for, and steps in the order they are done; read and checked whole.
import { parse, TomlError } from 'smol-toml';
import { readLimits, type AccuracyClass } from '../standard/limits.ts';
import type { Ratings } from '../standard/ratings.ts';
import { ProgrammeError } from './errors.ts';
import { Fields, type Table } from './fields.ts';
import { markingOf, METER_KEYS, type Marking } from './marking.ts';
import type { Step } from './step.ts';
import { stepIn } from './steps.ts';
import { TomlLines } from './toml-lines.ts';

/** What a file says. */
export interface Programme extends Marking {
  readonly name: string;
  /** What it follows, in the words of the file. */
  readonly standard: string;
  readonly steps: readonly Step[];
}

function parsed(file: string, text: string): Table {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new ProgrammeError(file, error.line, reason);
  }
}

const STEPS_MOST = 1000;

function stepsIn(root: Fields, file: string, lines: TomlLines, ratings: Ratings): Step[] {
  const tables = root.value('step');
  if (!Array.isArray(tables) || tables.length === 0) root.refuse('step', 'expected tables [[step]]');
  if (tables.length > STEPS_MOST) root.refuse('step', `${tables.length} of them, at most ${STEPS_MOST}`);
  return tables.map((table, n) => stepIn(table, { file, lines, table: `step ${n + 1}` }, ratings));
}

/**
 * Reads a programme, of meters of another class than the file's where one is asked for. Throws ProgrammeError for the
 * first thing that is wrong in it.
 */
export function programmeOf(file: string, text: string, asked?: AccuracyClass): Programme {
  const table = parsed(file, text);
  const lines = new TomlLines(text);
  const root = new Fields(table, { file, lines, table: '' }, ['name', 'standard', 'meter', 'step']);
  const meter = new Fields(table.meter, { file, lines, table: 'meter' }, METER_KEYS);
  const marking = markingOf(meter, readLimits(), asked);
  const steps = stepsIn(root, file, lines, marking.ratings);
  return { name: root.text('name'), standard: root.text('standard'), ...marking, steps };
}
