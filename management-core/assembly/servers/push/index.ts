// The doors of what is pushed: the house's port with its listener, and what a quiet uplink slot sends.
export { leaveSession, poll, resetSession, Session, SESSION_BYTES } from './session';
export { isPushOut, leavePush, pushUplink, resetPushLine } from './line';
