// The thermistor's table against its formula, and what a broken or shorted sensor reads as.
import { describe, expect, it } from 'vitest';
import { pureC } from '../pure-c.ts';

const temperature = pureC('ntc10k', ['chips/ntc10k.c']).func(
  'bool ntc10k_temperature(uint32_t share_Q16, _Out_ int32_t *temperature_mC)',
);

const KELVIN = 273.15;
function shareAt(celsius: number): number {
  const ohm = 10_000 * Math.exp(3435 * (1 / (celsius + KELVIN) - 1 / (25 + KELVIN)));
  return Math.round((ohm / (ohm + 10_000)) * 65536);
}

function read(share: number): number | undefined {
  const out = [0];
  return temperature(share, out) ? out[0] / 1000 : undefined;
}

describe('the thermistor of the terminals', () => {
  it('reads within 0.2 K of its formula from -40 to 150 degrees', () => {
    for (let celsius = -40; celsius <= 150; celsius += 0.5)
      expect(Math.abs(read(shareAt(celsius))! - celsius), `${celsius}`).toBeLessThan(0.2);
  });

  it('has no temperature when its wire is broken or shorted', () => {
    for (const share of [0, 500, 65000, 65536]) expect(read(share)).toBeUndefined();
    expect([read(62999), read(2110)]).toEqual([-40, 150]);
  });
});
