import { render, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import LearningPage from './learning-page';

const metric = { name: 'new: MRR@10', base: 0.5, value: 0.7, low: 0.1, high: 0.3 };
const served = [
  { version: 'fusion-0002', direction: 'fusion:papers', state: 'Active', createdAt: '2026-03-02T10:00:00Z', parent: null, metrics: [metric], reasons: ['MRR@10 on what is new rises'], weights: { bm25: 1, denseText: 4, denseImage: 0.5 } },
  { version: 'text-to-text-0001', direction: 'text-to-text', state: 'Rejected', createdAt: '2026-03-01T10:00:00Z', parent: null, metrics: [], reasons: ['refused: too little'], weights: null },
];

vi.mock('../api/client', async (load) => ({ ...(await load<object>()), send: () => Promise.resolve(Response.json(served)) }));
vi.mock('./replay-buffer', () => ({ ReplayBuffer: () => null }));

test('weights of a collection stand beside adapters, with what they are and a plot of their own', async () => {
  render(<LearningPage />);
  const weights = (await screen.findByRole('heading', { name: /fusion-0002/ })).closest('section')!;
  expect(within(weights).getByText('Weights: words 1.000, text vectors 4.000, picture vectors 0.500')).toBeDefined();
  expect(within(weights).getByText(/fusion:papers/)).toBeDefined();
  const adapter = screen.getByRole('heading', { name: /text-to-text-0001/ }).closest('section')!;
  expect(within(adapter).queryByText(/Weights:/)).toBeNull();
  const plot = screen.getByRole('img', { name: /fusion:papers/ });
  expect(within(plot).getByText('0002')).toBeDefined();
});
