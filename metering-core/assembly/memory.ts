// The static memory of the metering core: the buffers the host fills; every other record stands beside its concept.
import { LINK_FRAME_MAX, PORT_CHUNK_MAX, SAMPLES_MAX, SAMPLE_WORDS } from '../../shared-protocol/generated/assembly/protocol';

/** Bytes of one sample set: SAMPLE_WORDS words of 32 bits. */
export const SET_BYTES: i32 = SAMPLE_WORDS << 2;

/** One block of sample sets from the AFE. */
// @ts-ignore: decorator
@lazy export const SAMPLES = memory.data(2048, 8);

/** One chunk received on a port. */
// @ts-ignore: decorator
@lazy export const PORT_CHUNK = memory.data(256, 8);

/** A link frame: the request, and the reply over it. */
// @ts-ignore: decorator
@lazy export const LINK_FRAME = memory.data(256, 8);

/** memory.data takes literals only, so the sizes above are checked against the protocol here, at build time. */
export function memoryMatchesProtocol(): bool {
  return SAMPLES_MAX * SET_BYTES == 2048 && PORT_CHUNK_MAX == 256 && LINK_FRAME_MAX == 256;
}
