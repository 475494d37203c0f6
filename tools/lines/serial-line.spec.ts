// Shows that the line paces characters by the baud rate, checks parity and rates, and loses nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenParity, type SerialFormat } from './serial-format.ts';
import { SerialLine, type LineOptions } from './serial-line.ts';

const OPTICAL: LineOptions = { meter: { baud: 300, format: '7E1' } };
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const onWire = (text: string): Uint8Array => ascii(text).map((c) => c | (evenParity(c) << 7));

function lineWithOutside(options: LineOptions) {
  const line = new SerialLine(options);
  const outside: number[] = [];
  line.onOutside((bytes) => outside.push(...bytes));
  return { line, outside };
}

describe('bytes outside a port at 7E1, detected by the sign-on', () => {
  const detecting = () => lineWithOutside({ ...OPTICAL, presentation: 'detected' });
  const heardOf = (sent: Uint8Array) => {
    const { line, outside } = detecting();
    line.fromOutside(sent);
    line.advance(1e6);
    line.fromMeter(ascii('/TWM'));
    line.advance(2e6);
    return { ...line.toMeter(), answer: Uint8Array.from(outside) };
  };

  it('are answered with parity where the sign-on has it', () => {
    const { bytes, parityErrors, answer } = heardOf(onWire('/?!\r\n'));
    expect({ bytes, parityErrors }).toEqual({ bytes: ascii('/?!\r\n'), parityErrors: 0 });
    expect(answer).toEqual(onWire('/TWM'));
  });

  it('are answered without where the sign-on has none', () => {
    const { bytes, parityErrors, answer } = heardOf(ascii('/?!\r\n'));
    expect({ bytes, parityErrors }).toEqual({ bytes: ascii('/?!\r\n'), parityErrors: 0 });
    expect(answer).toEqual(ascii('/TWM'));
  });

  it('are on the wire again for the next one when whoever left parity out has gone', () => {
    const { line, outside } = detecting();
    line.fromOutside(ascii('/?!\r\n'));
    line.advance(1e6);
    line.forgetOutside();
    line.fromMeter(ascii('/TWM'));
    line.advance(2e6);
    expect(Uint8Array.from(outside)).toEqual(onWire('/TWM'));
  });
});

describe('pacing', () => {
  it('goes at the rate of the meter for whoever comes after one that spoke at another', () => {
    const line = new SerialLine(OPTICAL);
    line.observeOutsideBaud(9600);
    line.fromOutside(ascii('lost'));
    line.advance(1e6);
    expect(line.toMeter().bytes).toHaveLength(0);
    line.forgetOutside();
    line.fromOutside(onWire('/'));
    line.advance(2e6);
    expect(line.toMeter().bytes).toEqual(ascii('/'));
  });

  it('delivers a 7E1 character to the meter after ten bit times, not before', () => {
    const line = new SerialLine(OPTICAL);
    line.fromOutside(onWire('/'));
    line.advance(33_333);
    expect(line.toMeter().bytes).toEqual(Uint8Array.of());
    line.advance(33_334);
    expect(line.toMeter().bytes).toEqual(ascii('/'));
  });

  it('takes eleven bit times for 8E1', () => {
    const { line, outside } = lineWithOutside({ meter: { baud: 9600, format: '8E1' } });
    line.fromMeter(Uint8Array.of(0xa5));
    line.advance(11e6 / 9600 - 0.5);
    expect(outside).toEqual([]);
    line.advance(11e6 / 9600 + 0.5);
    expect(outside).toEqual([0xa5]);
  });

  it('needs n character times for n characters, however they are handed over and asked for', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 8 });
    const steps_us = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(chunks, steps_us, fc.constantFrom(300, 9600), (parts, steps, baud) => {
        const { line, outside } = lineWithOutside({ meter: { baud, format: '8N1' } });
        const sent = parts.flatMap((part) => [...part]);
        parts.forEach((part) => line.fromMeter(part));
        let now_us = 0;
        for (const step of steps) {
          line.advance((now_us += step));
          const due = Math.min(sent.length, Math.floor((now_us * baud) / 10e6 + 1e-9));
          expect(outside).toEqual(sent.slice(0, due));
        }
        line.advance(now_us + (sent.length * 10e6) / baud + 1);
        expect(outside).toEqual(sent);
        expect(line.meterIdle).toBe(true);
      }),
    );
  });

  it('says when the next character ends', () => {
    const line = new SerialLine({ meter: { baud: 1000, format: '8N1' } });
    expect(line.nextEvent_us).toBeUndefined();
    line.fromOutside(Uint8Array.of(1, 2));
    expect(line.nextEvent_us).toBe(10_000);
    line.advance(10_000);
    expect(line.nextEvent_us).toBe(20_000);
  });
});

describe('parity', () => {
  it('carries every character both ways as wire bytes', () => {
    const formats = fc.constantFrom<SerialFormat>('8N1', '7E1', '8E1');
    fc.assert(
      fc.property(formats, fc.uint8Array({ maxLength: 64 }), (format, bytes) => {
        const sent = format === '7E1' ? bytes.map((b) => b & 0x7f) : bytes;
        const wire = format === '7E1' ? sent.map((b) => b | (evenParity(b) << 7)) : sent;
        const { line, outside } = lineWithOutside({ meter: { baud: 19200, format } });
        line.fromOutside(wire);
        line.fromMeter(sent);
        line.advance(1e6);
        expect(line.toMeter()).toEqual({ bytes: sent, parityErrors: 0, framingErrors: 0 });
        expect(outside).toEqual([...wire]);
      }),
    );
  });

  it('drops and counts a byte with wrong parity, and takes its neighbours', () => {
    const line = new SerialLine(OPTICAL);
    const bytes = onWire('/?!');
    bytes[1] ^= 0x80;
    line.fromOutside(bytes);
    line.advance(1e6);
    expect(line.toMeter()).toEqual({ bytes: ascii('/!'), parityErrors: 1, framingErrors: 0 });
    expect(line.toMeter().parityErrors).toBe(0);
    expect(line.meterErrors.parityErrors).toBe(1);
  });

  it('takes plain characters when the line is told that a driver makes the parity', () => {
    const { line, outside } = lineWithOutside({ ...OPTICAL, presentation: 'characters' });
    line.fromOutside(ascii('/?!\r\n'));
    line.fromMeter(ascii('/TWM5'));
    line.advance(1e6);
    expect(line.toMeter()).toEqual({ bytes: ascii('/?!\r\n'), parityErrors: 0, framingErrors: 0 });
    expect(outside).toEqual([...ascii('/TWM5')]);
  });

  it('does not take plain characters for wire bytes', () => {
    const line = new SerialLine(OPTICAL);
    line.fromOutside(ascii('/?!\r\n'));
    line.advance(1e6);
    expect(line.toMeter().parityErrors).toBeGreaterThan(0);
  });
});

describe('rates', () => {
  it('change only after what the meter sent before has left the wire', () => {
    const line = new SerialLine(OPTICAL);
    line.fromMeter(ascii('/T'));
    line.setMeter({ baud: 9600, format: '7E1' });
    line.advance(66_000);
    expect(line.meter.baud).toBe(300);
    line.advance(66_667);
    expect(line.meter.baud).toBe(9600);
  });

  it('that differ make the meter hear nothing', () => {
    const line = new SerialLine({ ...OPTICAL, outsideBaud: 9600 });
    line.fromOutside(onWire('/?!\r\n'));
    line.advance(1e6);
    expect(line.toMeter()).toEqual({ bytes: Uint8Array.of(), parityErrors: 0, framingErrors: 5 });
  });

  it('at a meter at 7E1 are two: the one it was set to, and 300 Bd, at which a reader signs on', () => {
    const heardAt = (outsideBaud: number, format: SerialFormat = '7E1') => {
      const line = new SerialLine({ ...OPTICAL, outsideBaud });
      line.setMeter({ baud: 9600, format });
      line.fromOutside(onWire('/?!\r\n'));
      line.advance(1e6);
      return line.toMeter();
    };
    const whole = { bytes: ascii('/?!\r\n'), parityErrors: 0, framingErrors: 0 };
    expect(heardAt(9600)).toEqual(whole);
    expect(heardAt(300)).toEqual(whole);
    expect(heardAt(4800)).toEqual({ bytes: Uint8Array.of(), parityErrors: 0, framingErrors: 5 });
    expect(heardAt(300, '8N1')).toEqual({ bytes: Uint8Array.of(), parityErrors: 0, framingErrors: 5 });
  });

  it('that differ make a reader left at 300 Bd hear nothing', () => {
    const { line, outside } = lineWithOutside({ meter: { baud: 9600, format: '7E1' }, outsideBaud: 300 });
    line.fromMeter(ascii('data'));
    line.advance(1e6);
    expect(outside).toEqual([]);
    expect(line.outsideErrors.framingErrors).toBe(4);
  });

  it('tolerate what a UART tolerates', () => {
    const line = new SerialLine({ ...OPTICAL, outsideBaud: 309 });
    line.fromOutside(onWire('ok'));
    line.advance(1e6);
    expect(line.toMeter().bytes).toEqual(ascii('ok'));
  });

  it('follow the meter when the outside has none of its own', () => {
    const line = new SerialLine(OPTICAL);
    line.setMeter({ baud: 9600, format: '7E1' });
    line.fromOutside(onWire('x'));
    line.advance(1_100);
    expect(line.toMeter().bytes).toEqual(ascii('x'));
  });

  it('seen on a terminal count from the bytes after those that were already on their way', () => {
    const line = new SerialLine({ ...OPTICAL, outsideBaud: 300 });
    line.observeOutsideBaud(9600);
    line.fromOutside(onWire('\x06050\r\n'));
    line.advance(1e6);
    expect(line.toMeter().bytes).toEqual(ascii('\x06050\r\n'));
    line.fromOutside(onWire('/?!\r\n'));
    line.advance(2e6);
    expect(line.toMeter()).toEqual({ bytes: Uint8Array.of(), parityErrors: 0, framingErrors: 5 });
  });

  it('and time never run backwards', () => {
    const line = new SerialLine(OPTICAL);
    line.advance(1e6);
    line.advance(0);
    line.fromOutside(onWire('/'));
    line.advance(1_033_333);
    expect(line.toMeter().bytes.length).toBe(0);
    line.advance(1_033_334);
    expect(line.toMeter().bytes.length).toBe(1);
  });
});
