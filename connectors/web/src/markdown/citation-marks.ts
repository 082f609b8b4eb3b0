import type { Nodes, Parents, PhrasingContent, Root } from 'mdast';

const mark = /\[(\d{1,3})\]/g;

/** Turns [n] into a citation wherever n has a source, and markup into plain words; code stays as it is. */
export function citationMarks(numbers: ReadonlySet<number>) {
  return (tree: Root): void => visit(tree, numbers);
}

function visit(parent: Parents, numbers: ReadonlySet<number>): void {
  const children: Nodes[] = [];
  for (const child of parent.children) {
    if (child.type === 'html') {
      children.push(asWords(child.value, parent));
    } else if (child.type === 'text') {
      children.push(...split(child.value, numbers));
    } else {
      if ('children' in child) visit(child, numbers);
      children.push(child);
    }
  }
  parent.children = children as typeof parent.children;
}

/** Markup written as HTML: the words that it is. */
function asWords(value: string, parent: Parents): Nodes {
  const text: PhrasingContent = { type: 'text', value };
  return ['root', 'blockquote', 'listItem', 'footnoteDefinition'].includes(parent.type) ? { type: 'paragraph', children: [text] } : text;
}

function split(text: string, numbers: ReadonlySet<number>): PhrasingContent[] {
  const out: PhrasingContent[] = [];
  let at = 0;
  for (const match of text.matchAll(mark)) {
    const n = Number(match[1]);
    if (!numbers.has(n)) continue;
    // The blank before it must not break, or a line would begin with the number.
    if (match.index > at) out.push({ type: 'text', value: text.slice(at, match.index).replace(/[ \n]+$/, '\u00a0') });
    out.push({ type: 'emphasis', data: { hName: 'cite', hProperties: { n } }, children: [{ type: 'text', value: match[0] }] });
    at = match.index + match[0].length;
  }
  if (at < text.length) out.push({ type: 'text', value: text.slice(at) });
  return out;
}
