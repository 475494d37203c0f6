// Talks to a meter's own port, of one that runs or of one that is started for it: what the commands that read have in common.
import { setTimeout as delay } from 'node:timers/promises';
import { withSerialPort } from '../clients/serial-transport.ts';
import type { Transport } from '../clients/transport.ts';
import { withKeptMeter } from '../meter/targets/kept-meter.ts';
import type { Asked } from '../records/exports/until-signed.ts';
import { atQuickRate, withLegalPort } from '../records/legal-port.ts';
import { Questions } from '../records/questions.ts';
import { BadInputError } from './errors.ts';
import { meteringModule } from './metering-option.ts';

export const METER_OPTIONS = {
  port: { kind: 'text', value: 'path', help: "the metering core's own RS485 port" },
  state: {
    kind: 'text',
    value: 'path',
    help: 'folder of a meter that is not running: it is started for this, and read through its port',
  },
} as const;

export interface WhichMeter {
  readonly port?: string;
  readonly state?: string;
}

/** Throws BadInputError. */
export function checkMeter({ port, state }: WhichMeter): void {
  if ((port === undefined) === (state === undefined))
    throw new BadInputError('give either --port PATH or --state DIR');
}

/** A meter that is asked; one behind a port can be asked to hurry meanwhile. */
export interface AskedMeter extends Asked {
  hurry?(work: () => Promise<void>): Promise<void>;
}

/** What ends work before its time; the rate of the line is put back first. A second one ends the program at once. */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

const overTransport = (transport: Transport): Asked => {
  const questions = new Questions(transport);
  return { ask: (message, values) => questions.ask(message, values), pause: (ms) => delay(ms) };
};

/** Through a serial port at its rate. */
export const askedAt = <T>(port: string, baud: number, use: (meter: Asked) => Promise<T>): Promise<T> =>
  withSerialPort(port, (transport) => use(overTransport(transport)), baud);

/** Through the port that is given, or that of a meter started on its storage. */
export const withMeter = <T>(
  { port, state }: WhichMeter,
  use: (meter: AskedMeter) => Promise<T>,
): Promise<T> =>
  port === undefined
    ? withKeptMeter(state!, meteringModule(undefined), use)
    : withLegalPort(port, (transport) =>
        use({
          ...overTransport(transport),
          hurry: (work) => atQuickRate(transport, work, untilInterrupted()),
        }),
      );
