// What the session of any server begins with: how it wants its port, while nothing is on the wire.

@unmanaged
export class PortWish {
  baud: i32;
  /** PORT_FORMAT_*. */
  format: i32;
}
