// Products: what one window gives up, the next one has.
import { channel } from '../channel';
import { addProducts, closedProducts, closeElementWindows, products, resetElements } from '../element';
import { freshMeter } from '../../__tests__/mains';

describe('An element', () => {
  test('splits its last products between two windows without a remainder', () => {
    freshMeter();
    resetElements();
    channel(1).before = 1000;
    channel(4).before = 3000;
    channel(1).value = 2000;
    channel(4).value = 5001;
    addProducts(1, 13_002_000);
    closeElementWindows(123_456_789, 987_654_321);
    expect(closedProducts(1) + products(1)).toBe(13_002_000);
    expect(products(1)).toBeGreaterThan(9_000_000);
  });
});
