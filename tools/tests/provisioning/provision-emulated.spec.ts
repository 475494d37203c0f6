// Provisioning of emulated boards by the image for it: what the meter's own image makes of it, and the supply cut meanwhile.
import { createPublicKey, verify } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import {
  PROVISION_BEGUN,
  PROVISION_BLANK,
  PROVISION_DONE,
  PROVISION_OPEN,
  PROVISION_SPOILT,
} from '../../../shared-protocol/generated/ts/provision.ts';
import { DlmsClient } from '../../clients/dlms/index.ts';
import { tellState } from '../../meter/provisioning/board.ts';
import { provisionBoard } from '../../meter/provisioning/ceremony.ts';
import { ProvisionError } from '../../meter/provisioning/errors.ts';
import { freshGivenKeys, givenBytes, type ClientKeysFile } from '../../meter/provisioning/given-keys.ts';
import { KeyFiles } from '../../meter/provisioning/key-files.ts';
import { titleBytes } from '../../meter/provisioning/title.ts';
import { ApduCarrier } from '../../records/apdu-carrier.ts';
import { takeReadings } from '../../records/exports/take-readings.ts';
import { RINGS } from '../../records/exports/rings.ts';
import { Chip, provisionImagesBuilt, SupplyGoneError, type Cut, type Running } from './emulated-bench.ts';

const LIMIT_ms = 600_000;
const TITLE = 'TWM00000000a7';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'twinmeter-provision-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const keysFile = () => JSON.parse(readFileSync(join(folder, 'client-keys'), 'utf8')) as ClientKeysFile;
const pem = () => createPublicKey(readFileSync(join(folder, 'public-key.pem')));

const provision = (chip: Chip, cut?: Cut) =>
  chip.use(
    '-provision',
    ({ ask }) =>
      provisionBoard(ask, {
        role: chip.role,
        title: titleBytes(TITLE),
        keys: freshGivenKeys(),
        files: new KeyFiles(folder),
        step: () => {},
      }),
    cut,
  );

const hex = (text: string) => Buffer.from(text, 'hex');

/** Opens a session of a client with the keys of the folder, and gives the title that the meter calls itself by. */
async function titleOfSession({ ask }: Running, id: number): Promise<string> {
  const { encryption_key, authentication_key } = keysFile().clients[id - 1];
  const keys = { encryption: hex(encryption_key), authentication: hex(authentication_key) };
  const client = new DlmsClient({ keys, title: Buffer.from(`HES0000${id}`) });
  const carrier = new ApduCarrier();
  const exchange = client.associate();
  for (let step = exchange.next(); !step.done; ) {
    const work = carrier.carry(id, step.value);
    let carried = work.next();
    while (!carried.done) carried = work.next(await ask(carried.value.message, carried.value.values));
    step = exchange.next(carried.value);
  }
  expect(client.state).toBe('associated');
  return Buffer.from(client.serverTitle).toString('hex');
}

/** Registers as the meter signs them, judged by the key of the folder. */
async function expectSigned(running: Running): Promise<void> {
  const pause = async (time_ms: number) => {
    for (let passed_ms = 0; passed_ms < time_ms; passed_ms += 5) running.advance();
  };
  const meter = {
    ask: async (...asked: Parameters<typeof running.ask>) => ({ ...(await running.ask(...asked)) }),
    pause,
  };
  const line = await takeReadings(meter, RINGS[0], undefined, () => {});
  const [, text, signature] = line.split('|');
  const { SD } = JSON.parse(signature) as { SD: string };
  expect(verify('sha256', Buffer.from(text), pem(), hex(SD))).toBe(true);
  expect(verify('sha256', Buffer.from(`${text} `), pem(), hex(SD))).toBe(false);
}

describe.skipIf(!provisionImagesBuilt())(
  'A metering board that was provisioned',
  { timeout: LIMIT_ms },
  () => {
    it('signs what the public key verifies, and opens a session with the keys of the folder', async () => {
      const chip = new Chip('metering');
      await provision(chip);
      await chip.use('', async (running) => {
        const { system_title, public_key } = await running.ask('read_identity');
        expect(Buffer.from(system_title as number[])).toEqual(titleBytes(TITLE));
        const { x, y } = pem().export({ format: 'jwk' });
        const point = Buffer.concat([x!, y!].map((each) => Buffer.from(each, 'base64url')));
        expect(Buffer.from(public_key as number[])).toEqual(point);
        expect(await titleOfSession(running, 1)).toBe(titleBytes(TITLE).toString('hex'));
        await expectSigned(running);
      });
    });

    it('had no identity before, and answers no message of provisioning', async () => {
      const chip = new Chip('metering');
      await chip.use('', async ({ ask }) => {
        await expect(ask('read_identity')).rejects.toMatchObject({ status: Status.NOT_FOUND });
        await expect(ask('provision_tell')).rejects.toMatchObject({ status: Status.UNKNOWN_MESSAGE });
      });
    });
  },
);

describe.skipIf(!provisionImagesBuilt())('An emulated board', { timeout: LIMIT_ms }, () => {
  it.each(['metering', 'management'] as const)(
    '(%s) is provisioned once: a second time nothing is changed, and no key is ever on the wire',
    async (role) => {
      const chip = new Chip(role);
      const { fingerprint } = await provision(chip);
      const secrets = givenBytes(keysFile());
      const before = chip.cells;
      folder = mkdtempSync(join(tmpdir(), 'twinmeter-provision-'));
      await expect(provision(chip)).rejects.toThrow(`already provisioned: ${TITLE}, key ${fingerprint}`);
      expect(chip.cells.equals(before)).toBe(true);
      const row = (page: number, at: number) => chip.fuses[64 * page + at];
      const fuses = (page: number, from: number) =>
        Buffer.from(Uint16Array.from({ length: 16 }, (_, i) => row(page, from + i)).buffer);
      const wire = Buffer.from(chip.wire);
      for (const secret of [secrets, fuses(20, 5), fuses(21, 1)])
        for (let at = 0; at + 8 <= secret.length; at++)
          expect(wire.includes(secret.subarray(at, at + 8))).toBe(false);
    },
  );
});

/** What becomes of a board after a cut, and how it stood. */
async function afterCut(chip: Chip, cut: Cut): Promise<[state: number, outcome: string]> {
  await expect(provision(chip, cut)).rejects.toThrow(SupplyGoneError);
  const { state } = await chip.use('-provision', ({ ask }) => tellState(ask));
  try {
    const { title } = await provision(chip);
    return [state, title];
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error;
    return [state, error.message.slice(0, 19)];
  }
}

const SPOILT = 'the board is spoilt';
// Rows: 18 of the wrapping page, 54 of the signing page, then both locks.
const CUTS: [what: string, cut: Cut, state: number, outcome: string][] = [
  ['the first byte of the key store', { framByte: 1 }, PROVISION_BLANK, TITLE],
  ['a byte in the midst of the key store', { framByte: 5000 }, PROVISION_BLANK, TITLE],
  ['the last byte of the key store', { framByte: 9600 }, PROVISION_BLANK, TITLE],
  ['the first row of fuses, of which nothing came', { row: 1 }, PROVISION_BLANK, TITLE],
  ['the first row of fuses, of which a part came', { row: 1, bits: 0x48 }, PROVISION_SPOILT, SPOILT],
  ['a row of the wrapping key', { row: 10, bits: 0xffff }, PROVISION_SPOILT, SPOILT],
  ['the first row of the signing key', { row: 19 }, PROVISION_BEGUN, TITLE],
  ['a row of the signing key', { row: 40, bits: 0xff }, PROVISION_SPOILT, SPOILT],
  ['the first lock', { row: 73 }, PROVISION_OPEN, TITLE],
  ['a lock of which a part came', { row: 73, bits: 0x15 }, PROVISION_OPEN, TITLE],
  ['the last lock', { row: 74, bits: 0x3d3d3d }, PROVISION_DONE, TITLE],
];

describe.skipIf(!provisionImagesBuilt())('An emulated board whose supply goes', { timeout: LIMIT_ms }, () => {
  it.each(CUTS)('with %s can be provisioned, or says that it is spoilt', async (_, cut, state, outcome) => {
    expect(await afterCut(new Chip('management'), cut)).toEqual([state, outcome]);
  });

  it('leaves a metering image that has no half of an identity', async () => {
    for (const row of [19, 40]) {
      const chip = new Chip('metering');
      await expect(provision(chip, { row })).rejects.toThrow(SupplyGoneError);
      await chip.use('', async ({ ask }) => {
        await expect(ask('read_identity')).rejects.toMatchObject({ status: Status.NOT_FOUND });
      });
      rmSync(folder, { recursive: true });
      folder = mkdtempSync(join(tmpdir(), 'twinmeter-provision-'));
      expect(existsSync(join(folder, 'client-keys'))).toBe(false);
    }
  });
});
