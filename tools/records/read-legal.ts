// Takes the legal reading: asks the metering core on its own RS485 port, over any transport of eight bits.
import { MOMENT_CLOSED, SERVICE_1P2W, SERVICE_2P3W } from '../../shared-protocol/generated/ts/protocol.ts';
import type { Transport } from '../clients/transport.ts';
import type { MessageName } from './legal-client.ts';
import { Questions, type Reply } from './questions.ts';

/** What the metering core says of itself and of what it counted; quantities by scope, the total is 0. */
export interface LegalReading {
  readonly identification: Reply;
  readonly status: Reply;
  readonly registers: ReadonlyMap<number, Reply>;
  readonly instantaneous: ReadonlyMap<number, Reply>;
  /** When the registers of the total were answered. */
  readonly instant: Date;
}

/** Who is there, and what software measures. @throws as `readLegal`. */
export const identify = (transport: Transport): Promise<Reply> => new Questions(transport).ask('identify');

const SCOPES = [0, 1, 2, 3];

function phasesOf(service: number): number {
  if (service === SERVICE_1P2W) return 1;
  return service === SERVICE_2P3W ? 2 : 3;
}

async function byScope(questions: Questions, message: MessageName, scopes: readonly number[]) {
  const replies = new Map<number, Reply>();
  for (const scope of scopes) {
    replies.set(scope, await questions.ask(message, { scope, moment: MOMENT_CLOSED }));
  }
  return replies;
}

/**
 * Reads the metering core's own port. The transport must carry eight bits without parity at the port's rate.
 * @throws a ClientError: NoAnswerError, AnswerTimeoutError or RefusedError; and whatever the transport fails with.
 */
export async function readLegal(transport: Transport): Promise<LegalReading> {
  const questions = new Questions(transport);
  const identification = await questions.ask('identify');
  const status = await questions.ask('read_status');
  const scopes = SCOPES.slice(0, 1 + phasesOf(Number(identification.service)));
  const [total, ...phases] = scopes;
  const registers = await byScope(questions, 'read_registers', [total]);
  const instant = new Date();
  for (const [scope, reply] of await byScope(questions, 'read_registers', phases))
    registers.set(scope, reply);
  const instantaneous = await byScope(questions, 'read_instantaneous', scopes);
  return { identification, status, registers, instantaneous, instant };
}
