// Who gets what of the server of a run: its own page with the token, and nobody else.
import { describe, expect, it } from 'vitest';
import { refusalOf, type Asked } from './guard.ts';
import { CommandError, commandOf } from './told.ts';

const site = { token: 'right', hosts: ['127.0.0.1:1234', 'localhost:1234'] };
const asked = (changes: Partial<Asked> = {}): Asked => ({
  path: '/api/state',
  host: '127.0.0.1:1234',
  origin: undefined,
  token: 'right',
  ...changes,
});
const status = (changes: Partial<Asked>) => refusalOf(site, asked(changes))?.status;

describe('The server of a run', () => {
  it.each([
    ['its own page', { origin: 'http://localhost:1234', host: 'localhost:1234' }],
    ['a program with the token', {}],
    ['anybody for the page itself', { path: '/', token: undefined }],
  ])('answers %s', (_, changes) => {
    expect(status(changes)).toBeUndefined();
  });

  it.each([
    ['no token', { token: undefined }, 401],
    ['another token', { token: 'wrong' }, 401],
    ['a longer token', { token: 'right!' }, 401],
    ['a page of another origin that has the token', { origin: 'http://example.org' }, 403],
    ['a page of another port', { origin: 'http://127.0.0.1:80' }, 403],
    ['a page without an origin of its own', { origin: 'null' }, 403],
    ['a name that points here', { host: 'example.org:1234' }, 403],
    ['a request without Host', { host: undefined }, 403],
  ])('refuses %s', (_, changes, expected) => {
    expect(status(changes)).toBe(expected);
  });
});

describe('A command', () => {
  it.each([
    { kind: 'button', name: 'scroll', pressed: true },
    { kind: 'contact', name: 'magnet', closed: false },
    { kind: 'cut', of: 'management' },
    { kind: 'read', of: 'profile', last: 96 },
    { kind: 'feed', onto: 'currents', harmonics: '3:20@180, 5:10' },
    { kind: 'feed', onto: 'voltages', harmonics: '' },
    { kind: 'disturb', by: 'dip' },
  ])('is taken as it is: %o', (command) => {
    expect(commandOf(command)).toEqual(command);
  });

  it.each([
    [undefined, 'kind'],
    [null, 'kind'],
    [[], 'kind'],
    [{ kind: 'calibrate' }, 'kind'],
    [{ kind: 'button', name: 'jumper', pressed: true }, 'name'],
    [{ kind: 'button', name: 'scroll', pressed: 'yes' }, 'pressed'],
    [{ kind: 'contact', name: 'jumper', closed: true }, 'name'],
    [{ kind: 'contact', name: 'constructor', closed: true }, 'name'],
    [{ kind: 'contact', name: 'magnet' }, 'closed'],
    [{ kind: 'cut', of: 'metering' }, 'of'],
    [{ kind: 'disturb', by: 'earthquake' }, 'by'],
    [{ kind: 'feed', onto: 'neutral', harmonics: '' }, 'onto'],
    [{ kind: 'feed', onto: 'currents' }, 'harmonics'],
    [{ kind: 'feed', onto: 'currents', harmonics: '99:1' }, 'order 99'],
    [{ kind: 'read', of: 'keys', last: 1 }, 'of'],
    [{ kind: 'read', of: 'profile' }, 'last'],
    [{ kind: 'read', of: 'profile', last: 0 }, 'last'],
    [{ kind: 'read', of: 'profile', last: 2689 }, 'last'],
    [{ kind: 'read', of: 'profile', last: 1.5 }, 'last'],
  ])('that is none is refused: %o', (sent, word) => {
    expect(() => commandOf(sent)).toThrow(CommandError);
    expect(() => commandOf(sent)).toThrow(word);
  });
});
