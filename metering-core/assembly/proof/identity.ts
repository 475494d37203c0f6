// The meter's identity as others know it: its system title and its public key.
// Legally relevant (IR46). Changes alter the software identification.
import { IDENTITY_BYTES } from '../../../shared-protocol/generated/assembly/layouts';
import { Status } from '../../../shared-protocol/generated/assembly/protocol';
import { keyPublic } from '../host';

// @ts-ignore: decorator
@lazy const IDENTITY = memory.data(IDENTITY_BYTES, 8);

/** Address of the system title, with the public key behind it; 0 on a board that was never provisioned. */
export function meterIdentity(): usize {
  return keyPublic(IDENTITY) == Status.OK ? IDENTITY : 0;
}
