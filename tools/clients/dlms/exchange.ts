// How a request travels through the layers: an APDU is yielded, its answer comes back.

/**
 * Each yield is an APDU for the server, each next its answer. An empty one sends nothing: the answer before has more
 * behind it, which the server sends without being asked.
 */
export type Exchange<T> = Generator<Buffer, T, Uint8Array>;
