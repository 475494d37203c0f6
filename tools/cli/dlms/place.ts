// Where a meter is that speaks DLMS: a serial port, or an address on the network, and how APDUs are framed there.
import { BadInputError } from '../errors.ts';
import { printable } from '../printable.ts';

export type Place =
  | { readonly kind: 'serial'; readonly path: string; readonly framing: 'hdlc' }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly framing: 'hdlc' | 'wrapper';
    }
  | { readonly kind: 'udp'; readonly host: string; readonly port: number; readonly framing: 'wrapper' };

const ADDRESS = /^(?:(tcp|udp|hdlc\+tcp):\/\/)?(\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})$/i;

/** Throws BadInputError. */
export function placeOf(options: {
  readonly port?: string;
  readonly host?: string;
  readonly 'mode-e'?: boolean;
}): Place {
  const { port, host } = options;
  if (port === undefined && host === undefined)
    throw new BadInputError('--port PATH or --host HOST:PORT is missing');
  if (port !== undefined && host !== undefined) throw new BadInputError('give either --port or --host');
  if (host !== undefined && options['mode-e']) throw new BadInputError('--mode-e goes with --port');
  if (port !== undefined) return { kind: 'serial', path: port, framing: 'hdlc' };
  const [, scheme, name, digits] = ADDRESS.exec(host!) ?? [];
  const number = Number(digits);
  if (name === undefined || number < 1 || number > 65_535)
    throw new BadInputError(
      `--host ${printable(host!)}: expected HOST:PORT, tcp://HOST:PORT, udp://HOST:PORT or hdlc+tcp://HOST:PORT`,
    );
  const at = { host: name.replace(/^\[|\]$/g, ''), port: number };
  const way = scheme?.toLowerCase();
  if (way === 'udp') return { kind: 'udp', ...at, framing: 'wrapper' };
  return { kind: 'tcp', ...at, framing: way === 'hdlc+tcp' ? 'hdlc' : 'wrapper' };
}
