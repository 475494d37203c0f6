// Programming mode of IEC 62056-21 from the reader's side.
export { CipherError, SessionCipher, type CipheredSet } from './cipher.ts';
export { TalkDriver } from './drive.ts';
export { responseTo, type LevelThreeKeys } from './response.ts';
export { MeterError, ProgrammingTalk, type SessionOptions, type Talk, type Turn } from './session.ts';
