// A system title as people write it: three capital letters and ten hexadecimal digits, such as TWM00000000A7.
import { ProvisionError } from './errors.ts';

const TITLE = /^([A-Z]{3})([0-9a-fA-F]{10})$/;

/** Eight bytes. Throws ProvisionError for anything else. */
export function titleBytes(text: string): Buffer {
  const [, letters, serial] = TITLE.exec(text) ?? [];
  if (letters === undefined)
    throw new ProvisionError(
      `--title ${text}: expected three capital letters and ten hexadecimal digits, such as TWM00000000A7`,
    );
  return Buffer.concat([Buffer.from(letters, 'latin1'), Buffer.from(serial, 'hex')]);
}

/** The same as text. */
export const titleText = (bytes: Uint8Array): string =>
  `${Buffer.from(bytes.subarray(0, 3)).toString('latin1')}${Buffer.from(bytes.subarray(3)).toString('hex')}`;
