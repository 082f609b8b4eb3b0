import { expect, test } from 'vitest';
import { locate } from './locate';

test('quoted words at their span are there', () => {
  expect(locate('one two three', { span: { start: 4, end: 7 }, quote: 'two' })).toEqual({ start: 4, end: 7, changed: false });
});

test('words that moved are found where they are now', () => {
  expect(locate('zero one two three', { span: { start: 4, end: 7 }, quote: 'two' })).toEqual({ start: 9, end: 12, changed: true });
});

test('words that are gone are said to be', () => {
  expect(locate('nothing of it', { span: { start: 4, end: 7 }, quote: 'two' })).toEqual({ start: 0, end: 0, changed: true });
});

test('a span without a quote stays within the text', () => {
  expect(locate('abc', { span: { start: 1, end: 99 } })).toEqual({ start: 1, end: 3, changed: false });
});
