// Provisioning over the drivers of the chip's fuses, under the sanitizers: once, secret, and whole over a cut at any write.
import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import {
  PROVISION_BEGUN,
  PROVISION_BLANK,
  PROVISION_OPEN,
  PROVISION_SPOILT,
} from '../../../shared-protocol/generated/ts/provision.ts';
import { isLong } from '../../build/testing/long-form.ts';
import { buildHost } from '../../cores/testing/probes.ts';
import { askOffer, tellState } from '../../meter/provisioning/board.ts';
import { provisionBoard, type Ceremony } from '../../meter/provisioning/ceremony.ts';
import { ProvisionError } from '../../meter/provisioning/errors.ts';
import { freshGivenKeys, givenBytes, type ClientKeysFile } from '../../meter/provisioning/given-keys.ts';
import { KeyFiles } from '../../meter/provisioning/key-files.ts';
import { titleBytes } from '../../meter/provisioning/title.ts';
import { TransportKey } from '../../meter/provisioning/transport-key.ts';
import { HostChip, SupplyGoneError, type Cut } from './host-bench.ts';

const LIMIT_ms = 600_000;
const TITLE = 'TWM00000000a7';
/** Writes of a ceremony: key store (ten times both banks of 480 bytes), wrapping page, signing page, locks. */
const [FRAM_WRITES, WRAPPING_ROWS, SIGNING_ROWS, LOCK_ROWS] = [9600, 18, 54, 2];
const ALL_WRITES = FRAM_WRITES + WRAPPING_ROWS + SIGNING_ROWS + LOCK_ROWS;

beforeAll(() => buildHost(), LIMIT_ms);

let scratch: string;
let out: string;
let chip: HostChip;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'twinmeter-provision-'));
  out = join(scratch, 'out');
  chip = new HostChip(scratch);
});
afterEach(() => rmSync(scratch, { recursive: true }));

const ceremony = (more: Partial<Ceremony> = {}): Ceremony => ({
  role: 'metering',
  title: titleBytes(TITLE),
  keys: freshGivenKeys(),
  files: new KeyFiles(out),
  step: () => {},
  ...more,
});
const provision = (more?: Partial<Ceremony>, cut?: Cut) =>
  chip.use((ask) => provisionBoard(ask, ceremony(more)), cut);
const stateOf = () => chip.use(async (ask) => (await tellState(ask)).state);

const clientKeys = () => JSON.parse(readFileSync(join(out, 'client-keys'), 'utf8')) as ClientKeysFile;
/** X, Y of the key that a verifier is given. */
function publicKey(): string {
  const key = createPublicKey(readFileSync(join(out, 'public-key.pem')));
  const { x, y } = key.export({ format: 'jwk' });
  return Buffer.concat([x!, y!].map((each) => Buffer.from(each, 'base64url'))).toString('hex');
}

/** What the meter finds is what the folder says. */
function expectAgreement(): void {
  const { status, title, publicKey: found, keys } = chip.found();
  expect([status, title, found]).toEqual([0, titleBytes(TITLE).toString('hex'), publicKey()]);
  expect(keys.slice(1).join('')).toBe(givenBytes(clientKeys()).toString('hex'));
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
}

describe('A board', { timeout: LIMIT_ms }, () => {
  it('is given an identity that its meter finds, with the keys that stand in the folder', async () => {
    const keys = freshGivenKeys();
    const identity = await provision({ keys });
    expectAgreement();
    expect(clientKeys()).toMatchObject({ ...keys, system_title: titleBytes(TITLE).toString('hex') });
    expect(statSync(join(out, 'client-keys')).mode & 0o777).toBe(0o600);
    expect(readdirSync(out).sort()).toEqual(['client-keys', 'public-key.pem']);
    const spki = createPublicKey(readFileSync(join(out, 'public-key.pem'))).export({
      type: 'spki',
      format: 'der',
    });
    expect(identity.fingerprint).toBe(createHash('sha256').update(spki).digest('hex'));
  });

  it('lets none of its keys be seen on the wire', async () => {
    const keys = freshGivenKeys();
    await provision({ keys });
    const wire = Buffer.concat(chip.wire);
    const secrets = chip.found().keys.map((key) => Buffer.from(key, 'hex'));
    // Signing and wrapping key as the fuses have them, two bytes a row.
    const row = (page: number, at: number) =>
      chip.cells.subarray(4 * (64 * page + at), 4 * (64 * page + at) + 2);
    const fuses = (page: number, from: number) =>
      Buffer.concat(Array.from({ length: 16 }, (_, i) => row(page, from + i)));
    secrets.push(fuses(20, 5), fuses(21, 1));
    expect(secrets.length).toBe(12);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThanOrEqual(16);
      for (let at = 0; at + 8 <= secret.length; at++)
        expect(wire.includes(secret.subarray(at, at + 8))).toBe(false);
    }
    expect(wire.includes(Buffer.from(publicKey(), 'hex'))).toBe(true);
  });

  it('is given none a second time: said with title and fingerprint, and nothing is changed', async () => {
    const { fingerprint } = await provision();
    const before = chip.cells;
    out = join(scratch, 'other');
    await expect(provision()).rejects.toThrow(
      `the board is already provisioned: ${TITLE}, key ${fingerprint}`,
    );
    expect(existsSync(out)).toBe(false);
    await chip.use(async (ask) => {
      const values = { system_title: [...titleBytes(TITLE)], tool_key: [...new TransportKey().toolKey] };
      await expect(ask('provision_generate', values)).rejects.toMatchObject({ status: Status.SEALED });
      await expect(ask('provision_write')).rejects.toMatchObject({ status: Status.SEALED });
      await ask('provision_lock');
    });
    expect(chip.cells.equals(before)).toBe(true);
  });

  it('is not touched when it is the other board, or the folder has keys, or is another unfinished one', async () => {
    const before = chip.cells;
    await expect(provision({ role: 'management' })).rejects.toThrow(
      'it is a metering board, not a management one: --role metering',
    );
    mkdirSync(out);
    const files = new KeyFiles(out);
    const other = { about: '', system_title: '', chip: '00ff', ...freshGivenKeys() };
    files.begin(other, Buffer.from(new TransportKey().toolKey));
    await expect(provision()).rejects.toThrow('holds the unfinished keys of chip 00ff');
    files.finish();
    const kept = readFileSync(join(out, 'client-keys'));
    await expect(provision()).rejects.toThrow('client-keys exists: keys are never overwritten');
    expect(readFileSync(join(out, 'client-keys'))).toEqual(kept);
    expect(chip.cells.subarray(-before.length).some((byte, i) => byte !== 0xff && i > 16384)).toBe(false);
    expect(await stateOf()).toBe(PROVISION_BLANK);
  });

  it('refuses keys that were altered, exchanged, or sealed for another ceremony, and then writes nothing', async () => {
    await chip.use(async (ask) => {
      const title = titleBytes(TITLE);
      const { roleCode, chip: number } = await tellState(ask);
      const whom = { role: roleCode, chip: number, title };
      await expect(ask('provision_write')).rejects.toMatchObject({ status: Status.NOT_STARTED });
      const transport = new TransportKey();
      const first = await askOffer(ask, title, transport.toolKey);
      expect(transport.isSigned(whom, first)).toBe(true);
      expect(transport.isSigned({ ...whom, title: titleBytes('TWM00000000a8') }, first)).toBe(false);
      const stale = transport.seal(whom, first, randomBytes(144));
      const offer = await askOffer(ask, title, transport.toolKey);
      expect(offer.publicKey).not.toEqual(first.publicKey);
      const good = transport.seal(whom, offer, randomBytes(144));
      const load = ({ nonce, keys, tag }: typeof good) =>
        ask('provision_load', { nonce: [...nonce], keys: [...keys], tag: [...tag] });
      const flipped = (bytes: Buffer, at: number) =>
        Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));
      const wrong = [
        stale,
        { ...good, keys: flipped(good.keys, 0) },
        { ...good, keys: Buffer.concat([good.keys.subarray(16), good.keys.subarray(0, 16)]) },
        { ...good, nonce: flipped(good.nonce, 11) },
        { ...good, tag: flipped(good.tag, 15) },
        transport.seal({ ...whom, role: 1 }, offer, randomBytes(144)),
      ];
      await load(good);
      for (const each of wrong) {
        await expect(load(each)).rejects.toMatchObject({ status: Status.BAD_CHECK });
        await expect(ask('provision_write')).rejects.toMatchObject({ status: Status.NOT_STARTED });
      }
      await expect(ask('provision_lock')).rejects.toMatchObject({ status: Status.NOT_FOUND });
    });
    expect(await stateOf()).toBe(PROVISION_BLANK);
  });

  it('takes no title without a manufacturer, no key that is no point, and no message of a meter', async () => {
    await chip.use(async (ask) => {
      const tool_key = [...new TransportKey().toolKey];
      for (const values of [
        { system_title: [0x54, 0x57, 0x7d, 0, 0, 0, 0, 1], tool_key },
        { system_title: [...titleBytes(TITLE)], tool_key: Array<number>(64).fill(1) },
      ])
        await expect(ask('provision_generate', values)).rejects.toMatchObject({
          status: Status.OUT_OF_RANGE,
        });
      await expect(ask('identify')).rejects.toMatchObject({ status: Status.UNKNOWN_MESSAGE });
    });
    expect(chip.found().status).toBe(Status.NOT_FOUND);
  });
});

/** One cut, and what becomes of the board: how it stands, and whether it could be provisioned then. */
async function lived(cut: Cut): Promise<{ state: number; provisioned: boolean }> {
  await expect(provision({}, cut)).rejects.toThrow(SupplyGoneError);
  const { status, keys } = chip.found();
  const state = await stateOf();
  // Half an identity is none: a meter finds all of it and of its keys, or says that there is none.
  expect(status === 0).toBe(state === PROVISION_OPEN || state === 3);
  if (status === 0) expect(keys.filter((key) => key.length === 32).length).toBe(10);
  const before = chip.cells;
  try {
    await provision();
    expectAgreement();
    return { state, provisioned: true };
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error;
    expect(error.message).toMatch(/^the board is spoilt/);
    expect(chip.cells.equals(before)).toBe(true);
    return { state, provisioned: false };
  }
}

const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => FRAM_WRITES + from + i + 1);
const CUTS = {
  'key store': Array.from({ length: 13 }, (_, i) => 1 + Math.floor((i * (FRAM_WRITES - 1)) / 12)),
  'wrapping page': rows(0, WRAPPING_ROWS),
  'signing page': rows(WRAPPING_ROWS, SIGNING_ROWS),
  locks: rows(WRAPPING_ROWS + SIGNING_ROWS, LOCK_ROWS),
};

/** Bits of a row that a cut leaves written: each of these in the long form, else by turns. */
const LEFT = [0, 0x5555, 0xffffff];
const leftAt = (write: number): readonly number[] => (isLong ? LEFT : [LEFT[write % LEFT.length]]);

describe('A board whose supply goes while it is provisioned', { timeout: LIMIT_ms }, () => {
  it.each(Object.entries(CUTS))(
    'with any write of its %s can be provisioned or says that it is spoilt',
    async (what, writes) => {
      const counts = new Map<string, number>();
      for (const [n, write] of writes.entries()) {
        for (const left of what === 'key store' ? [0xff] : leftAt(n)) {
          rmSync(scratch, { recursive: true });
          mkdirSync(scratch);
          chip = new HostChip(scratch);
          const { state, provisioned } = await lived({ write, left });
          const key = `state ${state}, ${provisioned ? 'provisioned' : 'spoilt'}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
          expect(state === PROVISION_SPOILT).toBe(!provisioned);
        }
      }
      console.log(`${what}: ${JSON.stringify(Object.fromEntries(counts))}`);
      if (what === 'key store') expect([...counts.keys()]).toEqual([`state ${PROVISION_BLANK}, provisioned`]);
      if (what === 'locks') expect([...counts.keys()].every((key) => key.endsWith('provisioned'))).toBe(true);
      // The first row may have no bit of those that a cut leaves: nothing was written then either.
      if (what === 'signing page')
        expect(counts.get(`state ${PROVISION_BEGUN}, provisioned`)).toBeGreaterThan(0);
    },
  );

  it('is whole when it goes behind the last write', async () => {
    await provision({}, { write: ALL_WRITES + 1, left: 0 });
    expectAgreement();
  });
});
