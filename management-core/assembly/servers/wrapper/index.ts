// The server as ports know it: the wrapper with DLMS/COSEM above it.
export { isQuiet, leaveSession, poll, received, resetSession, SESSION_BYTES } from './server';
export { Dialogue as Session } from '../cosem/dialogue';
