import { memo, useEffect, useMemo, useState, type ReactNode } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { plain } from '../ui/plain';
import { CodeBlock } from './code-block';
import { citationMarks } from './citation-marks';
import { mathKind, withDollars, type MathKind } from './math-kind';

/** What an answer may consist of. Markup written as HTML is shown as the words that it is; pictures are never loaded. */
const schema: typeof defaultSchema = {
  ...defaultSchema,
  tagNames: ['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'strong', 'em', 'del', 'code', 'pre', 'a', 'img', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'input', 'sup', 'section', 'cite'],
  attributes: {
    a: ['href'],
    img: ['src', 'alt'],
    cite: ['n'],
    code: [['className', /^language-[\w+#.-]+$/, 'math-inline', 'math-display']],
    input: [['type', 'checkbox'], ['disabled', true], 'checked'],
    ol: ['start'],
    th: ['align'],
    td: ['align'],
    li: [['className', 'task-list-item']],
  },
  protocols: { href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
  clobberPrefix: 'answer-',
};

type Plugins = NonNullable<Options['remarkPlugins']>;
interface MathPlugins { remark: Plugins; rehype: Plugins }

/** The plugins for mathematics, loaded when there is some. */
function useMath(kind: MathKind): MathPlugins | null {
  const [plugins, setPlugins] = useState<MathPlugins | null>(null);
  useEffect(() => {
    if (!kind) return undefined;
    let here = true;
    void import('./math').then(({ mathPlugins }) => { if (here) setPlugins(mathPlugins(kind)); }, () => {});
    return () => { here = false; };
  }, [kind]);
  return kind ? plugins : null;
}

interface MarkdownProps {
  text: string;
  /** The node of [n]; null where n has no source, and the characters stay. */
  cite?: (n: number) => ReactNode;
  /** Numbers that have a source. */
  numbers?: ReadonlySet<number>;
}

const none: ReadonlySet<number> = new Set();

/** Words of a model or a document as safe Markdown: tables, lists, code, mathematics, citations. */
export const Markdown = memo(function Markdown({ text, cite, numbers = none }: MarkdownProps) {
  const kind = mathKind(text);
  const math = useMath(kind);
  const components = useMemo<Components>(() => ({
    a: ({ href, children }) => (href ? <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a> : <span>{children}</span>),
    // A picture of another host would tell it who reads the answer.
    img: ({ src, alt }) => <span className="no-picture">{[alt, typeof src === 'string' ? src : ''].filter(Boolean).join(' ')}</span>,
    pre: ({ node, children }) => <CodeBlock node={node}>{children}</CodeBlock>,
    table: ({ children }) => <div className="scroll-x" tabIndex={0} role="group"><table>{children}</table></div>,
    h1: ({ children }) => <h3>{children}</h3>,
    h2: ({ children }) => <h3>{children}</h3>,
    h4: ({ children }) => <h4>{children}</h4>,
    h5: ({ children }) => <h4>{children}</h4>,
    h6: ({ children }) => <h4>{children}</h4>,
    cite: ({ node, children }) => {
      const n = Number(node?.properties.n);
      return <>{cite?.(n) ?? children}</>;
    },
  }), [cite]);
  const remark = useMemo<Plugins>(() => [remarkGfm, ...(math?.remark ?? []), [citationMarks, numbers]], [math, numbers]);
  const rehype = useMemo<Plugins>(() => [[rehypeSanitize, schema], ...(math?.rehype ?? [])], [math]);
  return (
    <div className="markdown" dir="auto">
      <ReactMarkdown remarkPlugins={remark} rehypePlugins={rehype} components={components}>{plain(math ? withDollars(text) : text)}</ReactMarkdown>
    </div>
  );
});
