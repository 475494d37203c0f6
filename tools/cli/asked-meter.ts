// Talks to a meter's own port, of one that runs or of one that is started for it: what the commands that read have in common.
import { setTimeout as delay } from 'node:timers/promises';
import { withSerialPort } from '../clients/serial-transport.ts';
import { withKeptMeter } from '../meter/targets/kept-meter.ts';
import type { Asked } from '../records/exports/until-signed.ts';
import { Questions } from '../records/questions.ts';
import { PORTS } from '../../shared-protocol/generated/ts/ports.ts';
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

/** Through a serial port at its rate. */
export const askedAt = <T>(port: string, baud: number, use: (meter: Asked) => Promise<T>): Promise<T> =>
  withSerialPort(
    port,
    (transport) => {
      const questions = new Questions(transport);
      return use({ ask: (message, values) => questions.ask(message, values), pause: (ms) => delay(ms) });
    },
    baud,
  );

/** Through the port that is given, or that of a meter started on its storage. */
export const withMeter = <T>({ port, state }: WhichMeter, use: (meter: Asked) => Promise<T>): Promise<T> =>
  port === undefined
    ? withKeptMeter(state!, meteringModule(undefined), use)
    : askedAt(port, PORTS.metering.legal.baud, use);
