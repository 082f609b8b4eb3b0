import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { setLanguage } from '../i18n';
import { ReplayBuffer } from './replay-buffer';

const counts = [
  { direction: 'text_to_text', encoder: 'small', collection: 'notes', origin: 'feedback', items: 12, added: 40, newest: '2026-03-01T10:00:00Z' },
  { direction: 'text_to_image', encoder: 'small', collection: 'photos', origin: 'pair', items: 300, added: 300, newest: '2026-03-02T10:00:00Z' },
  { direction: 'text_to_text', encoder: 'small', collection: 'notes', origin: 'gold', items: 5, added: 5, newest: null },
];

let served: Record<string, unknown>;
let asked: string[];

beforeEach(() => {
  served = { 'GET /api/replay': counts, 'GET /api/replay/quota': { maxItems: 50_000, maxGold: 5_000 }, 'DELETE /api/replay': { rows: 7 }, 'GET /api/replay/export': '{"item":{"id":"a"}}\n' };
  asked = [];
  vi.stubGlobal('fetch', (request: Request) => {
    const what = `${request.method} ${new URL(request.url).pathname}`;
    asked.push(what);
    const body = served[what];
    return Promise.resolve(typeof body === 'string' ? new Response(body) : Response.json(body));
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await setLanguage('en');
});

test('each domain and kind has its count, and the whole its quota', async () => {
  render(<ReplayBuffer />);
  expect(await screen.findByText('312 of at most 50,000 items; gold: 5 of at most 5,000')).toBeDefined();
  const rows = screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell').slice(0, 4).map((cell) => cell.textContent));
  expect(rows).toEqual([['judgements', 'words → passages', '12', '40'], ['pictures with their words', 'words → pictures', '300', '300'], ['gold (never gives way)', 'words → passages', '5', '5']]);
  expect(screen.queryByText('Encoder')).toBeNull();
});

test('two encoders are told apart', async () => {
  served['GET /api/replay'] = [...counts, { ...counts[0], encoder: 'large' }];
  render(<ReplayBuffer />);
  expect(await screen.findByText('large')).toBeDefined();
  expect(screen.getAllByRole('row')).toHaveLength(5);
});

test('it speaks Chinese', async () => {
  await setLanguage('zh');
  render(<ReplayBuffer />);
  expect(await screen.findByText('312 项，最多 50,000 项；金标：5 项，最多 5,000 项')).toBeDefined();
  expect(screen.getAllByText('文字 → 段落')).toHaveLength(2);
});

test('what one left is deleted once that is confirmed, and counted again', async () => {
  render(<ReplayBuffer />);
  await userEvent.click(await screen.findByRole('button', { name: 'Delete what I left' }));
  expect(asked).not.toContain('DELETE /api/replay');
  served['GET /api/replay'] = [];
  await userEvent.click(screen.getByRole('button', { name: 'Delete', hidden: true }));
  expect(await screen.findByText('7 entries were deleted.')).toBeDefined();
  expect(await screen.findByText('The buffer is empty.')).toBeDefined();
});

test('what one left is exported as a file, and nothing is said to be nothing', async () => {
  const made = vi.fn((_: Blob) => 'blob:made');
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: made, revokeObjectURL: () => {} }));
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  render(<ReplayBuffer />);
  const button = await screen.findByRole('button', { name: 'Export what I left' });
  await userEvent.click(button);
  await waitFor(() => expect(click).toHaveBeenCalledOnce());
  expect(made.mock.calls[0][0].type).toBe('application/x-ndjson');
  served['GET /api/replay/export'] = '';
  await userEvent.click(button);
  expect(await screen.findByText('You left nothing to learn from yet.')).toBeDefined();
  expect(click).toHaveBeenCalledOnce();
});
