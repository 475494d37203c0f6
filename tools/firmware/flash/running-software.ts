// Which module a board runs, as it says itself on its port: what a flashed board is held against.
import { setTimeout as delay } from 'node:timers/promises';
import { ClientError, PortMissingError, PortUnusableError } from '../../clients/errors.ts';
import { RATES } from '../../clients/identification.ts';
import { readIec62056 } from '../../clients/read-iec62056.ts';
import { withSerialPort } from '../../clients/serial-transport.ts';
import type { Role } from '../../cores/core-runner.ts';
import { withLegalPort } from '../../records/legal-port.ts';
import { identify } from '../../records/read-legal.ts';
import { FlashError } from './errors.ts';

const MANAGEMENT_DIGEST = '1-1:0.2.8.255';
/** A value of IEC 62056-21 has at most 32 characters (6.6): a readout holds the first half of a digest. */
const READOUT_DIGITS = 32;
const PAUSE_ms = 200;

/** SHA-256 of the module, hexadecimal, or its first half. Each throws a ClientError when nobody answers so. */
const ASKED: Readonly<Record<Role, (port: string) => Promise<string>>> = {
  metering: (port) =>
    withLegalPort(port, async (transport) =>
      Buffer.from((await identify(transport)).module_sha256 as number[]).toString('hex'),
    ),
  management: async (port) => {
    const { objects } = await withSerialPort(port, (transport) => readIec62056(transport), RATES[0]);
    return objects.find(({ obis }) => obis === MANAGEMENT_DIGEST)?.text.toLowerCase() ?? '';
  },
};

/** True when what a board says is the digest, or as much of it as its protocol has room for. */
export const isDigestOf = (said: string, sha256: string): boolean =>
  said.length >= READOUT_DIGITS && sha256.startsWith(said);

const cannotChange = (error: unknown): boolean =>
  error instanceof PortMissingError || error instanceof PortUnusableError;

/**
 * Asks until the board answers: it boots meanwhile, and a port that belongs to the board itself comes back with it.
 * @throws FlashError when it does not answer within the time.
 */
export async function runningSoftware(role: Role, port: string, patience_s: number): Promise<string> {
  const end_ms = performance.now() + patience_s * 1000;
  for (;;) {
    try {
      return await ASKED[role](port);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (performance.now() < end_ms) await delay(PAUSE_ms);
      else
        throw cannotChange(error)
          ? error
          : new FlashError(`the ${role} board does not answer: ${error.message}`);
    }
  }
}
