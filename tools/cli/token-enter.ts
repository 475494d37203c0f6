// The command `twinmeter token enter`: a prepayment token through a port of the meter, as a keypad would bring it.
import {
  CREDIT_OFF,
  TEXTS_OF_CREDIT,
  TEXTS_OF_TOKENS,
  TOKEN_1ST_KCT,
  TOKEN_2ND_KCT,
  TOKEN_3RD_KCT,
  TOKEN_4TH_KCT,
  TOKEN_ACCEPT,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { ERROR_TEXTS } from '../../shared-protocol/generated/ts/programming.ts';
import { INITIAL_BAUD, RATES } from '../clients/identification.ts';
import { MeterError, ProgrammingTalk, TalkDriver, type Talk } from '../clients/programming/index.ts';
import { withSerialPort } from '../clients/serial-transport.ts';
import { fromDigits, grouped, TokenFormatError } from '../clients/sts/index.ts';
import { command } from './command.ts';
import { BadInputError, EXIT_FAILURE } from './errors.ts';
import type { OptionTable, Values } from './options.ts';
import { printableJson } from './printable.ts';

export const TOKEN_ENTER_OPTIONS = {
  token: {
    kind: 'text',
    value: 'digits',
    noun: 'token',
    required: true,
    operand: true,
    help: 'the twenty digits',
  },
  port: { kind: 'text', value: 'path', required: true, help: 'serial port or pseudo-terminal' },
  address: { kind: 'text', value: 'text', help: 'device address; without it any meter on the port answers' },
  baud: {
    kind: 'number',
    unit: 'Bd',
    least: RATES[0],
    most: RATES.at(-1)!,
    default: RATES.at(-1)!,
    help: 'highest rate to ask the meter for',
  },
  json: { kind: 'flag', help: 'print one JSON object' },
} as const satisfies OptionTable;

type Options = Values<typeof TOKEN_ENTER_OPTIONS>;

/** Rows of the meter's own for prepayment. */
const row = (e: number) => `0-0:96.141.${e}*255`;
const [TOKEN, RESULT, ENERGY, MONEY, STATE] = [0, 1, 2, 3, 4].map(row);

/** Results with which it went on. */
const GOOD = [TOKEN_ACCEPT, TOKEN_1ST_KCT, TOKEN_2ND_KCT, TOKEN_3RD_KCT, TOKEN_4TH_KCT];

interface Entered {
  readonly result: number;
  readonly state: number;
  /** As the meter tells it, with its unit; empty in another mode. */
  readonly energy: string;
  readonly money: string;
}

/** Writes it; why it was refused is told by the result, whatever the error is. */
function* written(talk: ProgrammingTalk, digits: string): Talk<void> {
  try {
    yield* talk.write('W5', TOKEN, digits);
  } catch (error) {
    if (!(error instanceof MeterError)) throw error;
  }
}

function* entered(talk: ProgrammingTalk, digits: string): Talk<Entered> {
  yield* talk.open();
  yield* written(talk, digits);
  const told = {
    result: Number(yield* talk.read('R5', RESULT)),
    state: Number(yield* talk.read('R5', STATE)),
    energy: yield* talk.read('R5', ENERGY),
    money: yield* talk.read('R5', MONEY),
  };
  yield* talk.close();
  return told;
}

/** Only the digits; throws BadInputError for what is no token by itself. */
function digitsOf(text: string): string {
  try {
    fromDigits(text);
  } catch (error) {
    if (error instanceof TokenFormatError) throw new BadInputError(error.message);
    throw error;
  }
  return text.replace(/\D/g, '');
}

function line(digits: string, { result, state, energy, money }: Entered): string {
  const credit = [energy.replace('*', ' '), money].filter((text) => text !== '').join(', ');
  const told = state === CREDIT_OFF ? 'prepayment is off' : `credit ${credit}, ${TEXTS_OF_CREDIT.get(state)}`;
  return `${grouped(digits)}  ${TEXTS_OF_TOKENS.get(result)}: ${told}\n`;
}

async function tokenEnter({ token, port, address, baud, json }: Options): Promise<void> {
  const digits = digitsOf(token);
  const talk = new ProgrammingTalk({ address, maximumBaud: baud, errors: ERROR_TEXTS });
  const told = await withSerialPort(
    port,
    (transport) => new TalkDriver(transport).run(entered(talk, digits)),
    INITIAL_BAUD,
  );
  const words = { result: TEXTS_OF_TOKENS.get(told.result), state: TEXTS_OF_CREDIT.get(told.state) };
  process.stdout.write(json ? `${printableJson({ token: digits, ...told, words })}\n` : line(digits, told));
  if (!GOOD.includes(told.result)) process.exitCode = EXIT_FAILURE;
}

export const TOKEN_ENTER = command(TOKEN_ENTER_OPTIONS, tokenEnter);
