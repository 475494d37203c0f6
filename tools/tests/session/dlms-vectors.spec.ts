// The test client for DLMS against published bytes, in both directions, before it meets a meter.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../shared-protocol/vectors/dlms.json' with { type: 'json' };
import {
  decodeAare,
  decodeInitiate,
  decodeRlre,
  encodeAarq,
  encodeInitiate,
  encodeRlrq,
} from '../../clients/dlms/acse.ts';
import { decodeData, encodeData, octets, type Data } from '../../clients/dlms/axdr.ts';
import { answerTo, open, protect } from '../../clients/dlms/ciphering.ts';
import { decodeDateTime, encodeDateTime } from '../../clients/dlms/date-time.ts';
import { ApduError, ServiceExceptionError } from '../../clients/dlms/errors.ts';
import {
  decodeResponse,
  encodeAction,
  encodeGet,
  encodeGetNext,
  encodeSet,
} from '../../clients/dlms/xdlms.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const optional = (text: string | undefined) => (text === undefined ? undefined : hex(text));
const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
const keys = {
  encryption: hex(vectors.keys.encryption),
  authentication: hex(vectors.keys.authentication),
};
const server = hex(vectors.keys.server_title);

describe('The client', () => {
  it.each(vectors.aarq)('asks for an association: $name', (vector) => {
    const { context, mechanism, title, challenge, information } = vector as (typeof vectors.aarq)[2];
    const opening = { title: optional(title), challenge: optional(challenge), information: hex(information) };
    expect(text(encodeAarq({ context, mechanism, ...opening }))).toBe(vector.bytes);
  });

  it.each(vectors.aare)('understands what answers it: $name', (vector) => {
    const { context, result, diagnostic, mechanism, title, challenge, information } =
      vector as (typeof vectors.aare)[3];
    const answer = decodeAare(hex(vector.bytes));
    const { title: t, challenge: c, information: i, ...numbers } = answer;
    expect({ ...numbers, title: text(t), challenge: text(c), information: text(i) }).toEqual({
      context,
      result,
      diagnostic,
      mechanism,
      title,
      challenge,
      information,
    });
  });

  it('says what it can, understands what is agreed on, and releases', () => {
    const [{ conformance, pduSize, bytes }] = vectors.initiate;
    expect(text(encodeInitiate({ conformance, pduSize }))).toBe(bytes);
    const [response] = vectors.initiate_response;
    expect(decodeInitiate(hex(response.bytes))).toEqual({
      conformance: response.conformance,
      pduSize: response.pduSize,
    });
    const [release] = vectors.release;
    expect(text(encodeRlrq(release.reason))).toBe(release.request);
    expect(decodeRlre(hex(release.response))).toBe(release.reason);
  });

  it.each(vectors.request)('asks: $name', (vector) => {
    const { service, obis, id, block, body, bytes } = vector as (typeof vectors.request)[2] & {
      block?: number;
    };
    const of = { class: vector.class ?? 0, obis: obis ?? '', id: id ?? 0 };
    const value = body ? decodeData(hex(body)) : undefined;
    const made =
      block !== undefined
        ? encodeGetNext(block)
        : service === 0xc0
          ? encodeGet(of)
          : service === 0xc1
            ? encodeSet(of, value!)
            : encodeAction(of, value);
    expect(text(made)).toBe(bytes);
  });

  it('selects a range of a profile by local time and an hour from UTC, and entries', () => {
    const profile = { class: 7, obis: '1-0:99.1.0.255', id: 2 };
    const [, range, entries] = vectors.selection;
    const at = (ms: number) => ({ instant: new Date(ms), deviation_min: 60, status: 0 });
    const ranged = encodeGet(profile, { from: at(range.from), to: at(range.to) });
    const head = 'c001c10007010063';
    expect(text(ranged)).toBe(`${head}0100ff020101${range.bytes}`);
    expect(text(encodeGet(profile, { from: 1, to: 0 }))).toBe(`${head}0100ff020102${entries.bytes}`);
  });

  it.each(vectors.response)('understands an answer: $name', (vector) => {
    const { kind, result, isLast, block, data } = vector as (typeof vectors.response)[3] & {
      result?: number;
    };
    const answer = decodeResponse(hex(vector.bytes));
    const told = 'data' in answer ? answer.data : undefined;
    const found = answer.kind === 'block' ? text(answer.bytes) : told && text(encodeData(told));
    expect(found).toBe(data);
    expect(answer).toMatchObject(
      JSON.parse(JSON.stringify({ kind, result, isLast, block })) as Record<string, unknown>,
    );
  });

  it.each(vectors.exception)('throws an exception: $name', (vector) => {
    const { bytes, state, service, counter } = vector as (typeof vectors.exception)[1];
    const awaited = { state, service, expectedCounter: counter };
    expect(() => decodeResponse(hex(bytes))).toThrow(ServiceExceptionError);
    expect(() => decodeResponse(hex(bytes))).toThrow(expect.objectContaining(awaited) as Error);
  });

  it.each(vectors.protected)('ciphers and deciphers: $name', ({ plain, service, counter, bytes }) => {
    expect(text(protect(keys, server, counter, service, hex(plain)))).toBe(bytes);
    const opened = open(keys, server, hex(bytes));
    expect({ ...opened, text: text(opened.text) }).toEqual({ service, counter, text: plain });
  });

  it.each([...vectors.protected_altered, ...vectors.protected_refused])('opens nothing: $name', (vector) => {
    expect(() => open(keys, server, hex(vector.bytes))).toThrow();
  });

  it.each(vectors.challenge)('answers a challenge: $name', ({ challenge, title, counter, token }) => {
    const by = hex(vectors.keys[title as 'client_title']);
    expect(text(answerTo(keys, by, counter, hex(challenge)))).toBe(token);
  });

  it.each(vectors.date_time)('tells and understands a time: $name', (vector) => {
    const { bytes, local_ms, status } = vector;
    const deviation_min = vector.deviation_min === -32768 ? undefined : vector.deviation_min;
    const time = { instant: new Date(local_ms - (deviation_min ?? 0) * 60_000), deviation_min, status };
    expect(text(encodeDateTime(time))).toBe(bytes);
    expect(decodeDateTime(hex(bytes))).toEqual(time);
  });
});

describe('Data of COSEM', () => {
  const number = fc
    .constantFrom('integer', 'unsigned', 'long', 'long-unsigned', 'double-long', 'enum', 'long64' as const)
    .chain((type) => {
      const bits = { integer: 8, unsigned: 8, enum: 8, long: 16, 'long-unsigned': 16 }[type as 'long'] ?? 32;
      const signed = ['integer', 'long', 'double-long', 'long64'].includes(type);
      const top = 1n << BigInt(signed ? bits - 1 : bits);
      return fc
        .bigInt({ min: signed ? -top : 0n, max: top - 1n })
        .map((value): Data => ({ type: type as 'long', value }));
    });
  const bytes = fc.uint8Array({ maxLength: 300 }).map((all): Data => octets(Buffer.from(all)));
  const { data } = fc.letrec<{ data: Data }>((tie) => ({
    data: fc.oneof(
      { maxDepth: 3 },
      fc.constant<Data>({ type: 'null' }),
      number,
      bytes,
      fc.array(tie('data'), { maxLength: 4 }).map((of): Data => ({ type: 'structure', of })),
    ),
  }));

  it('are the same after they were bytes', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(encodeData(decodeData(encodeData(value)))).toEqual(encodeData(value));
      }),
    );
  });

  it('cut short anywhere are none', () => {
    fc.assert(
      fc.property(data, fc.nat(), (value, at) => {
        const all = encodeData(value);
        expect(() => decodeData(all.subarray(0, at % all.length))).toThrow(ApduError);
      }),
    );
  });
});
