import { toJsxRuntime } from 'hast-util-to-jsx-runtime';
import { common, createLowlight } from 'lowlight';
import type { ReactNode } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';

const lowlight = createLowlight(common);

/** The longest code that is coloured: more would hold up the page. */
const longest = 20_000;

/** Code as coloured nodes; null where its language is not known. */
export function colour(code: string, language: string): ReactNode {
  if (code.length > longest || !lowlight.registered(language)) return null;
  return toJsxRuntime(lowlight.highlight(language, code), { Fragment, jsx, jsxs });
}
