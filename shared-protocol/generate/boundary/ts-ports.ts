// Writes the port bindings for the tools: which port each core has, with what rate, format, ring and server.
import type { Model } from '../model.ts';
import { banner } from '../text.ts';

/** The bindings by path from the project root. */
export function tsPortFiles({ boundary }: Model): Record<string, string> {
  const rows = Object.entries(boundary.ports).map(([core, bindings]) => {
    const members = bindings.map(
      ({ doc, ...binding }) => `    /** ${doc} */\n    ${binding.name}: ${JSON.stringify(binding)},`,
    );
    return `  ${core}: {\n${members.join('\n')}\n  },`;
  });
  const text = `${banner('//')}\n/** Ports of each core, as they are at power-on. */\nexport const PORTS = {\n${rows.join('\n')}\n} as const;\n`;
  return { 'shared-protocol/generated/ts/ports.ts': text };
}
