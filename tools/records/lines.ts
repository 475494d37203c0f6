// Which protocol answers at a port of the management core, as its FRAM has it.
import {
  FRAM_LINE_SETTINGS_A,
  FRAM_LINE_SETTINGS_B,
  LINE_DEFAULT,
  LINE_HDLC,
  LINE_IEC62056_21,
  LINE_SETTINGS_MAGIC,
  LINE_WRAPPER,
  PORT_OPTICAL,
  PORT_RS485,
  PORT_UPLINK,
} from '../../shared-protocol/generated/ts/protocol.ts';
import { newerBank, putBanked } from './banked.ts';

const PORTS = { rs485: PORT_RS485, optical: PORT_OPTICAL, uplink: PORT_UPLINK } as const;
export const LINE_PROTOCOLS = {
  'iec62056-21': LINE_IEC62056_21,
  hdlc: LINE_HDLC,
  wrapper: LINE_WRAPPER,
} as const;
export type LineProtocol = keyof typeof LINE_PROTOCOLS;
export type Lines = Partial<Record<keyof typeof PORTS, LineProtocol>>;

/** Tells a management board before it starts who is at its ports; those that are left out stay as they were. */
export function withLines(fram: Uint8Array, lines: Lines): Uint8Array {
  const banks = [FRAM_LINE_SETTINGS_A, FRAM_LINE_SETTINGS_B] as const;
  const before = newerBank(fram, 'line_settings', LINE_SETTINGS_MAGIC, banks)?.protocol;
  const protocol = (before as readonly number[] | undefined)?.slice() ?? Array<number>(4).fill(LINE_DEFAULT);
  for (const [port, name] of Object.entries(lines)) {
    protocol[PORTS[port as keyof typeof PORTS]] = LINE_PROTOCOLS[name];
  }
  putBanked(fram, 'line_settings', LINE_SETTINGS_MAGIC, banks, { protocol });
  return fram;
}
