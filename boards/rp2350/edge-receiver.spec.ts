// The receiver by edges without a chip: 300 Bd beside whatever else comes down the same line.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenParity } from '../../tools/lines/serial-format.ts';
import { pureC } from '../pure-c.ts';

const RECEIVER_BYTES = 64;
const c = pureC('edge-receiver', ['rp2350/drivers/edge_receiver.c']);
const call = {
  start: c.func('void edge_receiver_start(void *, uint32_t)'),
  edge: c.func('void edge_receiver_edge(void *, bool, uint32_t)'),
  take: c.func('int edge_receiver_take(void *, uint32_t, _Out_ uint8_t *, int)'),
};

interface Edge {
  readonly level: boolean;
  readonly at_us: number;
}

/** The bits of a character on the wire, start and stop bit included; `parity` other than it should be, if asked. */
const bitsOf = (character: number, parity: number = evenParity(character)): number[] => [
  0,
  ...Array.from({ length: 7 }, (_, i) => (character >> i) & 1),
  parity,
  1,
];

/** The edges of these bits at a rate, from an idle line. */
function edgesOf(bits: readonly number[], baud: number, start_us = 1000): Edge[] {
  const edges: Edge[] = [];
  let level = 1;
  bits.forEach((bit, index) => {
    if (bit !== level) edges.push({ level: bit === 1, at_us: Math.round(start_us + (index * 1e6) / baud) });
    level = bit;
  });
  return edges;
}

/** What a receiver at 300 Bd makes of the edges, asked for it a character's time after the last. */
function heard(edges: readonly Edge[], wrap_us = 0): string {
  const receiver = Buffer.alloc(RECEIVER_BYTES);
  call.start(receiver, 300);
  const characters: number[] = [];
  const take = (at_us: number): void => {
    const some = Buffer.alloc(16);
    const count = call.take(receiver, (at_us + wrap_us) >>> 0, some, 16) as number;
    characters.push(...some.subarray(0, count));
  };
  for (const { level, at_us } of edges) {
    call.edge(receiver, level, (at_us + wrap_us) >>> 0);
    take(at_us);
  }
  take((edges.at(-1)?.at_us ?? 0) + 40_000);
  return Buffer.from(characters).toString('latin1');
}

const SIGN_ON = '/?!\r\n';
const wire = (text: readonly number[]) => text.flatMap((character) => bitsOf(character));
const ofText = (text: string) => [...Buffer.from(text, 'latin1')];

describe('a receiver by edges at 300 Bd', () => {
  it('hears every character, one after the other or with pauses', () => {
    const paused = fc.array(fc.record({ character: fc.nat(127), idle: fc.nat(40) }), { maxLength: 30 });
    fc.assert(
      fc.property(paused, (sent) => {
        const bits = sent.flatMap(({ character, idle }) => [
          ...bitsOf(character),
          ...Array<number>(idle).fill(1),
        ]);
        expect(heard(edgesOf(bits, 300))).toBe(
          Buffer.from(sent.map(({ character }) => character)).toString('latin1'),
        );
      }),
    );
  });

  it('hears a sender whose clock is 2 % off, with edges 20 us late', () => {
    const late = (edges: Edge[]) =>
      edges.map(({ level, at_us }, i) => ({ level, at_us: at_us + ((i * 7) % 20) }));
    for (const baud of [294, 306]) expect(heard(late(edgesOf(wire(ofText(SIGN_ON)), baud)))).toBe(SIGN_ON);
  });

  it('goes on when the microsecond counter wraps', () => {
    for (const ahead_us of [0, 10_000, 33_000, 100_000])
      expect(heard(edgesOf(wire(ofText(SIGN_ON)), 300), 2 ** 32 - ahead_us)).toBe(SIGN_ON);
  });

  const RATES = [600, 1200, 2400, 4800, 9600, 19_200];

  it('hears nothing of faster senders, whatever they send one character after the other', () => {
    const several = fc.array(fc.nat(127), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(several, fc.constantFrom(...RATES), (sent, baud) => {
        expect(heard(edgesOf(wire(sent), baud))).toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it.each(RATES)('hears nothing but DEL, which no message has, of any single character at %i Bd', (baud) => {
    for (let character = 0; character < 128; character++)
      expect(heard(edgesOf(bitsOf(character), baud)).replace('\x7f', '')).toBe('');
    expect(heard(edgesOf(bitsOf(0x15), baud))).toBe('');
  });

  it('drops characters with wrong parity or without a stop bit, and hears the next', () => {
    const wrong = bitsOf(0x3f, 1 - evenParity(0x3f));
    const broken = [...bitsOf(0x3f).slice(0, 9), 0, 1, 1];
    const bits = [...bitsOf(0x2f), ...wrong, ...broken, ...bitsOf(0x21)];
    expect(heard(edgesOf(bits, 300))).toBe('/!');
  });

  it('hears a sign-on after the line was cut in the middle of a character', () => {
    const cut = edgesOf(bitsOf(0x55).slice(0, 4), 300);
    const rest = edgesOf(wire(ofText(SIGN_ON)), 300, 200_000);
    const rising = { level: true, at_us: 150_000 };
    const open = cut.at(-1)!.level ? [] : [rising];
    expect(heard([...cut, ...open, ...rest])).toContain(SIGN_ON);
  });

  it('takes two edges that came as one for no character, and hears the next', () => {
    const merged = edgesOf(bitsOf(0x55), 300).filter((_, index) => index !== 3);
    expect(heard([...merged, ...edgesOf(wire(ofText(SIGN_ON)), 300, 100_000)])).toBe(SIGN_ON);
  });

  it('keeps sixteen characters when nobody takes them', () => {
    const receiver = Buffer.alloc(RECEIVER_BYTES);
    call.start(receiver, 300);
    const sent = Array.from({ length: 20 }, (_, i) => 0x30 + i);
    const edges = edgesOf(wire(sent), 300);
    for (const { level, at_us } of edges) call.edge(receiver, level, at_us);
    const some = Buffer.alloc(32);
    expect(call.take(receiver, edges.at(-1)!.at_us + 40_000, some, 32)).toBe(16);
    expect([...some.subarray(0, 16)]).toEqual(sent.slice(0, 16));
  });
});
