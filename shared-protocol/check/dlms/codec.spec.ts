// The DLMS codec that both cores share, against published bytes, in both directions, and what it must refuse.
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { STATUS_NAMES, Status } from '../../generated/ts/protocol.ts';
import vectors from '../../vectors/dlms.json' with { type: 'json' };
import { Codec } from './proof-module.ts';

let codec: Codec;
beforeAll(() => void (codec = new Codec()), 120_000);

const hex = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'hex'));
const bytesOf = ({ bytes }: { bytes: string }) => Buffer.from(bytes, 'hex');
const { keys } = vectors;
const TAG = 12;
const SECURED = 0x30;
const AUTHENTICATED = 0x10;

/** What key_seal does with bytes laid out as the codec lays them: nonce, covered bytes, text, room for the tag. */
function seal(laid: Buffer, covered: number): Buffer {
  const cipher = createCipheriv('aes-128-gcm', hex(keys.encryption)!, laid.subarray(0, 12), {
    authTagLength: TAG,
  });
  const also = laid.subarray(12, 12 + covered);
  cipher.setAAD(Buffer.concat([also.subarray(0, 1), hex(keys.authentication)!, also.subarray(1)]));
  const text = cipher.update(laid.subarray(12 + covered, -TAG));
  cipher.final();
  return Buffer.concat([text, cipher.getAuthTag()]);
}

describe('An association', () => {
  const [TITLE, CHALLENGE, INFORMATION, CHALLENGE_LENGTH, INFORMATION_LENGTH, CONTEXT, MECHANISM] = [
    0, 4, 8, 12, 16, 20, 21,
  ];
  const read = (bytes: Uint8Array) => ({
    status: codec.read('read_aarq', bytes),
    context: codec.u8(CONTEXT),
    mechanism: codec.u8(MECHANISM),
    title: codec.u32(TITLE) ? codec.at(codec.u32(TITLE), 8).toString('hex') : undefined,
    challenge: codec.u32(CHALLENGE)
      ? codec.pointed(CHALLENGE, codec.i32(CHALLENGE_LENGTH)).toString('hex')
      : undefined,
    information: codec.pointed(INFORMATION, codec.i32(INFORMATION_LENGTH)).toString('hex'),
  });

  it.each(vectors.aarq)('is asked for: $name', (vector) => {
    const { context, mechanism, title, challenge, information } = vector as Record<string, string | number>;
    expect(read(bytesOf(vector))).toEqual({ status: 0, context, mechanism, title, challenge, information });
  });

  it.each(vectors.aarq_refused)('is not asked for by $name', (vector) => {
    expect(codec.read('read_aarq', bytesOf(vector))).toBe(Status.BAD_LENGTH);
  });

  it('asked for with identifiers that are not of DLMS has neither context nor mechanism', () => {
    const other = bytesOf(vectors.aarq[2]);
    other[other.indexOf(0x85)] ^= 1;
    expect(read(other)).toMatchObject({ status: 0, context: 0, mechanism: 5 });
  });

  it.each(vectors.aare)('is answered: $name', (vector) => {
    const { context, result, diagnostic, mechanism = 0, ...rest } = vector as (typeof vectors.aare)[3];
    const [title, challenge, information] = [rest.title, rest.challenge, rest.information].map(hex);
    codec.give({ title, challenge, information });
    const lengths = [title, challenge, information].map((bytes) => bytes?.length ?? 0);
    const written = codec.written('put_aare', context, result, diagnostic, mechanism, ...lengths);
    expect(written.toString('hex')).toBe(vector.bytes);
  });

  it('is answered with lengths of two bytes where one is not enough', () => {
    codec.give({
      title: Buffer.alloc(8, 1),
      challenge: Buffer.alloc(64, 2),
      information: Buffer.alloc(33, 3),
    });
    const written = codec.written('put_aare', 3, 0, 14, 5, 8, 64, 33);
    expect(written.subarray(0, 3).toString('hex')).toBe(`6181${(written.length - 3).toString(16)}`);
  });

  it.each(vectors.release)('is released: $name', ({ request, reason, response }) => {
    expect(codec.read('read_rlrq', Buffer.from(request, 'hex'))).toBe(reason);
    expect(codec.written('put_rlre', reason).toString('hex')).toBe(response);
    expect(codec.read('read_rlrq', Buffer.from(request, 'hex').subarray(0, -1))).toBe(Status.BAD_LENGTH);
  });
});

describe('What both sides can do', () => {
  it.each(vectors.initiate)('is asked for: $name', (vector) => {
    expect(codec.read('read_initiate', bytesOf(vector))).toBe(Status.OK);
    const { version, conformance, pduSize, dedicatedKey } = vector;
    const found = { conformance: codec.u32(0), pduSize: codec.u16(4), version: codec.u8(6) };
    expect({ ...found, dedicatedKey: codec.u8(7) === 1 }).toEqual({
      version,
      conformance,
      pduSize,
      dedicatedKey,
    });
  });

  it.each(vectors.initiate_refused)('is not asked for by what is $name', (vector) => {
    expect(codec.read('read_initiate', bytesOf(vector))).toBe(Status.BAD_LENGTH);
  });

  it.each(vectors.initiate_response)('is told: $name', ({ bytes, conformance, pduSize }) => {
    expect(codec.written('put_initiate', conformance, pduSize).toString('hex')).toBe(bytes);
  });

  it('is refused with an error', () => {
    expect(codec.written('put_initiate_error', 1).toString('hex')).toBe('0e010601');
  });
});

describe('A request', () => {
  it.each(vectors.request)('is $name', (vector) => {
    expect(codec.read('read_request', bytesOf(vector))).toBe(Status.OK);
    const wanted = { class: 0, id: 0, block: 0, body: '', obis: '', ...vector };
    const code = codec.u32(0) ? codec.at(codec.u32(0), 6) : Buffer.alloc(0);
    const obis = code.length ? `${code[0]}-${code[1]}:${[...code.subarray(2)].join('.')}` : '';
    const [body, length] = [codec.u32(4), codec.i32(8)];
    expect({
      service: codec.u8(18),
      invoke: codec.u8(19),
      class: codec.u16(16),
      id: codec.u8(20),
      block: codec.u32(12),
      body: body ? codec.at(body, length).toString('hex') : '',
      obis,
    }).toEqual({
      service: wanted.service,
      invoke: wanted.invoke,
      class: wanted.class,
      id: wanted.id,
      block: wanted.block,
      body: wanted.body,
      obis: wanted.obis,
    });
  });

  it.each(vectors.request_refused)('is not $name', (vector) => {
    expect(STATUS_NAMES.get(codec.read('read_request', bytesOf(vector)))).toBe(vector.status);
  });

  it('of any bytes gives a status and nothing outside of them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const status = codec.read('read_request', bytes);
        expect(STATUS_NAMES.has(status)).toBe(true);
        if (status !== Status.OK) return;
        const [body, length] = [codec.u32(4), codec.i32(8)];
        const end = codec.call('buffer') + bytes.length;
        expect(body === 0 || (length >= 0 && body + length <= end)).toBe(true);
      }),
    );
  });
});

describe('A selection', () => {
  it.each(vectors.selection)('is $name', (vector) => {
    expect(codec.read('read_selection', bytesOf(vector), vector.selector)).toBe(Status.OK);
    expect({ from: codec.i64(0), to: codec.i64(8), kind: codec.i32(16) }).toEqual({
      from: BigInt(vector.from),
      to: vector.to > Number.MAX_SAFE_INTEGER ? 2n ** 63n - 1n : BigInt(vector.to),
      kind: vector.kind,
    });
  });

  it.each(vectors.selection_refused)('is not $name', (vector) => {
    const status = codec.read('read_selection', bytesOf(vector), vector.selector);
    expect(STATUS_NAMES.get(status)).toBe(vector.status);
  });

  it('of none is all', () => {
    expect(codec.read('read_selection', Buffer.alloc(0), 0)).toBe(Status.OK);
    expect(codec.i32(16)).toBe(0);
  });
});

describe('An answer', () => {
  const write = (vector: (typeof vectors.response)[number]): Buffer => {
    const {
      kind,
      result = 0,
      isLast,
      block = 0,
      bytes,
    } = vector as (typeof vectors.response)[3] & {
      result?: number;
    };
    const data = hex(vector.data) ?? Buffer.alloc(0);
    const service = bytes.slice(0, 2);
    if (kind === 'data') return Buffer.concat([codec.written('put_get_data', 0xc1), data]);
    if (kind === 'block')
      return Buffer.concat([codec.written('put_get_block', 0xc1, Number(isLast), block, data.length), data]);
    if (service === 'c4') return codec.written('put_get_refusal', 0xc1, result);
    if (service === 'c5') return codec.written('put_set_result', 0xc1, result);
    if (vector.data) return Buffer.concat([codec.written('put_action_data', 0xc1), data]);
    return codec.written('put_action_result', 0xc1, result);
  };

  it.each(vectors.response)('is $name', (vector) => {
    expect(write(vector).toString('hex')).toBe(vector.bytes);
  });

  it('ends a GET in blocks with why', () => {
    expect(codec.written('put_get_block_refusal', 0xc1, 7, 19).toString('hex')).toBe('c402c101000000070113');
  });

  it.each(vectors.exception)('is an exception: $name', (vector) => {
    const { state, service, counter, bytes } = vector as (typeof vectors.exception)[1];
    const written =
      counter === undefined
        ? codec.written('put_exception', state, service)
        : codec.written('put_counter_exception', counter);
    expect(written.toString('hex')).toBe(bytes);
  });
});

describe('A ciphered APDU', () => {
  const open = (bytes: Buffer) => {
    codec.give({ title: hex(keys.server_title) });
    const status = codec.read('read_protected', bytes);
    const [text, length, counter] = [codec.u32(0), codec.i32(4), codec.u32(8)];
    return { status, text, length, counter, service: codec.u8(12), control: codec.u8(13) };
  };

  it.each(vectors.protected)('is sealed: $name', ({ plain, service, counter, bytes }) => {
    codec.give({ title: hex(keys.server_title) });
    const text = Buffer.from(plain, 'hex');
    const start = codec.call('buffer');
    codec.memory.set(text, start);
    const laid = codec.call('lay_before', counter, SECURED);
    const sealed = seal(codec.at(laid, start - laid + text.length + TAG), 1);
    codec.memory.set(sealed, start);
    const head = codec.call('head_before', text.length, service, counter, SECURED);
    expect(codec.at(head, start - head + sealed.length).toString('hex')).toBe(bytes);
  });

  it.each(vectors.protected)('is taken apart and laid out for opening, in place: $name', (vector) => {
    const found = open(bytesOf(vector));
    const { service, counter, plain } = vector;
    expect(found).toMatchObject({ status: 0, service, counter, control: SECURED, length: plain.length / 2 });
    // Sealing the plain text over the same nonce gives what came.
    const laid = codec.call('lay_found', found.text, counter, SECURED);
    const nonce = codec.at(laid, found.text - laid);
    const again = Buffer.concat([nonce, Buffer.from(plain, 'hex'), Buffer.alloc(TAG)]);
    expect(seal(again, 1)).toEqual(codec.at(found.text, found.length + TAG));
  });

  it.each(vectors.protected_altered)(
    'altered in $name is not what sealing its plain text gives',
    (vector) => {
      const found = open(bytesOf(vector));
      expect(found.status).toBe(Status.OK);
      const laid = codec.call('lay_found', found.text, found.counter, found.control);
      const nonce = codec.at(laid, found.text - laid);
      const again = Buffer.concat([nonce, Buffer.from(vectors.protected[0].plain, 'hex'), Buffer.alloc(TAG)]);
      const isSame = seal(again, 1).equals(codec.at(found.text, found.length + TAG));
      expect(isSame && found.control === SECURED).toBe(false);
    },
  );

  it.each(vectors.protected_refused)('is not what is $name', (vector) => {
    expect(open(bytesOf(vector)).status).toBe(Status.BAD_LENGTH);
  });

  it('of any length has the head that it is taken apart by', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 990 }), fc.integer({ min: 0 }), (length, counter) => {
        const head = codec.call('head_before', length, 0xc8, counter, SECURED);
        const whole = codec.at(head, codec.call('buffer') - head + length + TAG);
        expect(open(whole)).toMatchObject({ status: 0, counter, length, control: SECURED, service: 0xc8 });
      }),
    );
  });

  it.each(vectors.challenge)('answers a challenge: $name', ({ challenge, title, counter, token }) => {
    codec.give({ title: hex(keys[title as 'client_title']), challenge: hex(challenge) });
    const length = codec.call('lay_challenge', counter, challenge.length / 2);
    const laid = codec.at(codec.call('buffer'), length);
    const control = Buffer.from([AUTHENTICATED]);
    const sealed = seal(laid, length - 12 - TAG);
    expect(Buffer.concat([control, laid.subarray(8, 12), sealed]).toString('hex')).toBe(token);
  });
});
