// `twinmeter set OBJECT VALUE` and `twinmeter action OBJECT [VALUE]`: writes an attribute, calls a method.
import { toJson, type Data } from '../../clients/dlms/index.ts';
import type { Action } from '../command.ts';
import { BadInputError } from '../errors.ts';
import { parseOptions, type OptionTable, type Values } from '../options.ts';
import { printable, printableJson } from '../printable.ts';
import { namedObject, targetOf } from './object.ts';
import { DLMS_OPTIONS } from './options.ts';
import { dlmsExit, withDlms } from './session.ts';
import { dataText } from './shown.ts';
import { valueOf } from './value.ts';

const OBJECT = {
  kind: 'text',
  value: 'object',
  required: true,
  help: 'object, the first word: code with #attribute or #method, class/ before it where the list does not tell',
} as const;

export const SET_OPTIONS = {
  object: OBJECT,
  value: {
    kind: 'text',
    value: 'value',
    required: true,
    help: 'value, the second word: TYPE:VALUE such as long:60 or time:2026-11-28T10:30:00Z, or JSON such as {"long": 60}',
  },
  ...DLMS_OPTIONS,
} as const satisfies OptionTable;

export const ACTION_OPTIONS = {
  object: OBJECT,
  value: { kind: 'text', value: 'value', help: 'parameter, the second word', otherwise: 'integer:0' },
  ...DLMS_OPTIONS,
} as const satisfies OptionTable;

/** `NAME OBJECT VALUE` as options: both words stand before all of these. */
export function wordsOf(words: readonly string[]): string[] {
  const free = words.findIndex((word) => word.startsWith('--'));
  const first = words.slice(0, free < 0 ? words.length : free);
  if (first.length > 2) throw new BadInputError(`unexpected '${first[2]}': OBJECT VALUE, then options`);
  return [
    ...first.flatMap((word, i) => [i === 0 ? '--object' : '--value', word]),
    ...words.slice(first.length),
  ];
}

type SetValues = Values<typeof SET_OPTIONS>;

/** Writes; returns the exit code. Throws BadInputError. */
export function set(options: SetValues, print = console.log): Promise<number> {
  const named = namedObject('OBJECT', options.object);
  const value = valueOf(options.value);
  return dlmsExit('set', () =>
    withDlms(options, async ({ client, run, list }) => {
      const target = await targetOf(named, list);
      await run(client.set(target, value));
      const told = { port: options.port ?? options.host, object: target, outcome: 'written' };
      print(options.json ? printableJson(told) : `${target.obis}#${target.id}: written`);
    }),
  );
}

type ActionValues = Values<typeof ACTION_OPTIONS>;

function printAnswer(
  options: ActionValues,
  object: object & { obis: string; id: number },
  data: Data | undefined,
  print: (text: string) => void,
): void {
  if (options.json)
    return print(
      printableJson({
        port: options.port ?? options.host,
        object,
        outcome: 'done',
        data: data ? toJson(data) : null,
      }),
    );
  print(printable(`${object.obis}#${object.id}: done${data ? `: ${dataText(data)}` : ''}`));
}

/** Calls; returns the exit code. Throws BadInputError. */
export function action(options: ActionValues, print = console.log): Promise<number> {
  const named = namedObject('OBJECT', options.object, 1);
  const parameter = valueOf(options.value ?? 'integer:0');
  return dlmsExit('action', () =>
    withDlms(options, async ({ client, run, list }) => {
      const target = await targetOf(named, list);
      printAnswer(options, target, await run(client.act(target, parameter)), print);
    }),
  );
}

export const SET_ACTION: Action = {
  options: SET_OPTIONS,
  run: async (words) => void (process.exitCode = await set(parseOptions(SET_OPTIONS, wordsOf(words)))),
};

export const ACTION_ACTION: Action = {
  options: ACTION_OPTIONS,
  run: async (words) => void (process.exitCode = await action(parseOptions(ACTION_OPTIONS, wordsOf(words)))),
};
