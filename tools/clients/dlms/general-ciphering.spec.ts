// general-ciphering and agreed keys against bytes that others made: published ones, and those of another cryptography.
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/dlms-general-ciphering.json' with { type: 'json' };
import { agreedKey, algorithmId, checkSignature, deriveKey, pointOf } from './agreement.ts';
import { signingKey, verifyingKey } from './authentication.ts';
import { DecipheringError, DlmsOptionError } from './errors.ts';
import {
  chooseKey,
  openGeneralCiphering,
  protectGeneralCiphering,
  unwrapKey,
  wrapKey,
  type AgreementKeys,
  type KeyInfo,
} from './general-ciphering.ts';
import { Security } from './security.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const { published } = vectors;
const { keys: given } = vectors;
const keys = { encryption: hex(given.encryption), authentication: hex(given.authentication) };
const masterKey = hex(given.master);
const pair = (key: string) => {
  const own = signingKey(hex(key));
  return { own, other: verifyingKey(pointOf(own)) };
};
const [clientAgreement, serverAgreement] = [pair(given.client_agreement), pair(given.server_agreement)];
const [clientSigning, serverSigning] = [pair(given.client_signing), pair(given.server_signing)];
/** As the meter has them: it opens what its client made. */
const meterSide: AgreementKeys = {
  own: serverAgreement.own,
  server: clientAgreement.other,
  ownSigning: serverSigning.own,
  serverSigning: clientSigning.other,
};
const clientSide: AgreementKeys = {
  own: clientAgreement.own,
  server: serverAgreement.other,
  ownSigning: clientSigning.own,
  serverSigning: serverSigning.other,
};
const titles = { originator: hex(vectors.client_title), recipient: hex(vectors.server_title) };
const fieldsOf = ({ date_time, other }: { date_time: string; other: string }) => ({
  ...titles,
  transaction: hex(vectors.transaction),
  dateTime: hex(date_time),
  other: hex(other),
});

describe('A key that is agreed on', () => {
  const parties = { partyU: hex(published.party_u), partyV: hex(published.party_v) };

  it('is derived as published, and not by the arc that was misprinted', () => {
    const own = signingKey(hex(published.server_private));
    expect(pointOf(own).toString('hex')).toBe(published.server_public);
    const other = verifyingKey(hex(published.client_public));
    expect(agreedKey(own, other, 'aes-gcm-128', parties).toString('hex')).toBe(published.key);
    const secret = hex(published.secret);
    expect(deriveKey(secret, 'aes-gcm-128', parties).toString('hex')).toBe(published.key);
    expect(deriveKey(secret, 'aes-wrap-128', parties).toString('hex')).not.toBe(published.key);
    expect(algorithmId('aes-gcm-128').toString('hex')).not.toBe(published.misprint_arc);
    const swapped = { partyU: parties.partyV, partyV: parties.partyU };
    expect(deriveKey(secret, 'aes-gcm-128', swapped).toString('hex')).not.toBe(published.key);
  });

  it('is asked for by a signature as published', () => {
    const key = verifyingKey(hex(published.client_signing_public));
    expect(() => checkSignature(key, hex(published.signed), hex(published.signature))).not.toThrow();
    expect(() => checkSignature(key, hex(published.client_public), hex(published.signature))).toThrow(
      DecipheringError,
    );
  });

  it('is none of keys of two curves', () => {
    const long = signingKey(Buffer.alloc(48, 5));
    expect(() => agreedKey(long, clientSide.server, 'aes-gcm-128', parties)).toThrow(DlmsOptionError);
  });
});

describe('A wrapped key', () => {
  it.each(vectors.wrapped)('is wrapped and unwrapped as published: $bytes', ({ master, key, bytes }) => {
    expect(wrapKey(hex(master), hex(key)).toString('hex')).toBe(bytes);
    expect(unwrapKey(hex(master), hex(bytes)).toString('hex')).toBe(key);
    const altered = hex(bytes);
    altered[3] ^= 1;
    expect(() => unwrapKey(hex(master), altered)).toThrow(DecipheringError);
  });
});

describe('A message of general-ciphering', () => {
  it.each(vectors.messages)('is opened: $name', (message) => {
    const of = { keys, masterKey, agreement: meterSide };
    const opened = openGeneralCiphering(of, titles, hex(message.bytes), vectors.control);
    expect(opened.text.toString('hex')).toBe(vectors.text);
    expect(opened).toMatchObject({ counter: message.counter, info: message.info });
    expect(Buffer.from(opened.fields.other!).toString('hex')).toBe(message.other);
  });

  it.each(vectors.messages)('is made of the same key: $name', (message) => {
    const at = message.bytes.length;
    const told = /** key-info, between the fields and the content */ () => {
      const whole = hex(message.bytes);
      const fields = 1 + 9 + 9 + 9 + 1 + message.date_time.length / 2 + 1 + message.other.length / 2;
      return whole.subarray(fields, at / 2 - 1 - (1 + 4 + vectors.text.length / 2 + 12));
    };
    const chosen = { key: hex(message.key), told: told() };
    const fields = fieldsOf(message);
    const { counter, bytes } = message;
    const text = hex(vectors.text);
    expect(
      protectGeneralCiphering({ keys }, fields, chosen, counter, text, vectors.control).toString('hex'),
    ).toBe(bytes);
  });

  it.each(vectors.messages)('says by which key, as it is told: $name', (message) => {
    const of = { keys, masterKey, agreement: clientSide };
    const fresh = () => hex(vectors.content_key);
    const { key, told } = chooseKey(message.info as KeyInfo, of, fieldsOf(message), fresh);
    if (message.info === 'one-pass') expect(told.length).toBe(6 + 128);
    else {
      expect(key).toEqual(hex(message.key));
      expect(message.bytes).toContain(told.toString('hex'));
    }
  });

  it.each(vectors.messages)('is refused where a byte is another: $name', ({ bytes }) => {
    const of = { keys, masterKey, agreement: meterSide };
    for (let at = 0; at < bytes.length / 2; at += at < 60 ? 1 : 7) {
      const altered = hex(bytes);
      altered[at] ^= 0x04;
      expect(() => openGeneralCiphering(of, titles, altered, vectors.control), String(at)).toThrow();
    }
  });

  it('is refused of another transaction than was asked for', () => {
    const client_ = new Security({
      keys,
      title: titles.originator,
      suite: 1,
      ciphering: 'general',
      counter: 1,
    });
    client_.knowServer(titles.recipient);
    client_.seal(hex(vectors.text));
    const answer = protectGeneralCiphering(
      { keys },
      { transaction: Buffer.alloc(8), originator: titles.recipient, recipient: titles.originator },
      { key: keys.encryption, told: Buffer.of(1, 0, 0) },
      5,
      hex('c401c10000'),
      0x31,
    );
    expect(() => client_.open(answer)).toThrow(/transaction/);
  });

  it('wants the keys that its own is told by', () => {
    const fields = fieldsOf(vectors.messages[0]);
    for (const info of ['wrapped', 'one-pass', 'static'] as const)
      expect(() => chooseKey(info, { keys }, fields, (n) => Buffer.alloc(n))).toThrow(DlmsOptionError);
  });
});
