// Whether this is the module that sealed the parameters (R46 3.6.1): another one does not count on by them.
// Legally relevant (IR46). Changes alter the software identification.
import { PARAMETERS_module_sha256 } from '../../../shared-protocol/generated/assembly/layouts';
import { SHA256_BYTES, Status } from '../../../shared-protocol/generated/assembly/protocol';
import { softwareId } from '../host';
import { parameters, parametersAreDefault } from './parameters';

// @ts-ignore: decorator
@lazy const OWN = memory.data(SHA256_BYTES, 8);
// @ts-ignore: decorator
@lazy const NONE = memory.data(SHA256_BYTES, 8);

/** The parameters in use were sealed by another module. */
export let moduleChanged: bool = false;
/** Which of the board's copies of the module runs, 0 for the first. */
export let moduleCopy: i32 = 0;

function sealedDigest(): usize {
  return changetype<usize>(parameters()) + PARAMETERS_module_sha256;
}

/** Compares the sealed digest with the module's; parameters that no module sealed fit any. */
export function judgeModule(): void {
  moduleCopy = softwareId(OWN);
  const isSealed = !parametersAreDefault && memory.compare(sealedDigest(), NONE, SHA256_BYTES) != 0;
  moduleChanged = isSealed && memory.compare(sealedDigest(), OWN, SHA256_BYTES) != 0;
}

/** First bytes of the module's digest, and of the sealed one. */
export function ownDigestStart(): u64 {
  return load<u64>(OWN);
}

export function sealedDigestStart(): u64 {
  return load<u64>(sealedDigest());
}

/** Puts the module's digest into a record that is to be sealed. Returns a Status. */
export function sealModule(record: usize): i32 {
  return min(softwareId(record + PARAMETERS_module_sha256), Status.OK);
}
