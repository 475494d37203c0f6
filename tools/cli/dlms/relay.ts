// `twinmeter relay`: the load switch of a meter (class 70), shown or operated.
import { setTimeout as sleep } from 'node:timers/promises';
import { numberOf, type Data, type Target } from '../../clients/dlms/index.ts';
import { ClientError } from '../../clients/errors.ts';
import { command } from '../command.ts';
import { BadInputError, EXIT_FAILURE } from '../errors.ts';
import type { OptionTable, Values } from '../options.ts';
import { printable, printableJson } from '../printable.ts';
import { namedObject } from './object.ts';
import { DLMS_OPTIONS } from './options.ts';
import { dlmsExit, withDlms, type DlmsSession } from './session.ts';

/** Disconnect control, IEC 62056-6-2, 4.5.8: attributes, methods, states. */
const CLASS = 70;
const [OUTPUT_STATE, CONTROL_STATE, CONTROL_MODE] = [2, 3, 4];
const METHODS: Readonly<Record<string, number>> = { disconnect: 1, reconnect: 2 };
const STATES = ['disconnected', 'connected', 'ready for reconnection'];
const SWITCH = '0-0:96.3.10.255';
/** What a command may end in: a mode that wants a hand at the meter makes it ready only. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  disconnect: ['disconnected', 'ready for reconnection'],
  reconnect: ['connected', 'ready for reconnection'],
};
const ASK_AGAIN_ms = 200;

export const RELAY_OPTIONS = {
  do: {
    kind: 'text',
    value: 'command',
    operand: true,
    default: 'show',
    help: 'show, disconnect or reconnect; may stand without --do',
  },
  object: { kind: 'text', value: 'code', default: SWITCH, help: 'the switch that is meant' },
  settle: {
    kind: 'number',
    unit: 's',
    least: 0,
    most: 600,
    default: 30,
    help: 'how long the contact may take to follow a command; meters keep pauses between two operations',
  },
  ...DLMS_OPTIONS,
} as const satisfies OptionTable;

export interface Relay {
  /** What the auxiliary contact tells. */
  readonly output: 'closed' | 'open';
  readonly state: string;
  readonly mode: number;
}

function numberIn(data: Data, what: string): number {
  if ('value' in data && typeof data.value !== 'string') return Number(data.value);
  throw new ClientError(`the switch tells no ${what}`);
}

async function relayAt({ client, run }: DlmsSession, at: Target): Promise<Relay> {
  const ask = async (id: number, what: string) => numberIn(await run(client.get({ ...at, id })), what);
  const output = (await ask(OUTPUT_STATE, 'output state')) ? 'closed' : 'open';
  const state = await ask(CONTROL_STATE, 'control state');
  const mode = await ask(CONTROL_MODE, 'control mode');
  return { output, state: STATES[state] ?? `in state ${state}`, mode };
}

/** True once a command has brought the switch, and its contact, where it wants it. */
function isDone({ output, state }: Relay, order: string): boolean {
  return ENDS[order].includes(state) && (output === 'closed') === (state === 'connected');
}

async function operated(session: DlmsSession, at: Target, order: string, settle_s: number): Promise<Relay> {
  await session.run(session.client.act({ ...at, id: METHODS[order] }, numberOf('integer', 0)));
  const until = Date.now() + settle_s * 1000;
  for (;;) {
    const relay = await relayAt(session, at);
    if (isDone(relay, order) || Date.now() >= until) return relay;
    await sleep(ASK_AGAIN_ms);
  }
}

function orderOf(word: string): string | undefined {
  if (word === 'show') return undefined;
  if (Object.hasOwn(METHODS, word)) return word;
  throw new BadInputError(`--do ${printable(word)}: expected show, disconnect or reconnect`);
}

/** Returns the exit code: 1 where the contact did not follow. Throws BadInputError. */
export function relay(options: Values<typeof RELAY_OPTIONS>, print = console.log): Promise<number> {
  const order = orderOf(options.do);
  const { obis } = namedObject('--object', options.object);
  const at: Target = { class: CLASS, obis, id: OUTPUT_STATE };
  return dlmsExit('relay', () =>
    withDlms(options, async (session) => {
      const found = order ? await operated(session, at, order, options.settle) : await relayAt(session, at);
      print(
        options.json
          ? printableJson({ port: options.port ?? options.host, object: obis, relay: found })
          : `${obis} ${found.state}; contact ${found.output}; control mode ${found.mode}`,
      );
      if (order === undefined || isDone(found, order)) return 0;
      console.error(`twinmeter relay: the switch did not follow within ${options.settle} s`);
      return EXIT_FAILURE;
    }),
  );
}

export const RELAY = command(RELAY_OPTIONS, async (values) => void (process.exitCode = await relay(values)));
