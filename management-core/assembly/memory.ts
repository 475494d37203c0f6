// The static memory of the management core: the buffers the host fills; every other record stands beside its concept.
import { LINK_FRAME_MAX, PORT_CHUNK_MAX } from '../../shared-protocol/generated/assembly/protocol';

/** One chunk received on a port. */
// @ts-ignore: decorator
@lazy export const PORT_CHUNK = memory.data(PORT_CHUNK_MAX, 8);

/** The reply frame of the link. */
// @ts-ignore: decorator
@lazy export const LINK_REPLY = memory.data(LINK_FRAME_MAX, 8);
