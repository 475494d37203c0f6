// Values of the front end's parts, each with its source and how far it can be trusted.

/**
 * Input-referred noise of the ADS131M0x at 25 °C in µV RMS, for PGA gain 1 and 32, by nominal data rate.
 * Gain 1: Table 7-1 of SBAS950B/SBASAE8 (the M04-Q1 prints the same table: 4.25, 5.35, 7.56, 10.68, 21.31).
 * At 4 kHz that is 104 dB, while the first page promises 102 dB: the worse value, 6.74 µV, is taken and the
 * other rates scaled alike (factor 1.26). Gain 32: the first page's 80 dB at gain 64 and 4 kHz is 1.33 µV;
 * between gains 32 and 128 the family's tables differ by less than 2 %, and the rates scale as for gain 1.
 */
export const NOISE_uV: Record<1 | 32, Record<number, number>> = {
  1: { 2000: 5.35, 4000: 6.74, 8000: 9.52, 16000: 13.46, 32000: 26.9 },
  32: { 2000: 1.05, 4000: 1.33, 8000: 1.87, 16000: 2.66, 32000: 4.1 },
};

/** Reference voltage: full scale is ±1.2 V over the PGA gain (SBAS950B, 8.3.4). */
export const REFERENCE_V = 1.2;

/**
 * Electrical characteristics (SBAS950B, 6.5), recalled and not read again: typical values are taken as one
 * sigma, cut at three; where only a maximum is known it bounds an even distribution.
 */
export const ADC = {
  /** Gain error of a channel at 25 °C, % typical. */
  gainError_percent: 0.1,
  /** Offset error referred to the input at gain 1, µV typical, global chop off. */
  offset_uV: 175,
  /** Offset drift at gain 1, µV/K typical. */
  offsetDrift_uV_per_K: 0.3,
  /** Drift of the reference, which all channels share, ppm/K: 7 typical, 20 at most. */
  referenceDrift_ppm_per_K: 7,
  /** Gain drift of a channel without the reference, ppm/K typical. */
  gainDrift_ppm_per_K: 1,
} as const;

/** Board parts; tolerances of ordinary metering parts, chosen by this project and bounded evenly. */
export const BOARD = {
  /** Voltage divider, 0.1 % parts in strings: ratio tolerance and tracking. */
  dividerTolerance_percent: 0.5,
  dividerDrift_ppm_per_K: 5,
  /** Anti-alias filter 1 kΩ and 10 nF C0G: time constant and what 1 % and 5 % parts leave between channels. */
  filter_us: 10,
  filterTolerance_percent: 5.1,
  /** Crystal of the converter: ppm at 25 °C, and the parabola of an AT cut taken as a line over the range. */
  crystal_ppm: 30,
  crystalDrift_ppm_per_K: 0.2,
  /** DS3231 at 0 to 40 °C (data sheet 19-5170: ±2 ppm). */
  rtc_ppm: 2,
} as const;

/** Temperature of the adjustment and of all values above, °C. */
export const NOMINAL_C = 23;
