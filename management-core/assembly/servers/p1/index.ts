// The doors of the P1 server: what a port calls. Whatever is said to it, it does not listen.
export { PIECE_MAX, poll, resetSession } from './server';
export { Session, SESSION_BYTES } from './session';
