// The keys of the public vectors of IEC 62055-41, by the name they have there.
import { decoderKey04, misty1Cipher, type BaseYear } from '../../clients/sts/index.ts';
import vectors from '../../clients/vectors/sts.json' with { type: 'json' };

export const VENDING_KEY = Buffer.from(vectors.vending_key, 'hex');
export const placeOf = (name: string) => vectors.keys[name as keyof typeof vectors.keys];
export const keyOf = (name: string) =>
  decoderKey04(VENDING_KEY, placeOf(name), placeOf(name).base as BaseYear, 11);
export const cipherOf = (name: string) => misty1Cipher(keyOf(name));
