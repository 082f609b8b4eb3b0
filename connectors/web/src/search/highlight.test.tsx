import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { highlight } from './highlight';

const marks = (snippet: string, query: string): (string | null)[] => {
  const { container } = render(<p>{highlight(snippet, query)}</p>);
  expect(container.textContent).toBe(snippet);
  return [...container.querySelectorAll('mark')].map((mark) => mark.textContent);
};

test('words of the query are marked, whatever their ending, case or accents', () => {
  expect(marks('The stations of Größe are old.', 'station grösse gröss')).toEqual(['stations']);
  expect(marks('Lighthouse and lighthouses', 'lighthouse')).toEqual(['Lighthouse', 'lighthouses']);
  expect(marks('Le café fermé', 'cafe')).toEqual(['café']);
});

test('Chinese is marked sign by sign', () => {
  expect(marks('海带有多少', '海带')).toEqual(['海', '带']);
});

test('nothing is marked without a query', () => {
  expect(marks('a lighthouse', '')).toEqual([]);
});
