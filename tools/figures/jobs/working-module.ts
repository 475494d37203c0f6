// The metering core's own module that, beside metering, has slow work done back to back: every job it starts follows another.
import { execFileSync } from 'node:child_process';
import { createHash, sign as signBy, createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as P from '../../../shared-protocol/generated/ts/protocol.ts';
import { builtPath, ROOT } from '../../build/paths.ts';
import { publicKeyOf, testKeys } from '../../meter/keys/development-keys.ts';

/** What it is at work on, in this order, again and again. */
export const WORK = [
  ...([P.JOB_SIGN, P.JOB_VERIFY_256, P.JOB_VERIFY_384, P.JOB_GENERATE, P.JOB_AGREE] as const),
  ...([P.JOB_PUBLIC, P.JOB_DERIVE, P.JOB_DERIVE_ONCE] as const),
  ...([P.JOB_SIGN_384, P.JOB_PUBLIC_384, P.JOB_DERIVE_ONCE_384] as const),
];
/** What every signature is made of. */
export const SIGNED = Buffer.from('a day of records');
/** A report on the adjustment port: this byte, the kind, length or status in 16 bits, then a result of so many bytes. */
export const REPORT = 0x4a;
const REPORT_HEAD = 4;

/** The end of a job as the module tells of it. */
export interface WorkDone {
  readonly kind: number;
  /** Bytes of the result, or a status. */
  readonly length: number;
  readonly result: Buffer;
}

/** Takes the reports out of what the adjustment port sent. */
export function* workDone(bytes: Buffer): Generator<WorkDone> {
  for (let at = bytes.indexOf(REPORT); at >= 0 && at + REPORT_HEAD <= bytes.length; ) {
    const length = bytes.readInt16LE(at + 2);
    const from = at + REPORT_HEAD;
    const end = from + Math.max(0, length);
    if (end > bytes.length) return;
    yield { kind: bytes[at + 1], length, result: bytes.subarray(from, end) };
    at = end;
  }
}

function signatureOf(digest: Buffer): Buffer {
  const keys = testKeys();
  const [x, y] = [0, 32].map((at) =>
    publicKeyOf(keys)
      .subarray(at, at + 32)
      .toString('base64url'),
  );
  const d = Buffer.from(keys.signing_key, 'hex').toString('base64url');
  const key = createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d }, format: 'jwk' });
  return Buffer.concat([
    publicKeyOf(keys),
    digest,
    signBy('sha256', SIGNED, { key, dsaEncoding: 'ieee-p1363' }),
  ]);
}

/** A published signature of P-384: public key, digest, signature. */
function published384(): Buffer {
  const { sign } = JSON.parse(readFileSync(join(ROOT, 'hal/crypto/vectors.json'), 'utf8')) as {
    sign: Record<string, string | number>[];
  };
  const row = sign.find(({ strength }) => strength === 384)!;
  const hex = (name: string) => Buffer.from(String(row[name]), 'hex');
  return Buffer.concat([hex('public'), createHash('sha384').update(hex('data')).digest(), hex('signature')]);
}

/** What each kind is given, by kind. */
function inputs(): Map<number, Buffer> {
  const verified = signatureOf(createHash('sha256').update(SIGNED).digest());
  const verified384 = published384();
  return new Map([
    [P.JOB_SIGN, verified.subarray(64, 96)],
    [P.JOB_VERIFY_256, verified],
    [P.JOB_VERIFY_384, verified384],
    [P.JOB_GENERATE, Buffer.alloc(0)],
    [P.JOB_AGREE, verified.subarray(0, 64)],
    [P.JOB_PUBLIC, Buffer.alloc(0)],
    [P.JOB_DERIVE, verified.subarray(0, 64)],
    [P.JOB_DERIVE_ONCE, verified.subarray(0, 64)],
    [P.JOB_SIGN_384, createHash('sha384').update(SIGNED).digest()],
    [P.JOB_PUBLIC_384, Buffer.alloc(0)],
    [P.JOB_DERIVE_ONCE_384, verified384.subarray(0, 96)],
  ]);
}

const KEYS = new Map<number, number>([
  [P.JOB_SIGN, P.KEY_SIGNING],
  [P.JOB_GENERATE, P.KEY_EPHEMERAL],
  [P.JOB_AGREE, P.KEY_EPHEMERAL],
  [P.JOB_PUBLIC, P.KEY_AGREEMENT],
  [P.JOB_DERIVE, P.KEY_AGREED],
  [P.JOB_DERIVE_ONCE, P.KEY_AGREED],
  [P.JOB_SIGN_384, P.KEY_SIGNING_384],
  [P.JOB_PUBLIC_384, P.KEY_AGREEMENT_384],
  [P.JOB_DERIVE_ONCE_384, P.KEY_AGREED],
]);

/** Bytes of the memory's end that it takes; the core's own static memory ends before them. */
const ROOM = 832;

const hexText = (bytes: Buffer) =>
  [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');

/** Functions and data behind those of the core: $work_begin starts the next job, $work_done tells of one and goes on. */
function additions(end: number, start: string): string {
  let at = end - ROOM;
  const given = inputs();
  const data: string[] = [];
  const begins = WORK.map((kind, place) => {
    const bytes = given.get(kind)!;
    if (bytes.length > 0) data.push(`(data (i32.const ${at}) "${hexText(bytes)}")`);
    const call = `(call $job_start (i32.const ${kind}) (i32.const ${KEYS.get(kind) ?? 0}) (i32.const ${at}) (i32.const ${bytes.length}))`;
    at += bytes.length;
    return `(if (i32.eq (global.get $work_next) (i32.const ${place})) (then (return ${call})))`;
  });
  const kinds = WORK.map(
    (kind, place) =>
      `(if (i32.eq (local.get $place) (i32.const ${place})) (then (return (i32.const ${kind}))))`,
  );
  const report = end - 32;
  return `
  (global $work_next (mut i32) (i32.const 0))
  (global $work_told (mut i32) (i32.const 0))
  (func $work_kind (param $place i32) (result i32) ${kinds.join(' ')} (unreachable))
  (func $work_start (result i32) ${begins.join(' ')} (unreachable))
  ;; Fills the queue; one job more has to be refused.
  (func $work_fill (param $count i32)
    (loop $more
      (if (i32.le_s (call $work_start) (i32.const 0)) (then (unreachable)))
      (global.set $work_next (i32.rem_u (i32.add (global.get $work_next) (i32.const 1)) (i32.const ${WORK.length})))
      (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (if (i32.ne (call $work_start) (i32.const ${P.Status.BUSY})) (then (unreachable))))
  (func $work_begin (param $cause i32) (result i32) (local $status i32)
    (local.set $status (call ${start} (local.get $cause)))
    (call $work_fill (i32.const ${P.JOBS_MAX}))
    (local.get $status))
  (func $work_done (param $job i32) (param $length i32) (result i32)
    (i32.store8 (i32.const ${report}) (i32.const ${REPORT}))
    (i32.store8 (i32.const ${report + 1}) (call $work_kind (global.get $work_told)))
    (i32.store16 (i32.const ${report + 2}) (local.get $length))
    (global.set $work_told (i32.rem_u (i32.add (global.get $work_told) (i32.const 1)) (i32.const ${WORK.length})))
    (drop (call $work_send (i32.const ${P.PORT_ADJUSTMENT}) (i32.const ${report}) (i32.const ${REPORT_HEAD})))
    (if (i32.gt_s (local.get $length) (i32.const 0))
      (then (drop (call $work_send (i32.const ${P.PORT_ADJUSTMENT}) (call $port_buffer) (local.get $length)))))
    (call $work_fill (i32.const 1))
    (i32.const 0))
  ${data.join('\n  ')}`;
}

/** Puts the additions into the text of a module whose functions have names. */
function atWork(text: string): string {
  const exported = (name: string) => new RegExp(`\\(export "${name}" \\(func (\\S+)\\)\\)`).exec(text)![1];
  const pages = Number(/\(memory \S+ (\d+)/.exec(text)![1]);
  const send = /\(import "host" "port_send" \(func (\S+) /.exec(text)![1];
  const more = additions(65_536 * pages, exported('start'))
    .replaceAll('$work_send', send)
    .replaceAll('$port_buffer', exported('port_buffer'));
  const imported = '(import "host" "job_start" (func $job_start (param i32 i32 i32 i32) (result i32)))';
  return text
    .replace('(import "host"', `${imported}\n  (import "host"`)
    .replace(/\(export "start" \(func \S+\)\)/, '(export "start" (func $work_begin))')
    .replace(/\(export "job_done" \(func \S+\)\)/, '(export "job_done" (func $work_done))')
    .replace(/\)\s*$/, `${more})\n`);
}

/** The built metering module at work. */
export function workingModule(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'twinmeter-work-'));
  try {
    const [wat, wasm] = [join(folder, 'works.wat'), join(folder, 'works.wasm')];
    const text = execFileSync('wasm2wat', ['--generate-names', builtPath('metering-core.wasm')], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    writeFileSync(wat, atWork(text));
    execFileSync('wat2wasm', [wat, '-o', wasm]);
    return new Uint8Array(readFileSync(wasm));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
