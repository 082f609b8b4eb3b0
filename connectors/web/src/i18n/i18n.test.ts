import { afterEach, expect, test } from 'vitest';
import { message, setLanguage } from '.';
import { en, type Key } from './en';
import { zh } from './zh';

afterEach(() => setLanguage('en'));

const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test('both catalogs have the same sentences with the same places', () => {
  for (const key of Object.keys(en) as Key[]) expect(names(zh[key]), key).toEqual(names(en[key]));
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
});

test('a count chooses between one and many', () => {
  expect(message('chat.sourceCount', { count: 1 })).toBe('1 source');
  expect(message('chat.sourceCount', { count: 1234 })).toBe('1,234 sources');
});

test('the language changes at once, and is told to the browser', async () => {
  await setLanguage('zh');
  expect(message('nav.library')).toBe('资料库');
  expect(document.documentElement.lang).toBe('zh-Hans');
});
