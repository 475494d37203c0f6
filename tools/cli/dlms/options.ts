// The options of the commands that speak DLMS: where the meter is, who asks, and what proves it.
import { MECHANISMS } from '../../clients/dlms/authentication.ts';
import { KEY_INFOS } from '../../clients/dlms/general-ciphering.ts';
import type { OptionTable, Values } from '../options.ts';

/** What `read` has besides its own. */
export const DLMS_ONLY = {
  host: {
    kind: 'text',
    value: 'host:port',
    help: 'meter on the network: HOST:PORT or tcp://HOST:PORT by the wrapper, udp://HOST:PORT too, hdlc+tcp://HOST:PORT by HDLC',
  },
  client: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 65_535,
    otherwise: '1 with keys, 2 with a password, else 16, the public one',
    help: 'number of the client: who asks',
  },
  server: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 65_535,
    default: 1,
    help: 'logical device that is asked; of a Twinmeter 1 is management, 16 the metering core',
  },
  physical: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 16_383,
    otherwise: 'none: an address of one byte',
    help: 'lower HDLC address of a meter among several on a line',
  },
  auth: {
    kind: 'choice',
    value: 'level',
    choices: Object.keys(MECHANISMS),
    otherwise:
      'high-ecdsa with a signing_key in the file of keys, high-gmac with keys, low with a password, else none',
    help: 'how the client proves who it is',
  },
  ciphering: {
    kind: 'choice',
    value: 'form',
    choices: ['none', 'global', 'dedicated', 'general-global', 'general-dedicated', 'general'],
    otherwise: 'global with keys, else none',
    help: 'how messages are ciphered',
  },
  'key-info': {
    kind: 'choice',
    value: 'key',
    choices: KEY_INFOS,
    otherwise: 'global',
    help: 'of --ciphering general: the key, by number or not told, wrapped under the master key, or agreed on with a key for each message or by static keys',
  },
  signed: {
    kind: 'flag',
    help: 'requests are signed by the client, and answers by the meter (general-signing), then ciphered in a general form',
  },
  suite: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 2,
    otherwise: '2 with keys of 32 bytes, 1 with a signature, else 0',
    help: 'security suite',
  },
  'encryption-key': { kind: 'text', value: 'hex', help: 'key of the client, where no file of keys has it' },
  'authentication-key': {
    kind: 'text',
    value: 'hex',
    help: 'key of the client, where no file of keys has it',
  },
  'system-title': {
    kind: 'text',
    value: 'hex',
    help: 'system title of the client, 8 bytes',
    otherwise: 'TWC and its number',
  },
  counter: {
    kind: 'number',
    unit: '',
    least: 0,
    most: 0xfffffffe,
    otherwise: 'the one kept of the run before, or that the meter tells',
    help: 'invocation counter to begin with',
  },
  'mode-e': {
    kind: 'flag',
    help: 'HDLC through an optical head: sign on by IEC 62056-21 first, --baud is the highest rate to select',
  },
  window: { kind: 'number', unit: '', least: 1, most: 7, default: 7, help: 'HDLC: frames in a row at most' },
  'frame-bytes': {
    kind: 'number',
    unit: 'bytes',
    least: 32,
    most: 2030,
    default: 2030,
    help: 'HDLC: longest information field to agree on',
  },
  timeout: {
    kind: 'number',
    unit: 's',
    least: 0.1,
    most: 600,
    default: 5,
    help: 'how long an answer may take',
  },
} as const satisfies OptionTable;

/** What a command has that speaks nothing but DLMS. */
export const DLMS_OPTIONS = {
  protocol: { kind: 'choice', value: 'name', choices: ['dlms'], default: 'dlms', help: 'protocol' },
  port: { kind: 'text', value: 'path', help: 'serial port or pseudo-terminal, by HDLC' },
  baud: {
    kind: 'number',
    unit: 'Bd',
    least: 300,
    most: 921_600,
    otherwise: '9600',
    help: 'rate of the port',
  },
  ...DLMS_ONLY,
  password: {
    kind: 'text',
    value: 'text',
    help: 'password of low level, secret of high-md5, high-sha1, high-sha256',
  },
  keys: {
    kind: 'text',
    value: 'file',
    help: 'keys of the meter, as provision and a run with --state leave them',
  },
  state: { kind: 'text', value: 'path', help: 'folder of the meter: its file development-keys' },
  trace: { kind: 'flag', help: 'write every byte sent and received to the standard error output' },
  json: { kind: 'flag', help: 'print JSON' },
} as const satisfies OptionTable;

export type DlmsValues = Omit<Values<typeof DLMS_OPTIONS>, 'protocol' | 'json'>;
