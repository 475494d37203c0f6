// The sealed record over the adjustment port: it is longer than a frame, so it is read and written by pages.
import { LAYOUTS, PARAMETERS_PAGE, Status } from '../../shared-protocol/generated/ts/protocol.ts';
import { RefusedError, type MessageName } from './legal-client.ts';
import { decodeRecord, encodeRecord, type RecordValue, type RecordValues } from './records.ts';

/** Whoever asks on an adjustment port. */
export interface Adjusting {
  adjust?(message: MessageName, values?: RecordValues): Promise<Record<string, RecordValue>>;
}

const PAGES = Math.ceil(LAYOUTS.parameters.bytes / PARAMETERS_PAGE);

/** Values of the record in use. Throws RefusedError. */
export async function readParameters(port: Adjusting): Promise<Record<string, RecordValue>> {
  const bytes: number[] = [];
  for (let page = 0; page < PAGES; page++) {
    const reply = await port.adjust!('read_parameters', { page });
    bytes.push(...(reply.bytes as number[]));
  }
  return decodeRecord('parameters', Uint8Array.from(bytes.slice(0, LAYOUTS.parameters.bytes)));
}

/** Pages that are refused as too soon, half a second at most after the sealing before. */
const BUSY_ATTEMPTS = 100;

/** Asks until the meter is ready for it. Throws RefusedError. */
async function onceReady<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const isBusy = error instanceof RefusedError && error.status === Status.BUSY;
      if (!isBusy || attempt === BUSY_ATTEMPTS) throw error;
    }
  }
}

/** Seals a record as a whole; returns what became of it. Throws RefusedError, RecordValueError. */
export async function writeParameters(
  port: Adjusting,
  record: RecordValues,
): Promise<Record<string, RecordValue>> {
  const bytes = [...encodeRecord('parameters', record)];
  let result: Record<string, RecordValue> = {};
  for (let page = 0; page < PAGES; page++) {
    const piece = bytes.slice(page * PARAMETERS_PAGE, (page + 1) * PARAMETERS_PAGE);
    const values = { page, pages: PAGES, bytes: piece };
    result = await onceReady(() => port.adjust!('write_parameters', values));
  }
  return result;
}
