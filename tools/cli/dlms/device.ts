// The meter as the one operand of a command: a port or an address.
import { BadInputError } from '../errors.ts';

export const DEVICE_OPTION = {
  device: {
    kind: 'text',
    value: 'place',
    operand: true,
    help: 'meter: a port, HOST:PORT, tcp://HOST:PORT, udp://HOST:PORT or hdlc+tcp://HOST:PORT; may stand without --device',
  },
} as const;

interface Placed {
  readonly device?: string;
  readonly port?: string;
  readonly host?: string;
}

/** A path is a port, anything else an address. Throws BadInputError. */
export function placed<T extends Placed>(options: T): T {
  const { device, port, host } = options;
  if (device === undefined) return options;
  if (port !== undefined || host !== undefined)
    throw new BadInputError('give the place once: DEVICE, --port or --host');
  return device.includes(':') ? { ...options, host: device } : { ...options, port: device };
}
