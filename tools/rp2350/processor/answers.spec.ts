// The table of what registers answer, as the native part reads it.
import { describe, expect, it } from 'vitest';
import { COUNT_WORD } from '../registers/peripheral.ts';
import { Answers } from './answers.ts';

const PLACE_BYTES = 48;

/** The places in use, by address, as struct answer has them. */
function placesOf({ buffer }: Answers) {
  const places = new Map<
    number,
    { at: number; kind: number; value: number; held: number; doubles: number[] }
  >();
  const view = new DataView(buffer.buffer);
  for (let at = 0; at + PLACE_BYTES <= buffer.length; at += PLACE_BYTES) {
    const doubles = [0, 8, 16, 24].map((field) => view.getFloat64(at + field, true));
    const [address, kind, value, held] = [32, 36, 40, 44].map((field) => view.getUint32(at + field, true));
    if (address) places.set(address, { at, kind, value, held, doubles });
  }
  return places;
}

describe('Answers of registers', () => {
  it('are unknown until their model tells them, and again when it forgets them', () => {
    const answers = new Answers();
    const answer = answers.add(0x40070018, 0);
    const kind = () => placesOf(answers).get(0x40070018)!.kind;
    expect(kind()).toBe(0);
    answer.give(5);
    expect(kind()).toBe(1);
    answer.forget();
    expect(kind()).toBe(0);
  });

  it('hold a value for ever or until a time, and a count as its line', () => {
    const answers = new Answers();
    const [always, soon, low, high] = [4, 8, 12, 16].map((address) => answers.add(address, 0));
    always.give(0xffffffff);
    soon.give(7, 150);
    const line = { base: 3, baseTime: 100, cyclesPerTick: 150 };
    low.giveCount(line, 1);
    high.giveCount(line, COUNT_WORD);
    const places = placesOf(answers);
    expect(places.get(4)).toMatchObject({ kind: 1, value: 0xffffffff });
    expect(places.get(4)!.doubles[0]).toBe(Infinity);
    expect(places.get(8)!.doubles[0]).toBe(150);
    expect(places.get(12)).toMatchObject({ kind: 2 });
    expect(places.get(12)!.doubles.slice(1)).toEqual([3, 100, 150]);
    expect(places.get(16)).toMatchObject({ kind: 3 });
  });

  it('of registers at the same place of the table stand one behind the other, past its end too', () => {
    const answers = new Answers();
    const addresses = [0xfc, 0x1fc, 0x2fc];
    for (const address of addresses) answers.add(address, 0).give(address);
    const places = placesOf(answers);
    expect(addresses.map((address) => places.get(address)!.at / PLACE_BYTES)).toEqual([63, 0, 1]);
    expect(addresses.map((address) => places.get(address)!.value)).toEqual(addresses);
  });

  it('of a block held in reset are held with it', () => {
    const answers = new Answers();
    answers.add(4, 1).give(1);
    answers.add(8, 2).give(1);
    answers.add(12, 0).give(1);
    const held = () => [4, 8, 12].map((address) => placesOf(answers).get(address)!.held);
    answers.hold(1);
    expect(held()).toEqual([1, 0, 0]);
    answers.hold(0);
    expect(held()).toEqual([0, 0, 0]);
  });

  it('have a place that stays free, where a search ends', () => {
    const answers = new Answers();
    for (let n = 1; n < 64; n++) answers.add(4 * n, 0);
    expect(() => answers.add(4 * 64, 0)).toThrow(RangeError);
  });

  it('keep words that are stored, as many as there is room for, until the model goes on', () => {
    const answers = new Answers();
    const answer = answers.add(4, 0);
    expect([...answer.taken()]).toEqual([]);
    answer.takeWords(20);
    const place = placesOf(answers).get(4)!;
    expect([place.kind, place.doubles[1]]).toEqual([4, 16]);
    const view = new DataView(answers.buffer.buffer);
    view.setUint32(64 * PLACE_BYTES, 11, true);
    view.setUint32(place.at + 40, 1, true);
    expect([...answer.taken()]).toEqual([11]);
    answer.takeWords(3);
    expect([...answer.taken()]).toEqual([]);
  });
});
