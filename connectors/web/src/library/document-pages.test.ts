import { expect, test } from 'vitest';
import { DocumentPages, type Info } from './document-pages';

const item = (n: number, state = 'Indexed') => ({ id: `id-${n}`, uri: `${n}.md`, state }) as Info;
/** Documents total-1 … 0, as the service lists them from an index on. */
const list = (total: number, offset: number, limit: number) => Array.from({ length: Math.min(limit, total - offset) }, (_, at) => item(total - 1 - offset - at));

test('only the pages that were looked at are here, each document at its index', () => {
  const pages = new DocumentPages();
  pages.fill(0, list(50_000, 0, 200), 50_000);
  pages.fill(49_800, list(50_000, 49_800, 200), 50_000);
  expect(pages.at(0)?.uri).toBe('49999.md');
  expect(pages.at(49_999)?.uri).toBe('0.md');
  expect(pages.at(200)).toBeUndefined();
  expect(pages.gap(150, 260)).toBe(200);
  expect(pages.gap(49_800, 60_000)).toBeNull();
});

test('a new document is the first and moves the others by one, loaded or not', () => {
  const pages = new DocumentPages();
  pages.fill(400, list(1_000, 400, 100), 1_000);
  pages.add(item(1_000, 'Accepted'));
  expect(pages.total).toBe(1_001);
  expect(pages.at(0)?.uri).toBe('1000.md');
  expect(pages.at(401)?.uri).toBe('599.md');
  pages.change(item(1_000));
  expect(pages.at(0)?.state).toBe('Indexed');
});

test('a deleted document leaves no gap', () => {
  const pages = new DocumentPages();
  pages.fill(0, list(5, 0, 5), 5);
  pages.remove('id-2');
  expect([0, 1, 2, 3].map((index) => pages.at(index)?.uri)).toEqual(['4.md', '3.md', '1.md', '0.md']);
  expect(pages.has('id-2')).toBe(false);
  expect(pages.gap(0, 3)).toBeNull();
});

test('pages of a list that has changed unseen are read again', () => {
  const pages = new DocumentPages();
  pages.fill(0, list(1_000, 0, 200), 1_000);
  pages.fill(400, list(990, 400, 200), 990);
  expect(pages.gap(0, 10)).toBe(0);
  expect(pages.at(400)?.uri).toBe('589.md');
});
