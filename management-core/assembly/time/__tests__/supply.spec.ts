// The supply of the management board: edges in turn, each counted once.
import { resetSupply, supplyChanged, supplyChanged_us, supplyFails, supplyFailures } from '../supply';

describe('The supply', () => {
  beforeEach(() => {
    resetSupply();
  });

  test('is whole until it is told to fail, and again when it is told so', () => {
    expect(supplyFails).toBe(false);
    supplyChanged(true, 700);
    expect(supplyFails).toBe(true);
    expect(supplyChanged_us).toBe(700);
    supplyChanged(false, 900);
    expect(supplyFails).toBe(false);
    expect(supplyChanged_us).toBe(900);
    expect(supplyFailures).toBe(1);
  });

  test('does not fail twice without having been whole between', () => {
    supplyChanged(true, 700);
    supplyChanged(true, 800);
    expect(supplyChanged_us).toBe(700);
    expect(supplyFailures).toBe(1);
  });
});
