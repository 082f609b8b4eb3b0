import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import type { MathKind } from './math-kind';

/** MathML only: the browser draws it with its own fonts, and no style sheet is needed. What is not understood stays as it was written. */
export const mathPlugins = (kind: MathKind) => ({
  remark: [[remarkMath, { singleDollarTextMath: kind === 'single' }]] as [[typeof remarkMath, { singleDollarTextMath: boolean }]],
  rehype: [[rehypeKatex, { output: 'mathml', trust: false, strict: 'ignore', maxExpand: 200, maxSize: 20 }]] as [[typeof rehypeKatex, object]],
});
