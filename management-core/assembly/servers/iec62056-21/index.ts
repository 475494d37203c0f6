// The doors of the IEC 62056-21 server: what a port calls.
export { handOver_Bd, leaveSession, poll, pushed, received, resetSession, wireIdle } from './server';
export { Session, SESSION_BYTES } from './session';
export { PIECE_MAX } from './transmission';
