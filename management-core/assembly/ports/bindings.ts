// Which server answers on which port, and how the port is set at power-on.
import { PORT_FORMAT_7E1, PORT_FORMAT_8N1, PORT_OPTICAL, PORT_RS485 } from '../../../shared-protocol/generated/assembly/protocol';

export const SERVER_NONE: i32 = 0;
export const SERVER_IEC62056_21: i32 = 1;

/** A row: number of the port, server, baud, PORT_FORMAT_*. */
// @ts-ignore: decorator
@lazy export const PORT_TABLE = memory.data<i32>([
  PORT_RS485, SERVER_IEC62056_21, 9600, PORT_FORMAT_8N1,
  PORT_OPTICAL, SERVER_IEC62056_21, 300, PORT_FORMAT_7E1,
]);
export const PORTS: i32 = 2;
export const PORT_ROW: i32 = 16;
