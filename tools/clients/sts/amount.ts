// Amounts of 16 bits: an exponent of two bits over a mantissa of fourteen (IEC 62055-41 6.3.6.2), for credit and for power limits.
import { TokenRangeError } from './errors.ts';

const MANTISSA = 1 << 14;
const EXPONENT_MAX = 3;
export const AMOUNT_MAX = 18_201_624;

/** Smallest code whose amount is not less than this one: rounding is in favour of the customer. */
export function amountCode(amount: number): number {
  if (!Number.isFinite(amount) || amount < 0 || amount > AMOUNT_MAX)
    throw new TokenRangeError(`an amount lies between 0 and ${AMOUNT_MAX}: ${amount}`);
  let exponent = 0;
  let rest = Math.ceil(amount);
  while (rest >= MANTISSA && exponent < EXPONENT_MAX) {
    rest = (rest - MANTISSA) / 10;
    exponent++;
  }
  // A mantissa that rounds up to 2^14 runs over into the exponent, which is the code of just that amount.
  return exponent * MANTISSA + Math.ceil(rest);
}

/** Amount of a code, in the unit of the field: 0.1 kWh of credit, W of a limit. */
export function amountOf(code: number): number {
  const exponent = code >>> 14;
  let amount = (code & (MANTISSA - 1)) * 10 ** exponent;
  for (let step = 0; step < exponent; step++) amount += MANTISSA * 10 ** step;
  return amount;
}
