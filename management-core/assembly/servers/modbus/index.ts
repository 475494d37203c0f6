// The doors of the Modbus server: what a port calls.
export { PIECE_MAX, poll, received, resetSession } from './server';
export { Session, SESSION_BYTES } from './session';
