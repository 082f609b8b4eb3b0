import { expect, test } from 'vitest';
import { events, type ServerEvent } from './events';

async function read(...pieces: string[]): Promise<ServerEvent[]> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
      controller.close();
    },
  });
  const out: ServerEvent[] = [];
  for await (const one of events({ body: stream } as Response)) out.push(one);
  return out;
}

test('events come whole, however the bytes were cut', async () => {
  expect(await read('event: te', 'xt\r\nid: 3\ndata: {"a"', ':1}\n', '\nevent: done\ndata: {}\n\n')).toEqual([
    { id: '3', event: 'text', data: { a: 1 } },
    { id: null, event: 'done', data: {} },
  ]);
});

test('an event that was cut off is dropped, and comments are passed over', async () => {
  expect(await read(': hello\n\n', 'data: {"a":1}\n\n', 'event: text\ndata: {"b"')).toEqual([{ id: null, event: 'message', data: { a: 1 } }]);
});
