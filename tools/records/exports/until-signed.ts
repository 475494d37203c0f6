// Asks a meter for something that it signs, until the signature is there.
import { EXPORT_SIGNED, EXPORT_SIGNING, Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import type { MessageName } from '../legal-client.ts';
import type { RecordValue, RecordValues } from '../records.ts';

/** The meter signs once in ten seconds, a signature takes it a tenth of one. */
const PAUSE_ms = 500;
const PATIENCE_ms = 60_000;

/** What an export needs of whoever talks to a meter. */
export interface Asked {
  ask(message: MessageName, values?: RecordValues): Promise<Record<string, RecordValue>>;
  /** Lets so much time of the meter go by. */
  pause(time_ms: number): Promise<void>;
}

/** The meter cannot prove what it has: no identity, or what was read is not there any more. */
export class ExportRefusedError extends Error {
  override name = 'ExportRefusedError';
}

/** Status with which a meter refused, whoever asked it. */
export const statusOf = (error: unknown): number | undefined => (error as { status?: number }).status;

/** The reply once it is signed; undefined while the meter is busy. `missing` says what NOT_FOUND means of it. */
async function askedOnce(
  meter: Asked,
  message: MessageName,
  values: RecordValues,
  missing: string,
): Promise<Record<string, RecordValue> | undefined> {
  try {
    const reply = await meter.ask(message, values);
    const state = Number(reply.state);
    if (state === EXPORT_SIGNED) return reply;
    if (state !== EXPORT_SIGNING) throw new ExportRefusedError('the meter cannot sign');
  } catch (error) {
    if (statusOf(error) === Status.NOT_FOUND) throw new ExportRefusedError(missing);
    if (statusOf(error) !== Status.BUSY) throw error;
  }
  return undefined;
}

/** Asks the same again until its state is EXPORT_SIGNED; returns that reply. Throws ExportRefusedError. */
export async function untilSigned(
  meter: Asked,
  message: MessageName,
  values: RecordValues,
  missing: string,
): Promise<Record<string, RecordValue>> {
  for (let waited_ms = 0; waited_ms < PATIENCE_ms; waited_ms += PAUSE_ms) {
    const reply = await askedOnce(meter, message, values, missing);
    if (reply) return reply;
    await meter.pause(PAUSE_ms);
  }
  throw new ExportRefusedError(`the meter did not sign within ${PATIENCE_ms / 1000} s`);
}
