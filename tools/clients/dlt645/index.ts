// The master of DL/T 645-2007: frames, values, a client without input or output, and one over a transport.
export { ALL_ADDRESS, ANY_ADDRESS, encodeFrame, FrameError, FrameReader, type Frame645 } from './frame.ts';
export { Client645, errorText, FUNCTION_645, identifierBytes, RATES_645, type Answer645 } from './client.ts';
export { Session645 } from './session.ts';
export { decodeValue, encodeNumber, ValueError, type Kind645, type Value645 } from './values.ts';
