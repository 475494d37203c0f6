// Keys by handle and slow work, as a core has them: the same answers from each engine, and none to hostile requests.
import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ABI } from '../../../shared-protocol/generated/ts/abi.ts';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import { Status } from '../../../shared-protocol/generated/ts/protocol.ts';
import { publicKeyOf, testKeys, verifyingKeyOf } from './development-keys.ts';
import { provision } from './provisioned.ts';
import { sealed, wrap } from './testing/by-node.ts';
import type { CoreRunner, SliceInput, SliceOutput } from '../../cores/core-runner.ts';
import { HostProcess } from '../../cores/host-process.ts';
import { V8Core } from '../../cores/v8-core.ts';
import { Wasm3Library } from '../../cores/wasm3-library.ts';
import { buildHost, METERING_BYTES, PROGRAMS, Scratch } from '../../cores/testing/probes.ts';

const keys = testKeys();
const hex = (text: string) => Buffer.from(text, 'hex');
const CALL = {
  ...{ random: 0, digest: 1, mac: 2, seal: 3, open: 4, replace: 5, identify: 6, job: 7 },
  ...{ read: 8, write: 9, jobAt: 10, sealAt: 11 },
} as const;

/** The probe, with every export of a metering core that does not concern it. */
function probeText(): string {
  const text = readFileSync(join(import.meta.dirname, '../../cores/testing/keys-probe.wat'), 'utf8');
  const missing = ABI.metering.exports.filter(({ name }) => !text.includes(`(export "${name}")`));
  const stubs = missing.map(({ name, params }) => {
    const types = params.map(({ type }) => `(param ${type})`).join(' ');
    return `  (func (export "${name}") ${types} (result i32) (i32.const 0))`;
  });
  return text.replace(/\)\s*$/, `\n${stubs.join('\n')})\n`);
}

let scratch: Scratch;
let module: string;
beforeAll(() => {
  buildHost();
  scratch = new Scratch();
  module = scratch.assemble(probeText());
}, 600_000);
afterAll(() => scratch.remove());

/** A core of each form, over a FRAM that outlives it; `identity` false: on a board that never got one. */
const FORMS = {
  v8: (fram: Uint8Array, identity?: Uint8Array) =>
    new V8Core({ role: 'metering', module: readFileSync(module), fram, identity }),
  wasm3: (fram: Uint8Array, identity?: Uint8Array) =>
    new Wasm3Library({
      role: 'metering',
      module: readFileSync(module),
      fram: scratch.write('fram', fram),
      identity,
    }),
  sanitized: (fram: Uint8Array, identity?: Uint8Array) =>
    new HostProcess({
      role: 'metering',
      module,
      fram: scratch.write('fram', fram),
      identity: identity && scratch.write('identity', identity),
      program: PROGRAMS.sanitized,
    }),
};
type Form = keyof typeof FORMS;

/** What the probe said to a command: the import's result, and its bytes afterwards. */
interface Answer {
  readonly result: number;
  readonly bytes: Buffer;
}

class Probe {
  readonly core: CoreRunner;
  /** Ends of jobs the board has announced and the core was not told of. */
  ends: SliceInput[] = [];

  constructor(core: CoreRunner) {
    this.core = core;
  }

  async #slice(inputs: SliceInput[]): Promise<Buffer[]> {
    const outputs: SliceOutput[] = await this.core.slice(inputs);
    for (const output of outputs) {
      if (output.type === 'job')
        this.ends.push({ type: 'job', job: output.job, status: output.status, bytes: output.bytes });
    }
    return outputs.flatMap((output) => (output.type === 'port' ? [Buffer.from(output.bytes)] : []));
  }

  async call(
    code: number,
    [a, b, c]: readonly [number?, number?, number?],
    data: Uint8Array,
  ): Promise<Answer> {
    const head = Buffer.alloc(13);
    head[0] = code;
    [a, b, c].forEach((value, i) => head.writeInt32LE((value ?? 0) | 0, 1 + 4 * i));
    const ring: SliceInput = { type: 'portState', port: 0, free: 512, idle: true };
    const bytes = Buffer.concat([head, data]);
    const [answer] = await this.#slice([ring, { type: 'port', port: 1, bytes }]);
    return { result: answer.readInt32LE(), bytes: answer.subarray(4) };
  }

  /** Tells the core of the first job that ended. */
  async end(): Promise<{ job: number; length: number; bytes: Buffer }> {
    const ring: SliceInput = { type: 'portState', port: 0, free: 512, idle: true };
    const [answer] = await this.#slice([ring, this.ends.shift()!]);
    expect(answer.readInt32LE()).toBe(-1);
    return { job: answer.readInt32LE(4), length: answer.readInt32LE(8), bytes: answer.subarray(12) };
  }

  async job(kind: number, key: number, data: Uint8Array) {
    const { result } = await this.call(CALL.job, [kind, key], data);
    expect(result).toBeGreaterThan(0);
    return this.end();
  }
}

const room = (data: Uint8Array, bytes: number) => Buffer.concat([data, Buffer.alloc(bytes)]);
describe.each(Object.keys(FORMS) as Form[])('Keys by handle, %s', (form) => {
  let fram: Uint8Array;
  let probe: Probe;
  const open = (identity?: Uint8Array) => new Probe(FORMS[form](fram, identity));

  beforeEach(() => {
    fram = new Uint8Array(P.FRAM_BYTES).fill(0xff);
    probe = open(provision(fram, 'metering', keys));
  });
  afterEach(() => probe.core.close());

  it('tell who the board is, and digest', async () => {
    const { result, bytes } = await probe.call(CALL.identify, [], Buffer.alloc(72));
    expect([result, bytes.toString('hex')]).toEqual([
      0,
      keys.system_title + publicKeyOf(keys).toString('hex'),
    ]);
    const text = Buffer.from('reading');
    const digest = await probe.call(CALL.digest, [P.STRENGTH_256], room(text, 32));
    expect(digest.bytes.subarray(7)).toEqual(crypto.createHash('sha256').update(text).digest());
    const longer = await probe.call(CALL.digest, [P.STRENGTH_384], room(text, 48));
    expect(longer.bytes.subarray(7)).toEqual(crypto.createHash('sha384').update(text).digest());
  });

  it('seal for a client as DLMS does, and open nothing that was touched', async () => {
    const { encryption_key, authentication_key } = keys.clients[2];
    const [nonce, text] = [Buffer.alloc(12, 7), Buffer.from('set the clock')];
    const control = Buffer.of(0x30);
    const also = Buffer.concat([control, hex(authentication_key)]);
    const message = Buffer.concat([nonce, control, text, Buffer.alloc(12)]);
    const handles = [P.KEY_ENCRYPTION + 2, P.KEY_AUTHENTICATION + 2, 1] as const;
    const { result, bytes } = await probe.call(CALL.seal, handles, message);
    expect(result).toBe(Status.OK);
    const expected = sealed(hex(encryption_key), nonce, also, text);
    expect(bytes.subarray(13)).toEqual(expected.subarray(12));
    const back = await probe.call(CALL.open, handles, bytes);
    expect([back.result, back.bytes.subarray(13, -12).toString()]).toEqual([0, 'set the clock']);
    bytes[12] ^= 1;
    const refused = await probe.call(CALL.open, handles, bytes);
    expect(refused.result).toBe(Status.BAD_CHECK);
    expect(refused.bytes.subarray(13, -12)).toEqual(Buffer.alloc(text.length));
  });

  it('are replaced under the master key, in force at once and after a restart', async () => {
    const fresh = crypto.randomBytes(16);
    const handle = P.KEY_ENCRYPTION + 1;
    const wrapped = wrap(hex(keys.master_key), fresh);
    expect((await probe.call(CALL.replace, [handle, P.KEY_MASTER], wrapped)).result).toBe(Status.OK);
    const message = room(Buffer.alloc(12, 1), 16 + 12);
    const { bytes } = await probe.call(CALL.seal, [handle, 0, 0], message);
    expect(bytes).toEqual(sealed(fresh, Buffer.alloc(12, 1), Buffer.alloc(0), Buffer.alloc(16)));
    wrapped[3] ^= 1;
    const { result } = await probe.call(CALL.replace, [handle, P.KEY_MASTER], wrapped);
    expect(result).toBe(Status.BAD_CHECK);
    if (form !== 'v8') return; // the others keep their FRAM in a file of this test
    const again = open(provision(fram, 'metering', keys));
    const after = await again.call(CALL.seal, [handle, 0, 0], message);
    expect(after.bytes).toEqual(bytes);
  });

  it('sign as RFC 6979 has it: the same bytes everywhere, and Node verifies them', async () => {
    const text = Buffer.from('a day of records');
    const digest = crypto.createHash('sha256').update(text).digest();
    const { length, bytes } = await probe.job(P.JOB_SIGN, P.KEY_SIGNING, digest);
    expect(length).toBe(64);
    const key = { key: verifyingKeyOf(keys), dsaEncoding: 'ieee-p1363' } as const;
    expect(crypto.verify('sha256', text, key, bytes)).toBe(true);
    expect(bytes.toString('hex').slice(0, 16)).toBe(SIGNATURE);
    const verified = Buffer.concat([publicKeyOf(keys), digest, bytes]);
    expect((await probe.job(P.JOB_VERIFY_256, 0, verified)).length).toBe(0);
    verified[70] ^= 1;
    expect((await probe.job(P.JOB_VERIFY_256, 0, verified)).length).toBe(Status.BAD_CHECK);
  });

  it('agree on a session key with whoever knows the other half', async () => {
    const mine = await probe.job(P.JOB_GENERATE, P.KEY_EPHEMERAL, Buffer.alloc(0));
    const ecdh = crypto.createECDH('prime256v1');
    ecdh.generateKeys();
    const other = Buffer.from('provisioning');
    const given = Buffer.concat([ecdh.getPublicKey().subarray(1), other]);
    expect((await probe.job(P.JOB_AGREE, P.KEY_EPHEMERAL, given)).length).toBe(0);
    const secret = ecdh.computeSecret(Buffer.concat([Buffer.of(4), mine.bytes]));
    const derived = crypto
      .createHash('sha256')
      .update(Buffer.concat([Buffer.of(0, 0, 0, 1), secret, other]))
      .digest()
      .subarray(0, 16);
    const { bytes } = await probe.call(CALL.seal, [P.KEY_SESSION, 0, 0], room(Buffer.alloc(12, 9), 5 + 12));
    expect(bytes).toEqual(sealed(derived, Buffer.alloc(12, 9), Buffer.alloc(0), Buffer.alloc(5)));
    // The half was used up: a second agreement has nothing to go by.
    expect((await probe.job(P.JOB_AGREE, P.KEY_EPHEMERAL, given)).length).toBe(Status.BAD_CHECK);
  });

  it('refuse more jobs than there is room for, and take the next once one was told', async () => {
    const digest = Buffer.alloc(32, 3);
    const start = async () => (await probe.call(CALL.job, [P.JOB_SIGN, P.KEY_SIGNING], digest)).result;
    const numbers = [await start(), await start(), await start(), await start()];
    expect(numbers).toEqual([1, 2, 3, 4]);
    expect(await start()).toBe(Status.BUSY);
    expect((await probe.end()).job).toBe(1);
    expect(await start()).toBe(5);
    expect(await start()).toBe(Status.BUSY);
  });

  it('are nothing to a module that asks for what it may not have', async () => {
    const message = room(Buffer.alloc(12), 40);
    const uses: [number, readonly [number?, number?, number?], number][] = [
      [CALL.mac, [P.KEY_ENCRYPTION], Status.OUT_OF_RANGE],
      [CALL.mac, [P.KEY_MASTER], Status.OUT_OF_RANGE],
      [CALL.seal, [P.KEY_MASTER, 0, 0], Status.OUT_OF_RANGE],
      [CALL.seal, [P.KEY_MAC, 0, 0], Status.OUT_OF_RANGE],
      [CALL.seal, [P.KEY_SIGNING, 0, 0], Status.OUT_OF_RANGE],
      [CALL.seal, [P.KEY_ENCRYPTION + P.KEY_CLIENTS, 0, 0], Status.OUT_OF_RANGE],
      [CALL.seal, [P.KEY_ENCRYPTION, P.KEY_ENCRYPTION, 1], Status.OUT_OF_RANGE],
      [CALL.seal, [-1, 0, 0], Status.OUT_OF_RANGE],
      [CALL.seal, [0x7fffffff, 0, 0], Status.OUT_OF_RANGE],
      [CALL.seal, [P.KEY_ENCRYPTION, 0, -1], Status.BAD_LENGTH],
      [CALL.seal, [P.KEY_ENCRYPTION, 0, 29], Status.BAD_LENGTH],
      [CALL.seal, [P.KEY_ENCRYPTION, P.KEY_AUTHENTICATION, 0], Status.BAD_LENGTH],
      [CALL.seal, [P.KEY_SESSION, 0, 0], Status.NOT_FOUND],
      [CALL.replace, [P.KEY_MAC, P.KEY_ENCRYPTION], Status.OUT_OF_RANGE],
      [CALL.replace, [P.KEY_MAC, P.KEY_MASTER], Status.BAD_LENGTH],
      [CALL.job, [0, 0], Status.OUT_OF_RANGE],
      [CALL.job, [6, 0], Status.OUT_OF_RANGE],
      [CALL.job, [-1, P.KEY_SIGNING], Status.OUT_OF_RANGE],
      [CALL.job, [P.JOB_SIGN, P.KEY_EPHEMERAL], Status.OUT_OF_RANGE],
      [CALL.job, [P.JOB_SIGN, P.KEY_SIGNING], Status.BAD_LENGTH],
      [CALL.jobAt, [P.JOB_SIGN, P.KEY_SIGNING, METERING_BYTES - 16], Status.BAD_POINTER],
      [CALL.jobAt, [P.JOB_SIGN, P.KEY_SIGNING, -1], Status.BAD_POINTER],
      [CALL.sealAt, [P.KEY_ENCRYPTION, 0, METERING_BYTES - 32], Status.BAD_POINTER],
      [CALL.read, [P.KEY_BANKS], Status.OUT_OF_RANGE],
      [CALL.read, [P.KEY_BANKS - 51], Status.OUT_OF_RANGE],
      [CALL.write, [P.KEY_BANKS + P.KEY_BANK_BYTES], Status.OUT_OF_RANGE],
      [CALL.write, [-1], Status.OUT_OF_RANGE],
    ];
    for (const [code, handles, status] of uses)
      expect([code, ...handles, (await probe.call(code, handles, message)).result]).toEqual([
        code,
        ...handles,
        status,
      ]);
  });

  it('are none on a board that never got an identity', async () => {
    fram.fill(0xff);
    const blank = open();
    const asked = [
      await blank.call(CALL.identify, [], Buffer.alloc(72)),
      await blank.call(CALL.mac, [P.KEY_MAC], Buffer.alloc(20)),
      await blank.call(CALL.job, [P.JOB_SIGN, P.KEY_SIGNING], Buffer.alloc(32)),
    ];
    expect(asked.map(({ result }) => result)).toEqual(asked.map(() => Status.NOT_FOUND));
    await blank.core.close();
  });
});

/** The first half of r of the signature of 'a day of records' by the test keys, whatever signs it. */
const SIGNATURE = '30ecc0955fd53bb8';
