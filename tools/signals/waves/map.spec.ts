// Which channel feeds which input: by names, by order, as told, and refusals.
import { describe, expect, it } from 'vitest';
import { ChannelMapError } from './errors.ts';
import { describeMap, mapChannels } from './map.ts';
import type { Service } from './source.ts';

const named = (names: string): { name: string; unit: string; samples: Float64Array }[] =>
  names.split(' ').map((name) => ({ name, unit: '', samples: new Float64Array(16) }));

function map(names: string, service: Service, explicit?: string): string {
  const channels = named(names);
  return describeMap(mapChannels(channels, service, explicit), channels);
}

describe('mapChannels', () => {
  it.each<[string, Service, string]>([
    ['i_raw v_raw', '1p2w', 'V1 <- v_raw, I1 <- i_raw'],
    ['i_raw v_raw', '3p4w', 'V1 <- v_raw, I1 <- i_raw'],
    ['IA IB IC VA VB VC', '3p4w', 'V1 <- VA, V2 <- VB, V3 <- VC, I1 <- IA, I2 <- IB, I3 <- IC'],
    ['IA IB IC VA VB VC', '3p3w', 'V1 <- VA-VB, V3 <- VC-VB, I1 <- IA, I3 <- IC'],
    ['IA IB IC VA VB VC', '1p2w', 'V1 <- VA, I1 <- IA'],
    ['u1 u2 u3 i1 i2 i3 in', '3p4w', 'V1 <- u1, V2 <- u2, V3 <- u3, I1 <- i1, I2 <- i2, I3 <- i3, IN <- in'],
    ['U12 U23 I1 I3', '3p3w', 'V1 <- U12, V3 <- -U23, I1 <- I1, I3 <- I3'],
    ['u1 u2 i1 i2', '2p3w', 'V1 <- u1, V2 <- u2, I1 <- i1, I2 <- i2'],
    ['a b c d e', '2p3w', 'V1 <- a, V2 <- b, I1 <- c, I2 <- d, IN <- e'],
    ['VA VB VC IA IB IC', '3p4w-delta', 'V1 <- VA, V2 <- VB, V3 <- VC, I1 <- IA, I2 <- IB, I3 <- IC'],
    ['ch1 ch2', '1p2w', 'V1 <- ch1, I1 <- ch2'],
    ['UL1 UL2 UL3 IL1 IL2 IL3', '3p4w', 'V1 <- UL1, V2 <- UL2, V3 <- UL3, I1 <- IL1, I2 <- IL2, I3 <- IL3'],
  ])('%s on %s: %s', (names, service, expected) => {
    expect(map(names, service)).toBe(expected);
  });

  it('feeds exactly what it is told, in the order of the inputs', () => {
    expect(map('a b c', '3p4w', 'I2=a, V2=b-c')).toBe('V2 <- b-c, I2 <- a');
    expect(map('x-y z', '1p2w', 'V1=x-y,I1=-z')).toBe('V1 <- x-y, I1 <- -z');
  });

  it.each<[string, Service, string | undefined, RegExp]>([
    ['a b', '1p2w', 'V1=q', /no channel "q".*a, b/],
    ['a b', '1p2w', 'V2=a', /1p2w has no input V2/],
    ['a b', '1p2w', 'V1', /expected INPUT=CHANNEL/],
    ['a b', '1p2w', 'V1=a,V1=b', /V1 is given twice/],
    ['a b', '1p2w', 'I1=a', /no channel feeds a voltage/],
    ['p q x', '3p4w', undefined, /cannot tell 3 unnamed channels/],
  ])('refuses %s on %s told %s', (names, service, explicit, message) => {
    expect(() => map(names, service, explicit)).toThrow(ChannelMapError);
    expect(() => map(names, service, explicit)).toThrow(message);
  });
});
