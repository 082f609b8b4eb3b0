import { render, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Markdown } from './markdown';
import { mathKind, withDollars } from './math-kind';

const hostile = [
  '<script>window.pwned=1</script>',
  '<img src="http://attacker.invalid/a.png" onerror="window.pwned=2">',
  '![x](http://attacker.invalid/b.png)',
  '[click](javascript:window.pwned=3)',
  '[data](data:text/html,<script>window.pwned=4</script>)',
  '<svg onload="window.pwned=5"></svg><iframe src="javascript:window.pwned=6"></iframe>',
  '<a href="javascript:window.pwned=7" onclick="window.pwned=8">x</a>',
  '[ref]: javascript:alert(1)\n\n[ref]',
  '`<b onmouseover=alert(1)>`',
].join('\n\n');

test('nothing of a hostile answer becomes an element that runs or loads', () => {
  const { container } = render(<Markdown text={hostile} />);
  expect(container.querySelectorAll('script, img, svg:not(.svg), iframe, object, embed, style, link, form').length).toBe(0);
  for (const element of container.querySelectorAll('*')) for (const { name, value } of element.attributes) {
    expect(name.startsWith('on')).toBe(false);
    expect(/^\s*(javascript|data):/i.test(value)).toBe(false);
  }
  expect(container.textContent).toContain('<script>window.pwned=1</script>');
});

test('a picture is named, not loaded', () => {
  const { container } = render(<Markdown text="See ![the map](https://maps.invalid/m.png)." />);
  expect(container.textContent).toContain('the map https://maps.invalid/m.png');
});

test('links to the web open elsewhere without telling from where', () => {
  render(<Markdown text="[page](https://example.org/)" />);
  const link = screen.getByRole('link', { name: 'page' });
  expect(link.getAttribute('href')).toBe('https://example.org/');
  expect(link.getAttribute('rel')).toContain('noopener');
  expect(link.getAttribute('rel')).toContain('noreferrer');
});

test('[n] becomes a citation only where n has a source, and never in code', () => {
  const { container } = render(<Markdown text={'Founded in 1978. [1] Not this [2], nor `a[1]`.'} numbers={new Set([1])} cite={(n) => <button type="button">cite {n}</button>} />);
  expect(screen.getAllByRole('button')).toHaveLength(1);
  expect(container.textContent).toBe('Founded in 1978.\u00a0cite 1 Not this [2], nor a[1].');
});

test('tables, lists and emphasis are drawn', () => {
  render(<Markdown text={'| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- **two**\n'} />);
  expect(screen.getByRole('table')).toBeDefined();
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
});

test('formulas become MathML, once they are there', async () => {
  const { container } = render(<Markdown text={'Euler: \\(e^{i\\pi}=-1\\) and $x_1$.'} />);
  await waitFor(() => expect(container.querySelectorAll('math').length).toBe(2), { timeout: 5_000 });
  expect(container.querySelector('[style]')).toBeNull();
});

test('code is coloured in its language', async () => {
  const { container } = render(<Markdown text={'```python\ndef f(): return "x"\n```'} />);
  expect(container.querySelector('pre')?.textContent).toContain('def f()');
  await waitFor(() => expect(container.querySelector('.hljs-keyword')).not.toBeNull(), { timeout: 5_000 });
});

test('money is not mathematics', () => {
  expect(mathKind('It costs $5 and $10.')).toBe(false);
  expect(mathKind('With $x^2$ it is.')).toBe('single');
  expect(mathKind('\\[a\\]')).toBe('double');
  expect(withDollars('`\\(a\\)` \\(b\\)')).toBe('`\\(a\\)` $$b$$');
});
