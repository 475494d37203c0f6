// The options of `twinmeter run` that put ports of the meter on the network, and what they must be together.
import { BadInputError } from './errors.ts';
import type { OptionTable, Values } from './options.ts';

/** A page on loopback: what it is of, and what it shows. */
export const webOption = (shows: string) =>
  ({
    kind: 'number',
    unit: 'port',
    least: 0,
    most: 65_535,
    bare: 0,
    otherwise: 'not served',
    help: `${shows}; 0, or nothing, takes a free one`,
  }) as const;

export const PORT_OPTIONS = {
  'dlms-tcp': {
    kind: 'number',
    unit: 'port',
    least: 0,
    most: 65_535,
    otherwise: 'not served',
    help: 'DLMS/COSEM by the wrapper on this TCP port of loopback: the uplink slot with a module; 0 takes a free one',
  },
  'dlms-udp': {
    kind: 'number',
    unit: 'port',
    least: 0,
    most: 65_535,
    otherwise: 'not served',
    help: 'the same by UDP, a datagram an APDU, in place of --dlms-tcp',
  },
  'push-tcp': {
    kind: 'number',
    unit: 'port',
    least: 1,
    most: 65_535,
    otherwise: 'to whoever is connected at --dlms-tcp',
    help: 'where the module in the uplink slot takes what the meter pushes: a TCP port of loopback at which twinmeter push-listen waits',
  },
  'dlms-hdlc-tcp': {
    kind: 'number',
    unit: 'port',
    least: 0,
    most: 65_535,
    otherwise: 'not served',
    help: 'DLMS/COSEM by HDLC on this TCP port of loopback: the RS485 pair with a converter',
  },
  suite: {
    kind: 'number',
    unit: '',
    least: 1,
    most: 2,
    otherwise: 'that of the keys in --state; 1 for new ones',
    help: 'security suite of the management core: 1 (AES-128; the supervisor signs on P-256), 2 (AES-256, P-384)',
  },
  web: webOption('a page of the meter on this port of loopback: its face, vectors, waveforms'),
} as const satisfies OptionTable;

type PortValues = Values<typeof PORT_OPTIONS> & { readonly rs485: string | undefined };

/** HDLC on TCP is the RS485 pair. */
function checkPair(values: PortValues): void {
  if (values['dlms-hdlc-tcp'] === undefined || (values.rs485 ?? 'hdlc') === 'hdlc') return;
  throw new BadInputError(`--dlms-hdlc-tcp is the RS485 pair and does not go with --rs485 ${values.rs485}`);
}

/** There is one module in the uplink slot. */
function checkSlot(values: PortValues): void {
  const other = (['dlms-tcp', 'push-tcp'] as const).find((name) => values[name] !== undefined);
  if (values['dlms-udp'] === undefined || other === undefined) return;
  throw new BadInputError(`--dlms-udp is the module in the uplink slot and does not go with --${other}`);
}

/** One thing is at each port. Throws BadInputError. */
export function checkPorts(values: PortValues): void {
  checkPair(values);
  checkSlot(values);
}
