// The file of development keys: made once, read back, and refused in one line that says what is wrong.
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FRAM_BYTES, KEY_BANKS } from '../../../shared-protocol/generated/ts/protocol.ts';
import { freshKeys, keySuiteOf, publicKeyOf, testKeys } from './development-keys.ts';
import { DevelopmentKeysError, formatKeys, parseKeys } from './key-file.ts';
import { keysIn } from './keys-folder.ts';
import { identityOf, provision } from './provisioned.ts';

const text = formatKeys(testKeys());
const changed = (change: (keys: Record<string, unknown>) => void): string => {
  const keys = JSON.parse(text) as Record<string, unknown>;
  change(keys);
  return JSON.stringify(keys);
};
const clients = (keys: Record<string, unknown>) => keys.clients as Record<string, unknown>[];
const ofManagement = (keys: Record<string, unknown>) => clients(keys.management as Record<string, unknown>);

describe('Development keys', () => {
  it('are read as they were written', () => {
    const keys = freshKeys();
    expect(parseKeys('f', formatKeys(keys))).toEqual(keys);
    expect(freshKeys().signing_key).not.toBe(keys.signing_key);
    expect(testKeys()).toEqual(testKeys());
    const long = freshKeys(2);
    expect(parseKeys('f', formatKeys(long))).toEqual(long);
    expect(long.management.clients.map(keySuiteOf)).toEqual([2, 2, 2, 2]);
    expect(long.clients.map(keySuiteOf)).toEqual([1, 1, 1, 1]);
  });

  it.each([
    ['', 'the file: not JSON'],
    [text.slice(0, 200), 'the file: not JSON'],
    ['[]', 'the file: not an object'],
    [changed((keys) => delete keys.system_title), 'system_title: not 8 bytes in hex'],
    [changed((keys) => (keys.mac_key = 'g'.repeat(32))), 'mac_key: not 16 bytes in hex'],
    [changed((keys) => (keys.signing_key = '00'.repeat(32))), 'signing_key: no private key of P-256'],
    [changed((keys) => (keys.signing_key = 'ff'.repeat(32))), 'signing_key: no private key of P-256'],
    [changed((keys) => clients(keys).pop()), 'clients: not 4 clients'],
    [changed((keys) => (clients(keys)[1].id = 7)), 'clients[1].id: not 2'],
    [
      changed((keys) => (clients(keys)[2].encryption_key = 'ab')),
      'clients[2].encryption_key: not 16 bytes in hex',
    ],
    [
      changed((keys) => (clients(keys)[1].encryption_key = 'ab'.repeat(32))),
      'clients[1].encryption_key: not 16 bytes in hex',
    ],
    [
      changed((keys) => (ofManagement(keys)[2].encryption_key = 'ab'.repeat(32))),
      'management.clients[2].authentication_key: not 32 bytes in hex',
    ],
    [
      changed((keys) => (ofManagement(keys)[3].encryption_key = 'ab'.repeat(17))),
      'management.clients[3].encryption_key: not 16 or 32 bytes in hex',
    ],
    [changed((keys) => delete keys.management), 'management: not an object'],
  ])('are refused in one line: %#', (damaged, what) => {
    let error: unknown;
    try {
      parseKeys('DIR/development-keys', damaged);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DevelopmentKeysError);
    expect((error as Error).message).toBe(`DIR/development-keys: ${what}`);
  });
});

describe('A folder that keeps a meter', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinmeter-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gets keys of its own at the first start, readable by their owner alone, and keeps them', () => {
    const keys = keysIn(folder);
    expect(keysIn(folder)).toEqual(keys);
    expect(statSync(join(folder, 'development-keys')).mode & 0o777).toBe(0o600);
    expect(keys).not.toEqual(testKeys());
  });

  it('has the public key as any other program takes it', () => {
    const keys = keysIn(folder);
    const { x, y } = createPublicKey(readFileSync(join(folder, 'public-key.pem'))).export({ format: 'jwk' });
    const point = Buffer.concat([x!, y!].map((each) => Buffer.from(each, 'base64url')));
    expect(point).toEqual(publicKeyOf(keys));
  });

  it('starts nothing with a damaged file, and leaves it as it is', () => {
    const file = join(folder, 'development-keys');
    writeFileSync(file, '{ "system_title": 1');
    expect(() => keysIn(folder)).toThrow(`${file}: the file: not JSON`);
    expect(readFileSync(file, 'utf8')).toBe('{ "system_title": 1');
    expect(existsSync(join(folder, 'public-key.pem'))).toBe(false);
  });

  it('tells a damaged key from another one: a digit turned over anywhere is seen', () => {
    keysIn(folder);
    const file = join(folder, 'development-keys');
    const text = readFileSync(file, 'utf8');
    for (const name of ['system_title', 'wrapping_key', 'mac_key', 'authentication_key', 'sha256']) {
      const at = text.lastIndexOf(`"${name}": "`) + name.length + 5;
      const digit = text[at] === '7' ? '6' : '7';
      writeFileSync(file, text.slice(0, at) + digit + text.slice(at + 1));
      expect(() => keysIn(folder)).toThrow(
        `${file}: the file: damaged: its keys are not those its sha256 is of`,
      );
    }
  });

  it('takes a file that somebody wrote without a sum of it', () => {
    const file = join(folder, 'development-keys');
    writeFileSync(file, JSON.stringify(testKeys()));
    expect(keysIn(folder)).toEqual(testKeys());
  });

  it.each(['development-keys', 'public-key.pem'])('is refused at once where %s is no file', (name) => {
    keysIn(folder);
    const path = join(folder, name);
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(() => keysIn(folder)).toThrow(`${path}: the file: is no file`);
    rmSync(path);
    mkdirSync(path);
    expect(() => keysIn(folder)).toThrow(`${path}: the file: is no file`);
  });
});

describe('What a factory leaves', () => {
  it('is put into a FRAM without a key store, and into no other', () => {
    const fram = new Uint8Array(FRAM_BYTES).fill(0xff);
    const identity = provision(fram, 'metering');
    expect(identity).toEqual(identityOf(testKeys()));
    expect(Buffer.compare(fram.subarray(0, KEY_BANKS), Buffer.alloc(KEY_BANKS, 0xff))).toBe(0);
    const before = fram.slice();
    before[KEY_BANKS + 40] ^= 1;
    const kept = before.slice();
    provision(kept, 'metering', freshKeys());
    expect(Buffer.compare(kept, before)).toBe(0);
  });
});
