import { expect, test } from 'vitest';
import { plain } from './plain';

test('a name that would be read backwards shows that it would', () => {
  expect(plain('invoice\u202efdp.exe')).toBe('invoice\u2426fdp.exe');
  expect(plain('a\u2066b\u2069\u200f')).toBe('a\u2426b\u2426\u2426');
});

test('lines, tabs and the letters of every script stay', () => {
  const text = 'a\n\tb é 中文 العربية';
  expect(plain(text)).toBe(text);
});
