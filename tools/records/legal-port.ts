// Opens the metering core's own RS485 port on a serial line, whatever rate it was left at, and takes it to a quicker one for a while.
import { openSerialTransport } from '../clients/serial-transport.ts';
import type { Transport } from '../clients/transport.ts';
import { LEGAL_BAUD, openSession645 } from './read-645.ts';

const QUICK_BAUD = 115_200;
const PARITY = 'even';

/** Opens the port as it is made, 8E1, uses it, and closes it whatever happens. Throws as `use` does, and PortMissingError. */
export async function withLegalLine<T>(path: string, use: (transport: Transport) => Promise<T>): Promise<T> {
  const transport = await openSerialTransport(path, LEGAL_BAUD, PARITY);
  try {
    return await use(transport);
  } finally {
    await transport.close();
  }
}

/** The same at the rate somebody is heard at. */
export const withLegalPort = <T>(path: string, use: (transport: Transport) => Promise<T>): Promise<T> =>
  withLegalLine(path, async (transport) => {
    await openSession645(transport);
    return use(transport);
  });

/** Somebody ended it. */
export class InterruptedError extends Error {
  override name = 'InterruptedError';
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new InterruptedError('interrupted')), { once: true });
  });

/**
 * Uses the port at 115,200 Bd, and puts its rate back behind it, also where the signal ends the use before its time.
 * Throws as `use` does, and InterruptedError.
 */
export async function atQuickRate<T>(
  transport: Transport,
  use: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const session = await openSession645(transport);
  const before = session.baud;
  const address = await session.readAddress();
  await session.changeRate(address, QUICK_BAUD);
  try {
    return await Promise.race([use(), untilAborted(signal)]);
  } finally {
    await session.changeRate(address, before);
  }
}
