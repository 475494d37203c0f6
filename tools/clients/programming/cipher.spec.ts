// What a meter ciphers, against vectors that another library made.
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/optical-cipher.json' with { type: 'json' };
import { CipherError, SessionCipher } from './cipher.ts';

const { keys, challenge, drawn, sets } = vectors;

describe('A session under a cipher', () => {
  it('is opened set by set', () => {
    const cipher = new SessionCipher(challenge, keys, drawn);
    for (const { text, ...set } of sets) expect(cipher.open({ ...set, told: set.id })).toBe(text);
  });

  it('goes on behind a value that was asked for again, and never back', () => {
    const cipher = new SessionCipher(challenge, keys, drawn);
    const opened = (at: number) => cipher.open({ ...sets[at], told: sets[at].id });
    expect(opened(2)).toBe(sets[2].text);
    expect(() => opened(1)).toThrow(CipherError);
    expect(opened(3)).toBe(sets[3].text);
  });

  it('draws anew for each session', () => {
    const [one, other] = [new SessionCipher(challenge, keys), new SessionCipher(challenge, keys)];
    expect(one.drawn).toMatch(/^[0-9A-F]{32}$/);
    expect(other.drawn).not.toBe(one.drawn);
  });
});
