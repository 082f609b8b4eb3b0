import type { ExtraProps } from 'react-markdown';
import { useEffect, useState, type ReactNode } from 'react';
import { useMessages } from '../i18n';
import { CopyButton } from '../ui/copy';

type Element = NonNullable<ExtraProps['node']>;

function textOf(node: Element | undefined): string {
  let text = '';
  const walk = (children: Element['children']): void => children.forEach((child) => {
    if (child.type === 'text') text += child.value;
    else if (child.type === 'element') walk(child.children);
  });
  walk(node?.children ?? []);
  return text;
}

function languageOf(node: Element | undefined): string | null {
  const code = node?.children.find((child) => child.type === 'element');
  const names = code?.type === 'element' ? code.properties.className : null;
  const name = (Array.isArray(names) ? names : []).find((one) => String(one).startsWith('language-'));
  return name ? String(name).slice('language-'.length) : null;
}

/** A block of Markdown code. */
export function CodeBlock({ node, children }: { node: Element | undefined; children: ReactNode }) {
  // Mathematics comes as a block of code until its plugins are there.
  const code = textOf(node).replace(/\n$/, '');
  return <Code code={code} language={languageOf(node)}>{children}</Code>;
}

/** Code with a button that copies it; coloured once the highlighter is there. */
export function Code({ code, language, children }: { code: string; language: string | null; children?: ReactNode }) {
  const t = useMessages();
  const [coloured, setColoured] = useState<ReactNode>(null);
  useEffect(() => {
    if (!language) return undefined;
    let here = true;
    void import('./highlighter').then(({ colour }) => { if (here) setColoured(colour(code, language)); }, () => {});
    return () => { here = false; };
  }, [code, language]);
  return (
    <div className="code-block">
      <div className="code-head"><span>{language}</span><CopyButton text={code} label={t('common.copy')} /></div>
      <pre tabIndex={0}>{coloured ? <code>{coloured}</code> : children ?? <code>{code}</code>}</pre>
    </div>
  );
}
