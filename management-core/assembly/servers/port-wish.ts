// What the session of any server begins with: how it wants its port, and whether what was handed out still counts.

@unmanaged
export class PortWish {
  baud: i32;
  /** PORT_FORMAT_*, taken over while nothing is on the wire. */
  format: i32;
  /** Set by the session: what it handed out is not to be sent any more; the port clears it. */
  abandons: bool;
}
