// What the DLMS part of the package offers: client, links and connection, data and why an exchange can fail.
export * from './errors.ts';
export {
  array,
  encodeData,
  decodeData,
  NULL,
  numberOf,
  octets,
  structure,
  type Data,
  type Description,
  type NumberType,
} from './axdr.ts';
export { MECHANISMS, signingKey, verifyingKey, type Mechanism } from './authentication.ts';
export type { AccessItem } from './access-service.ts';
export { DlmsClient, type ClientOptions, type ClientState, type Exchange } from './client.ts';
export { type Keys } from './ciphering.ts';
export { type SigningKeys } from './general-signing.ts';
export { type AgreementKeys, type KeyInfo } from './general-ciphering.ts';
export {
  KEY_AGREEMENT,
  KEY_TRANSFER,
  KeyAgreement,
  RENEWED,
  transferred,
  type Agreeing,
  type Renewed,
} from './renewal.ts';
export { compactData, type CompactData } from './compact-data.ts';
export { companionImage } from './companion/image.ts';
export { FileFault } from './companion/located-json.ts';
export { readCompanion, type Companion } from './companion/profile-file.ts';
export { DlmsConnection } from './connection.ts';
export { decodeDateTime, encodeDateTime, momentText, type DateTime } from './date-time.ts';
export { clientAddress, serverAddress, type ServerAddress } from './hdlc/address.ts';
export { HdlcLink, type HdlcOptions } from './hdlc/link.ts';
export { type LinkParameters } from './hdlc/parameters.ts';
export { dataOf, fromJson, toJson, type Json } from './json.ts';
export { type Link } from './link.ts';
export {
  associationVersion,
  mayCall,
  objectList,
  OBJECT_LIST,
  rightsOf,
  type AttributeRight,
  type ListedObject,
  type MethodRight,
} from './object-list.ts';
export { type Result } from './responses.ts';
export { type Ciphering, type Suite } from './security.ts';
export { scaledText, scalerUnitOf, unitText, UNITS, type ScalerUnit } from './units.ts';
export { WrapperLink, type WrapperOptions } from './wrapper.ts';
export {
  obisBytes,
  obisText,
  type CaptureObject,
  type ListedMethod,
  type ListedTarget,
  type ListedValue,
  type Selection,
  type Target,
} from './xdlms.ts';
