// The doors of the IEC 62056-21 server: what the management core calls.
export { setDeviceAddress as opticalSetAddress } from './device-address';
export { opticalReceive, opticalReset, opticalTick } from './server';
