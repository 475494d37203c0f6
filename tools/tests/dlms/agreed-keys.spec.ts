// Keys agreed on for one message: as slow work, by what each side has for it, and by nothing that is nearly that.
import { createECDH, createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveKey, pointOf, signatureOf } from '../../clients/dlms/agreement.ts';
import type { AgreementKeys, ChosenKey, Fields } from '../../clients/dlms/general-ciphering.ts';
import { octets } from '../../clients/dlms/index.ts';
import { idle } from '../../meter/targets/with-meter.ts';
import { Asker, MANAGEMENT, PUBLIC, refusal, SUPERVISOR, withDlms } from './dlms-bench.ts';
import {
  LIMIT_ms,
  IMPORT,
  KEY_OF_METER,
  KEY_OF_SUPERVISOR,
  NOT_DECIPHERED,
  hex,
  agreement,
  general,
  associate,
  bytesOf,
  made,
  plainAssociation,
} from './general-bench.ts';

/** One-pass agreement from its parts. */
function once(change: {
  point?: Buffer;
  sign?: Buffer;
  signer?: AgreementKeys['own'];
  arc?: string;
  swap?: boolean;
}) {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const point = change.point ?? pair.getPublicKey().subarray(1);
  const secret = pair.computeSecret(Buffer.concat([Buffer.of(4), pointOf(agreement.server)]));
  return ({ originator, recipient }: Fields): ChosenKey => {
    const [partyU, partyV] = change.swap ? [recipient, originator] : [originator, recipient];
    const signature = signatureOf(change.signer ?? agreement.ownSigning!, change.sign ?? point);
    const key = change.arc
      ? otherArc(change.arc, secret, partyU, partyV)
      : deriveKey(secret, 'aes-gcm-128', { partyU, partyV });
    return { key, told: Buffer.concat([hex('010201018180'), point, signature]) };
  };
}

function otherArc(arc: string, secret: Buffer, partyU: Uint8Array, partyV: Uint8Array): Buffer {
  const text = Buffer.concat([Buffer.of(0, 0, 0, 1), secret, hex(arc), partyU, partyV]);
  return createHash('sha256').update(text).digest().subarray(0, 16);
}

describe('A key agreed on', { timeout: LIMIT_ms }, () => {
  it.each([
    ['with a point that lies on no curve', { point: Buffer.alloc(64, 5) }],
    ['signed by another key', { signer: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
    ['with a signature of something else', { sign: Buffer.alloc(64, 1) }],
    ['by the algorithm of the misprint', { arc: '60857406080300' }],
    ['for key wrap', { arc: '60857405080302' }],
    ['for AES-256', { arc: '60857405080301' }],
    ['with the parties in the other order', { swap: true }],
  ] as [string, Parameters<typeof once>[0]][])('%s is none', (_, change) =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      const say = async (of: typeof change, counter: number) =>
        asker.say(made({ info: 'one-pass', chosen: once(of), counter }));
      expect((await say(change, 100)).toString('hex')).toBe(NOT_DECIPHERED);
      expect((await say({}, 101))[0]).toBe(0xdd);
    }),
  );

  it('is the meter’s own in each answer, and no request has another’s', () =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      const point = async (counter: number) =>
        (await asker.say(made({ info: 'one-pass', counter }))).subarray(34, 98).toString('hex');
      expect(await point(100)).not.toBe(await point(101));
    }));

  it('is slow work: another port is answered within a tenth of a second meanwhile, and all of it within two', () =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      const visitor = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      const since_us = meter.conductor.now_us;
      asker.link.send(made({ info: 'one-pass', counter: 100 }), since_us / 1000);
      for (let bytes = asker.link.takeOutput(); bytes; bytes = asker.link.takeOutput())
        meter.rs485!.line.fromOutside(bytes);
      for (let n = 0; n < 5; n++) {
        await idle(meter, 150);
        const asked_us = meter.conductor.now_us;
        await visitor.run(visitor.client.get(IMPORT));
        expect(meter.conductor.now_us - asked_us).toBeLessThan(100_000);
        expect(asker.link.takeApdu()).toBeUndefined();
      }
      await idle(meter, 1200);
      expect(asker.link.takeApdu()?.[0]).toBe(0xdd);
    }));

  it('goes by keys that can be read and written', () =>
    withDlms(async (meter) => {
      const manager = await new Asker(meter, { client: MANAGEMENT, over: 'wrapper' }).associate();
      expect(bytesOf(await manager.run(manager.client.get(KEY_OF_METER)))).toEqual(pointOf(agreement.server));
      const known = await manager.run(manager.client.get(KEY_OF_SUPERVISOR));
      expect(bytesOf(known)).toEqual(pointOf(agreement.own));
      const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      expect(
        await refusal(manager.run(manager.client.set(KEY_OF_SUPERVISOR, octets(Buffer.alloc(63))))),
      ).toBeDefined();
      await manager.run(manager.client.set(KEY_OF_SUPERVISOR, octets(pointOf(other))));
      const asker = await associate(meter, 'static');
      expect(await refusal(asker.run(asker.client.get(IMPORT)))).toMatch(/cipher/);
      await asker.close();
      const right = { ...general('static'), agreementKeys: { ...agreement, own: other } };
      const again = await associate(meter, 'static', { client_options: right, counter: 100 });
      expect(await again.run(again.client.get(IMPORT))).toBeDefined();
    }));

  it('is no way to keep the board from others: wrong signatures one behind the other, and old messages', () =>
    withDlms(async (meter) => {
      const asker = await plainAssociation(meter);
      const visitor = await new Asker(meter, { client: PUBLIC, over: 'wrapper' }).associate();
      const reading = async () => {
        const asked_us = meter.conductor.now_us;
        await visitor.run(visitor.client.get(IMPORT));
        return (meter.conductor.now_us - asked_us) / 1000;
      };
      const quiet_ms = await reading();
      const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      for (let n = 0; n < 8; n++) {
        const wrong = made({ info: 'one-pass', chosen: once({ signer }), counter: 100 + n });
        asker.link.send(wrong, meter.conductor.now_us / 1000);
        for (let bytes = asker.link.takeOutput(); bytes; bytes = asker.link.takeOutput())
          meter.rs485!.line.fromOutside(bytes);
        for (let m = 0; m < 8; m++) {
          expect(await reading()).toBeLessThanOrEqual(quiet_ms + 20);
          await idle(meter, 100);
        }
        expect(asker.link.takeApdu()?.toString('hex')).toBe(NOT_DECIPHERED);
      }
      const message = made({ info: 'static', counter: 200 });
      expect((await asker.say(message))[0]).toBe(0xdd);
      // What was used before costs the board no agreement: the line takes longer.
      const since_us = meter.conductor.now_us;
      expect((await asker.say(message)).toString('hex')).toMatch(/^d80106/);
      expect(meter.conductor.now_us - since_us).toBeLessThan(200_000);
      await visitor.run(visitor.client.release());
      const second = new Asker(meter, { client: SUPERVISOR, over: 'wrapper', counter: 500 });
      expect(await refusal(second.associate())).toBeUndefined();
    }));
});
