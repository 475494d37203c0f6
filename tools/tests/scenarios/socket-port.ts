// A line of an emulated board as a reader's port.
import type { SerialSocket } from '../../meter/emulated/serial-socket.ts';
import type { ReadablePort } from './reader.ts';

/** A port whose bytes are handed on when `deliver` is called. */
export interface DeliveringPort extends ReadablePort {
  deliver(): void;
}

/** Heard on the chip's virtual time, understood outside it: what a reader throws is no fault of the chip. */
export function portOfSocket(socket: SerialSocket): DeliveringPort {
  const heard: number[] = [];
  let hear: (bytes: Uint8Array) => void = () => {};
  return {
    line: { fromOutside: (bytes) => socket.send(bytes) },
    listen: (listener) => {
      hear = listener;
      socket.onByte = (byte) => heard.push(byte);
    },
    unlisten: () => {
      socket.onByte = () => {};
      socket.setOutside(undefined);
    },
    setBaud: (baud) => socket.setOutside(baud),
    deliver: () => heard.length > 0 && hear(Uint8Array.from(heard.splice(0))),
  };
}
