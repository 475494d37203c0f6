// What the DLMS part of the package offers: a client without input or output, its data, and why an exchange can fail.
export * from './errors.ts';
export { array, encodeData, decodeData, NULL, numberOf, octets, structure, type Data } from './axdr.ts';
export { DlmsClient, type ClientOptions, type ClientState, type Exchange } from './client.ts';
export { type Keys } from './ciphering.ts';
export { decodeDateTime, encodeDateTime, type DateTime } from './date-time.ts';
export { type Selection, type Target } from './xdlms.ts';
