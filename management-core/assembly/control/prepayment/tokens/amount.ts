// Amounts of 16 bits: an exponent of two bits over a mantissa of fourteen (IEC 62055-41 6.3.6.2).

const MANTISSA: u64 = 1 << 14;

/** In the unit of the field: 0.1 kWh of credit, W of a limit; at most 18,201,624. */
export function amountOf(code: u32): u64 {
  let amount: u64 = code & (<u32>MANTISSA - 1);
  // Each step of the exponent begins where the one below it ended.
  for (let exponent = code >> 14; exponent > 0; exponent--) amount = amount * 10 + MANTISSA;
  return amount;
}
