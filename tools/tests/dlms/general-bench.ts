// Messages of general-ciphering for a whole meter, made from their parts, by the keys of every test meter.
import { randomBytes } from 'node:crypto';
import { signingKey, verifyingKey } from '../../clients/dlms/authentication.ts';
import {
  chooseKey,
  protectGeneralCiphering,
  type AgreementKeys,
  type ChosenKey,
  type Fields,
  type KeyInfo,
} from '../../clients/dlms/general-ciphering.ts';
import type { Data } from '../../clients/dlms/index.ts';
import { agreementKeyOf, publicKeyOf, testKeys, verifyingKeyOf } from '../../meter/keys/development-keys.ts';
import type { Meter } from '../../meter/meter.ts';
import { Asker, SUPERVISOR, type AskerOptions } from './dlms-bench.ts';

export const LIMIT_ms = 120_000;
export const IMPORT = { class: 3, obis: '1-0:1.8.0.255', id: 2 };
export const NAME = { class: 1, obis: '0-0:42.0.0.255', id: 2 };
export const COVER = { class: 1, obis: '0-0:96.135.0.255', id: 2 };
export const LIST = { class: 15, obis: '0-0:40.0.0.255', id: 2 };
export const ACCESS_LOG = { class: 1, obis: '0-0:96.135.2.255', id: 2 };
export const KEY_OF_METER = { class: 1, obis: '0-0:96.143.32.255', id: 2 };
export const KEY_OF_SUPERVISOR = { class: 1, obis: '0-0:96.143.35.255', id: 2 };
export const GET_IMPORT = Buffer.from('c001c100030100010800ff0200', 'hex');
export const NOT_DECIPHERED = 'd80105';
export const hex = (text: string) => Buffer.from(text, 'hex');

export const board = testKeys().management;
export const supervisor = board.clients[SUPERVISOR - 1];
export const agreement: AgreementKeys = {
  own: signingKey(hex(supervisor.agreement_key!)),
  server: verifyingKey(publicKeyOf({ signing_key: agreementKeyOf(board).toString('hex') })),
  ownSigning: signingKey(hex(supervisor.signing_key!)),
  serverSigning: verifyingKeyOf(board),
};
export const masterKey = hex(board.master_key);
export const keysOf = (client: number) => ({
  encryption: hex(board.clients[client - 1].encryption_key),
  authentication: hex(board.clients[client - 1].authentication_key),
});
export const titleOf = (client: number) => hex(`4d4d4d000000000${client}`);

export const general = (keyInfo: KeyInfo): AskerOptions['client_options'] => ({
  ciphering: 'general',
  keyInfo,
  masterKey,
  agreementKeys: agreement,
});

export const associate = (meter: Meter, keyInfo: KeyInfo, options: Partial<AskerOptions> = {}) =>
  new Asker(meter, { client: SUPERVISOR, client_options: general(keyInfo), ...options }).associate();

export const bytesOf = (data: Data) => ('bytes' in data ? Buffer.from(data.bytes) : Buffer.alloc(0));

/** A request of the supervisor, made from its parts; what is changed of them. */
export interface Made {
  fields?: Partial<Fields>;
  info?: KeyInfo;
  chosen?: (fields: Fields, chosen: ChosenKey) => ChosenKey;
  counter: number;
  control?: number;
  text?: Buffer;
  client?: number;
}

export function made({ fields, info = 'global', chosen = (_, key) => key, ...rest }: Made): Buffer {
  const { counter, control = 0x31, text = GET_IMPORT, client = SUPERVISOR } = rest;
  const all = {
    transaction: hex('0123456789012345'),
    originator: titleOf(client),
    recipient: hex(board.system_title),
    ...fields,
  };
  const of = { keys: keysOf(client), masterKey, agreement };
  return protectGeneralCiphering(
    of,
    all,
    chosen(all, chooseKey(info, of, all, randomBytes)),
    counter,
    text,
    control,
  );
}

export const plainAssociation = (meter: Meter, client = SUPERVISOR, counter = 1) =>
  new Asker(meter, { client, counter }).associate();
