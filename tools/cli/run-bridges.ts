// The ports of TCP and UDP of a run: which of the meter's ports each is, and how it is told to readers.
import type { Meter } from '../meter/meter.ts';
import { TcpBridge, TcpPortError } from '../meter/tcp-bridge.ts';
import { UplinkModule } from '../meter/uplink-module.ts';
import { UdpBridge } from '../meter/udp-bridge.ts';
import { BadInputError } from './errors.ts';
import type { RunOptions } from './run-options.ts';

/** Rates of the wrapper in the uplink slot and of HDLC on the RS485 pair. */
const WRAPPER_BAUD = 115_200;
const HDLC_BAUD = 9600;

/** Opens what the options ask for; its addresses stand among the meter's ports. Throws BadInputError. */
export async function openBridges(
  meter: Meter,
  { dlmsTcp, dlmsUdp, dlmsHdlcTcp, pushTcp }: RunOptions,
): Promise<{ close(): void }> {
  const open: { close(): void }[] = [];
  const close = () => open.forEach((bridge) => bridge.close());
  const ports = meter.ports as Record<string, string>;
  const bridge = async (name: string, terminal: string, baud: number, port: number | undefined) => {
    if (port === undefined) return;
    const opened = await TcpBridge.open(ports[terminal], baud, port);
    open.push(opened);
    ports[name] = opened.address;
  };
  try {
    if (pushTcp === undefined) await bridge('dlms_tcp', 'uplink', WRAPPER_BAUD, dlmsTcp);
    else {
      const module = await UplinkModule.open(ports.uplink, pushTcp, dlmsTcp);
      open.push(module);
      if (dlmsTcp !== undefined) ports.dlms_tcp = module.address;
    }
    if (dlmsUdp !== undefined) {
      const module = await UdpBridge.open(ports.uplink, dlmsUdp);
      open.push(module);
      ports.dlms_udp = module.address;
    }
    await bridge('dlms_hdlc_tcp', 'rs485', HDLC_BAUD, dlmsHdlcTcp);
  } catch (error) {
    close();
    throw error instanceof TcpPortError ? new BadInputError(error.message) : error;
  }
  return { close };
}
