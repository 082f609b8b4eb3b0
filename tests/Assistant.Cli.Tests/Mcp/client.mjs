// The stock MCP client, told line by line what to do: each line of standard input is one call as JSON, answered by one line.
// Arguments: --url URL [--key KEY], or -- COMMAND [ARGUMENT…] for a server on standard input and output.
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [kind, ...rest] = process.argv.slice(2);
const transport = kind === '--url'
  ? new StreamableHTTPClientTransport(new URL(rest[0]), rest[1] === '--key' ? { requestInit: { headers: { Authorization: `Bearer ${rest[2]}` } } } : {})
  : new StdioClientTransport({ command: rest[0], args: rest.slice(1), env: process.env, stderr: 'inherit' });
const client = new Client({ name: 'stock-client', version: '1.0.0' });
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function told(action) {
  try {
    say({ result: await action() });
  } catch (error) {
    say({ error: { code: error.code ?? null, message: error.message } });
  }
}

await told(async () => {
  await client.connect(transport);
  return { server: client.getServerVersion(), capabilities: client.getServerCapabilities(), instructions: client.getInstructions() };
});
for await (const line of createInterface({ input: process.stdin })) {
  const { call, with: parameters } = JSON.parse(line);
  await told(() => client[call](parameters));
}
await client.close();
