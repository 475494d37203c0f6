// Drives the LCD through its expander nibble by nibble, as a driver on I2C does.
import { beforeEach, describe, expect, it } from 'vitest';
import { TestTime } from '../registers/test-chip.ts';
import { Hd44780 } from './hd44780.ts';
import { Pcf8574 } from './pcf8574.ts';

const [RS, RW, E, LIGHT] = [1, 2, 4, 8];
const BLANK = ' '.repeat(20);
let time: TestTime;
let lcd: Hd44780;
let expander: Pcf8574;

beforeEach(() => {
  time = new TestTime();
  lcd = new Hd44780(time);
  expander = new Pcf8574(lcd);
});

function nibble(value: number, flags = 0, wait_us = 50) {
  const port = (value << 4) | flags | LIGHT;
  expander.write(port | E, time.now);
  expander.write(port, time.now);
  time.run_us(wait_us);
}
function byte(value: number, flags = 0, wait_us = 50) {
  nibble(value >>> 4, flags, 0);
  nibble(value & 0xf, flags, wait_us);
}
function initialize() {
  time.run_us(15_000);
  nibble(3, 0, 4100);
  nibble(3, 0, 100);
  nibble(3);
  nibble(2);
  byte(0x28);
  byte(0x0c);
  byte(0x06);
  byte(0x01, 0, 1520);
}
const print = (text: string) => [...text].forEach((each) => byte(each.charCodeAt(0), RS));

describe('LCD', () => {
  it('shows nothing before it is set up', () => {
    print('lost');
    expect(lcd.text()).toEqual([BLANK, BLANK, BLANK, BLANK]);
  });

  it('shows text on each line after initialization by instruction, without timing violations', () => {
    initialize();
    [0x00, 0x40, 0x14, 0x54].forEach((address, line) => {
      byte(0x80 | address);
      print(`line ${line + 1}`);
    });
    expect(lcd.text().map((line) => line.trimEnd())).toEqual(['line 1', 'line 2', 'line 3', 'line 4']);
    expect(lcd.violations).toEqual([]);
    expect(lcd.backlight).toBe(true);
  });

  it('continues line 1 on line 3 and line 2 on line 4, as its memory does', () => {
    initialize();
    print('a'.repeat(20) + 'b'.repeat(20) + 'c'.repeat(20) + 'd'.repeat(20) + 'e');
    expect(lcd.text()).toEqual(['e' + 'a'.repeat(19), 'c'.repeat(20), 'b'.repeat(20), 'd'.repeat(20)]);
  });

  it('blanks when the display is switched off and keeps its memory', () => {
    initialize();
    print('kept');
    byte(0x08);
    expect(lcd.text()[0]).toBe(BLANK);
    byte(0x0c);
    expect(lcd.text()[0]).toBe('kept'.padEnd(20));
  });

  it('clears, homes, shifts and counts down', () => {
    initialize();
    print('xyz');
    byte(0x18); // shift display left
    expect(lcd.text()[0]).toBe('yz'.padEnd(20));
    byte(0x02, 0, 1520);
    byte(0x82);
    byte(0x04);
    print('321');
    expect(lcd.text()[0]).toBe('123'.padEnd(20));
    byte(0x01, 0, 1520);
    expect(lcd.text()[0]).toBe(BLANK);
  });

  it('shows user-defined characters by number and keeps their pattern', () => {
    initialize();
    byte(0x48);
    for (let row = 0; row < 8; row++) byte(row, RS);
    byte(0x80);
    byte(1, RS);
    expect(lcd.text()[0][0]).toBe('1');
    expect([...lcd.pattern(1)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('shows degree and ohm from its ROM', () => {
    initialize();
    byte(0xdf, RS);
    byte(0xf4, RS);
    expect(lcd.text()[0].slice(0, 2)).toBe('°Ω');
  });

  it('reports what reaches it while it is busy', () => {
    initialize();
    byte(0x01, 0, 1000);
    byte(0x41, RS);
    expect(lcd.violations).toHaveLength(1);
    expect(lcd.violations[0]).toMatchObject({ early_us: 520, nibble: 4 });
  });

  it('reports an initialization that does not wait for power-up', () => {
    nibble(3);
    expect(lcd.violations[0].early_us).toBe(15_000);
  });

  it('ignores read strobes', () => {
    initialize();
    nibble(4, RW | RS);
    byte(0x41, RS);
    expect(lcd.text()[0][0]).toBe('A');
  });

  it('stays garbled when a nibble is lost, until initialization', () => {
    initialize();
    nibble(4, RS);
    print('AB');
    expect(lcd.text()[0].slice(0, 2)).not.toBe('AB');
    initialize();
    print('AB');
    expect(lcd.text()[0].slice(0, 2)).toBe('AB');
  });
});

describe('expander', () => {
  it('has its pins high after power-up and reads back what it drives', () => {
    expect(expander.read()).toBe(0xff);
    expander.write(0x5a, 0);
    expect(expander.read()).toBe(0x5a);
  });
});
