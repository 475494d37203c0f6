// Writes down every byte that goes over a transport: when, which way, in hexadecimal and as characters.
import type { Transport } from './transport.ts';

const BYTES_A_LINE = 16;
const HEX_COLUMNS = 3 * BYTES_A_LINE;

/** What a person sees of the characters: parity left out, a dot for each that is none to be printed. */
const visible = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte & 0x7f))
    .join('')
    .replace(/[^ -~]/g, '.');

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** The transport, with a line for each sixteen bytes: seconds since now, `>` sent or `<` received, the bytes. */
export function traced(transport: Transport, line: (text: string) => void): Transport {
  const began_ms = performance.now();
  const note = (direction: '>' | '<', bytes: Uint8Array): void => {
    const time = ((performance.now() - began_ms) / 1000).toFixed(3).padStart(9);
    for (let at = 0; at < bytes.length; at += BYTES_A_LINE) {
      const part = bytes.subarray(at, at + BYTES_A_LINE);
      line(`${time} ${direction} ${hex(part).padEnd(HEX_COLUMNS)} ${visible(part)}`);
    }
  };
  return {
    ...transport,
    send: (bytes) => {
      note('>', bytes);
      return transport.send(bytes);
    },
    setBaud: (baud) => {
      line(`${((performance.now() - began_ms) / 1000).toFixed(3).padStart(9)} = ${baud} Bd`);
      return transport.setBaud(baud);
    },
    onBytes: (listener) =>
      transport.onBytes((bytes) => {
        note('<', bytes);
        listener(bytes);
      }),
  };
}
