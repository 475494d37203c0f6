// The register map of the ADS131M08: addresses, reset values and which bits a write may change.

export const ID = 0x00;
export const STATUS = 0x01;
export const MODE = 0x02;
export const CLOCK = 0x03;
export const GAIN1 = 0x04;
export const CFG = 0x06;
export const CH0_CFG = 0x09;
export const CHANNEL_STRIDE = 5;
export const REGISTERS = 0x40;
export const CHANNELS = 8;

export const STATUS_LOCK = 1 << 15;
export const STATUS_F_RESYNC = 1 << 14;
export const STATUS_CRC_ERR = 1 << 12;
/** STATUS mirrors CRC_TYPE, RESET and WLENGTH of MODE at the same places. */
export const STATUS_FROM_MODE = 0x0f00;
export const MODE_RX_CRC_EN = 1 << 12;
export const MODE_CRC_TYPE = 1 << 11;
export const MODE_RESET = 1 << 10;
export const MODE_TIMEOUT = 1 << 4;
export const MODE_DRDY_HIZ = 1 << 1;
export const MODE_DRDY_FMT = 1 << 0;
export const CLOCK_TBM = 1 << 5;

/** Decimation ratio by CLOCK.OSR (table 8-17); the last step is 16,256, not a power of two. */
const OVERSAMPLING = [128, 256, 512, 1024, 2048, 4096, 8192, 16256];

/** Modulator clocks per conversion; TBM (turbo mode) forces 64. */
export function oversampling(clock: number): number {
  return clock & CLOCK_TBM ? 64 : OVERSAMPLING[(clock >>> 2) & 7];
}

function resetValues(): Uint16Array {
  const values = new Uint16Array(REGISTERS);
  values[ID] = 0x2800;
  values[STATUS] = 0x0500;
  values[MODE] = 0x0510;
  values[CLOCK] = 0xff0e;
  values[CFG] = 0x0600;
  for (let channel = 0; channel < CHANNELS; channel++) {
    values[CH0_CFG + CHANNEL_STRIDE * channel + 3] = 0x8000; // CHn_GCAL_MSB: gain 1
  }
  return values;
}

function writableBits(): Uint16Array {
  const masks = new Uint16Array(REGISTERS);
  masks[MODE] = 0x3f1f;
  masks[CLOCK] = 0xffff;
  masks[GAIN1] = masks[GAIN1 + 1] = 0x7777;
  masks[CFG] = 0x1fff;
  masks[CFG + 1] = 0xffff;
  masks[CFG + 2] = 0xff0f;
  for (let channel = 0; channel < CHANNELS; channel++) {
    masks.set([0xffc7, 0xffff, 0xff00, 0xffff, 0xff00], CH0_CFG + CHANNEL_STRIDE * channel);
  }
  return masks;
}

export const RESET_VALUES: Readonly<Uint16Array> = resetValues();
export const WRITABLE: Readonly<Uint16Array> = writableBits();
