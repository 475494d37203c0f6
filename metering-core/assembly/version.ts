// The version of the metering program; its software identification is the module's SHA-256.
export const VERSION_MAJOR: u8 = 0;
export const VERSION_MINOR: u8 = 1;
export const VERSION_PATCH: u8 = 0;
