// The data file is whole, and a file that is not says where.
import { describe, expect, it } from 'vitest';
import { LimitsError } from './errors.ts';
import { checkLimits, readLimits, type Limits } from './limits.ts';

const copy = (): Limits => structuredClone(readLimits());
type Loose = { [key: string]: never } & Record<string, unknown>;
const loose = (limits: unknown): Loose => limits as Loose;

describe('the file of limits', () => {
  it('is whole and says that nobody checked it against the official text', () => {
    expect(readLimits().checkedAgainstOfficialText).toBe(false);
    expect(readLimits().influences.length).toBe(14);
  });

  it('names a clause and a trust for every influence', () => {
    for (const influence of readLimits().influences) {
      expect(influence.clause).toMatch(/^(R46-|IEC 62053-|CLC\/TR )/);
      expect(influence.trust).toMatch(/^M\??$/);
    }
  });

  it('is refused when a row is missing', () => {
    const limits = copy();
    (limits.baseMaximumPermissibleError.rows as unknown[]).pop();
    expect(() => checkLimits(limits)).toThrow(/not five rows/);
  });

  it('is refused when a class has no limit', () => {
    const limits = copy();
    delete loose(limits.currentRatios.direct['Imax/Ist']).C;
    expect(() => checkLimits(limits)).toThrow(
      /currentRatios.direct.Imax\/Ist: class C has no positive limit/,
    );
  });

  it('is refused when two classes are exchanged', () => {
    const limits = copy();
    const row = loose(limits.influences[1].limits[0].shift_percent);
    [row.A, row.D] = [row.D, row.A];
    expect(() => checkLimits(limits)).toThrow(LimitsError);
  });

  it('is refused when two classes of reactive energy are exchanged', () => {
    const limits = copy();
    const row = loose(limits.reactive.rows[0].percent);
    [row.A, row.D] = [row.D, row.A];
    expect(() => checkLimits(limits)).toThrow(/reactive.rows\[0\]/);
  });

  it('is refused without one of the waveforms', () => {
    const limits = copy();
    delete loose(limits.waveforms.shaped).burst;
    expect(() => checkLimits(limits)).toThrow(/no burst/);
  });
});
