// Prepayment tokens after IEC 62055-41 (STS): keys, tokens and their digits, as a utility's vending system makes them.
export { amountCode, amountOf, AMOUNT_MAX } from './amount.ts';
export { misty1Cipher, staCipher, type Cipher } from './cipher.ts';
export { decoderKey02, decoderKey04, meterPan, type KeyPlace } from './decoder-key.ts';
export { fromDigits, grouped, toDigits } from './digits.ts';
export { TokenCrcError, TokenFormatError, TokenRangeError } from './errors.ts';
export { BASE_YEARS, IDENTIFIER_MAX, identifierOf, timeOf, type BaseYear } from './identifier.ts';
export { keyChange, type NewKey } from './key-change.ts';
export { checkTables, type StaTables } from './sta.ts';
export { KINDS, makeToken, readToken, type KindName, type ReadToken } from './tokens.ts';
