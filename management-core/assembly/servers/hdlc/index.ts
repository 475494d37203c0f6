// The server as ports know it: HDLC with DLMS/COSEM above it.
export { isLent, isQuiet, lend } from './lending';
export { leaveSession, poll, received, resetSession } from './server';
export { Session, SESSION_BYTES } from './session';
