// Holds the identification message this meter answers a sign-on with.

/** `/TWM5TWINMETER` CR LF: manufacturer TWM, mode C up to 9600 Bd (rate character 5), no mode E (`\2`). */
// prettier-ignore
const IDENTIFICATION = memory.data<u8>([
  0x2f, 0x54, 0x57, 0x4d, 0x35, 0x54, 0x57, 0x49, 0x4e, 0x4d, 0x45, 0x54, 0x45, 0x52, 0x0d, 0x0a,
]);
export const IDENTIFICATION_LENGTH: i32 = 16;

const LOWER_CASE_BIT: u8 = 0x20;

/** Address of the IDENTIFICATION_LENGTH characters. */
export function identification(): usize {
  return IDENTIFICATION;
}

/** Least time between a message and its answer: 20 ms if the third letter is lower case, else 200 ms. */
export function reactionTime_us(): i64 {
  return load<u8>(IDENTIFICATION + 3) & LOWER_CASE_BIT ? 20_000 : 200_000;
}
