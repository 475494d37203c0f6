// Who asks which logical device, by which keys: from the options of the command line and a file of keys.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MECHANISMS, signingKey, verifyingKey, type Mechanism } from '../../clients/dlms/authentication.ts';
import type { ClientOptions } from '../../clients/dlms/client.ts';
import { isAgreed, type AgreementKeys, type KeyInfo } from '../../clients/dlms/general-ciphering.ts';
import type { Ciphering, Suite } from '../../clients/dlms/security.ts';
import {
  agreementKeyOf,
  keysOf,
  keySuiteOf,
  pointOfPrivate,
  signingKeyOf,
  type BoardKeys,
} from '../../meter/keys/development-keys.ts';
import { parseKeys } from '../../meter/keys/key-file.ts';
import { BadInputError } from '../errors.ts';
import type { DlmsValues } from './options.ts';

/** The logical device that is the metering core. */
export const METERING_DEVICE = 16;
export const PUBLIC_CLIENT = 16;
const [MANAGEMENT_CLIENT, READING_CLIENT] = [1, 2];
/** Nothing is left out that this client can do: GBT, blocks, lists, selective access, GET, SET, ACTION. */
const AGREEMENT = { conformance: 0x201e1d, pduSize: 0xffff };

export interface Access {
  readonly client: number;
  readonly server: number;
  readonly options: ClientOptions;
}

/** What a file of keys may say of a client beyond its two keys. */
interface ClientEntry {
  readonly encryption_key: string;
  readonly authentication_key: string;
  readonly password?: string;
  /** Of mechanism 6. */
  readonly secret?: string;
  readonly signing_key?: string;
  readonly agreement_key?: string;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadInputError(`${path}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

function boardOf({ keys, state, server }: DlmsValues): BoardKeys | undefined {
  if (keys !== undefined && state !== undefined)
    throw new BadInputError('give either --keys FILE or --state DIR');
  const file = keys ?? (state === undefined ? undefined : join(state, 'development-keys'));
  if (file === undefined) return undefined;
  return keysOf(parseKeys(file, textOf(file)), server === METERING_DEVICE ? 'metering' : 'management');
}

function hexOf(option: string, text: string | undefined, ...bytes: number[]): Buffer | undefined {
  if (text === undefined) return undefined;
  if (/^([0-9a-f]{2})+$/i.test(text) && bytes.includes(text.length / 2)) return Buffer.from(text, 'hex');
  throw new BadInputError(`--${option}: expected ${bytes.join(' or ')} bytes as hexadecimal digits`);
}

function clientOf(options: DlmsValues, board: BoardKeys | undefined): number {
  const hasKeys = board !== undefined || options['encryption-key'] !== undefined;
  return (
    options.client ??
    (hasKeys ? MANAGEMENT_CLIENT : options.password === undefined ? PUBLIC_CLIENT : READING_CLIENT)
  );
}

/** What was asked for, or what the keys are of. */
const suiteOf = (options: DlmsValues, entry: ClientEntry | undefined): Suite => {
  if (options.suite !== undefined) return options.suite as Suite;
  if (entry && options['encryption-key'] === undefined && keySuiteOf(entry) === 2) return 2;
  return options.auth === 'high-ecdsa' || (options.auth === undefined && entry?.signing_key) ? 1 : 0;
};

function keyPair(options: DlmsValues, entry: ClientEntry | undefined): ClientOptions['keys'] {
  const bytes = suiteOf(options, entry) === 2 ? 32 : 16;
  const encryption = hexOf('encryption-key', options['encryption-key'] ?? entry?.encryption_key, bytes);
  const authentication = hexOf(
    'authentication-key',
    options['authentication-key'] ?? entry?.authentication_key,
    bytes,
  );
  if (!encryption && !authentication) return undefined;
  if (encryption && authentication) return { encryption, authentication };
  throw new BadInputError(`--${encryption ? 'authentication' : 'encryption'}-key is missing`);
}

function mechanismOf(
  options: DlmsValues,
  client: number,
  entry: ClientEntry | undefined,
  hasKeys: boolean,
): Mechanism {
  if (options.auth !== undefined) return options.auth as Mechanism;
  if (entry?.signing_key !== undefined) return 'high-ecdsa';
  const isLow =
    options.password !== undefined || (client === READING_CLIENT && entry?.password !== undefined);
  return isLow ? 'low' : hasKeys ? 'high-gmac' : 'none';
}

const DIGESTS: readonly Mechanism[] = ['low', 'high-md5', 'high-sha1', 'high-sha256'];

/** What goes with the level that was chosen, and is missing. */
function check(mechanism: Mechanism, hasKeys: boolean, hasSecret: boolean, hasPair: boolean): void {
  if (DIGESTS.includes(mechanism) && !hasSecret)
    throw new BadInputError(`--auth ${mechanism} wants --password`);
  if (mechanism === 'high-gmac' && !hasKeys)
    throw new BadInputError('--auth high-gmac wants --keys FILE, --state DIR, or both keys');
  if (mechanism === 'high-ecdsa' && !hasPair)
    throw new BadInputError('--auth high-ecdsa wants --keys FILE with a signing_key of the client');
}

function cipheringOf(options: DlmsValues, mechanism: Mechanism, hasKeys: boolean): Ciphering | undefined {
  const { ciphering } = options;
  if (ciphering === 'none') return undefined;
  if (ciphering !== undefined && !hasKeys) throw new BadInputError(`--ciphering ${ciphering} wants keys`);
  const isPreset = hasKeys && mechanism !== 'low' && mechanism !== 'none';
  return (ciphering as Ciphering | undefined) ?? (isPreset ? 'global' : undefined);
}

const privateOf = (hex: string) => signingKey(Buffer.from(hex, 'hex'));
/** What a board's signatures are verified by, for a client with these keys. */
const boardSigning = (board: BoardKeys, entry: ClientEntry) =>
  verifyingKey(pointOfPrivate(signingKeyOf(board, keySuiteOf(entry))));

/** What keys are agreed on by; nothing where the file lacks a part of it. */
function agreementOf(board?: BoardKeys, entry?: ClientEntry): AgreementKeys | undefined {
  if (!board || !entry?.agreement_key || !entry.signing_key) return undefined;
  return {
    own: privateOf(entry.agreement_key),
    server: verifyingKey(pointOfPrivate(agreementKeyOf(board, keySuiteOf(entry)))),
    ownSigning: privateOf(entry.signing_key),
    serverSigning: boardSigning(board, entry),
  };
}

/** Which key general-ciphering tells, and what that goes by. Throws BadInputError for what the file of keys lacks. */
function generalOf(options: DlmsValues, board?: BoardKeys, entry?: ClientEntry): Partial<ClientOptions> {
  const keyInfo = options['key-info'] as KeyInfo | undefined;
  if (options.ciphering !== 'general') {
    if (keyInfo !== undefined) throw new BadInputError('--key-info wants --ciphering general');
    return {};
  }
  const agreementKeys = agreementOf(board, entry);
  if (keyInfo === 'wrapped' && !board)
    throw new BadInputError('--key-info wrapped wants --keys FILE or --state DIR');
  if (keyInfo !== undefined && isAgreed(keyInfo) && !agreementKeys)
    throw new BadInputError(`--key-info ${keyInfo} wants a file of keys with an agreement_key of the client`);
  return { keyInfo, agreementKeys, masterKey: board && Buffer.from(board.master_key, 'hex') };
}

/** By whose keys requests are signed. Throws BadInputError where there are none. */
function signingOf(options: DlmsValues, board?: BoardKeys, entry?: ClientEntry): Partial<ClientOptions> {
  if (!options.signed) return {};
  if (!board || !entry?.signing_key || options.ciphering === 'none')
    throw new BadInputError('--signed wants ciphering, and a file of keys with a signing_key of the client');
  return { signing: { own: privateOf(entry.signing_key), server: boardSigning(board, entry) } };
}

/** The public client of the same device. */
export const publicAccess = ({ server }: DlmsValues): Access => ({
  client: PUBLIC_CLIENT,
  server,
  options: { title: Buffer.alloc(8), agreement: AGREEMENT },
});

/** Throws BadInputError for what does not go together, DevelopmentKeysError for a file that is none. */
export function accessOf(options: DlmsValues): Access {
  const board = boardOf(options);
  const client = clientOf(options, board);
  const entry = board?.clients[client - 1] as ClientEntry | undefined;
  const keys = keyPair(options, entry);
  const mechanism = mechanismOf(options, client, entry, keys !== undefined);
  const secret = options.password ?? entry?.password ?? entry?.secret;
  check(mechanism, keys !== undefined, secret !== undefined, entry?.signing_key !== undefined);
  const ciphering = cipheringOf(options, mechanism, keys !== undefined);
  const title =
    hexOf('system-title', options['system-title'], 8) ??
    Buffer.from(`545743${client.toString(16).padStart(10, '0')}`, 'hex');
  return {
    client,
    server: options.server,
    options: {
      ...{ keys, title, ciphering, mechanism: MECHANISMS[mechanism], agreement: AGREEMENT },
      secret: secret === undefined ? undefined : Buffer.from(secret),
      isCiphered: ciphering !== undefined,
      cipherInitiate: ciphering !== undefined,
      ...generalOf(options, board, entry),
      ...signingOf(options, board, entry),
      suite: suiteOf(options, entry),
      signingKey: entry?.signing_key === undefined ? undefined : privateOf(entry.signing_key),
      serverKey: board && entry && mechanism === 'high-ecdsa' ? boardSigning(board, entry) : undefined,
      recoverCounter: true,
    },
  };
}
