// A small, safe part of Markdown as DOM nodes: paragraphs, headings, lists, quotes, code, bold, links, and [n] as citations.

import { el } from './dom.js';

const inline = /(`[^`]+`)|\*\*([^*]+)\*\*|\[(\d{1,3})\]|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

/** Puts a citation beside the word before it, so that no line begins with a number. */
function attach(parent, node) {
  const before = parent.lastChild;
  const word = before?.nodeType === Node.TEXT_NODE ? /\S{1,14}\s*$/.exec(before.data) : null;
  if (word) before.data = before.data.slice(0, word.index);
  parent.append(el('span', { className: 'keep' }, word ? word[0].trimEnd() : '', node));
}

function words(parent, text, cite) {
  let at = 0;
  for (const match of text.matchAll(inline)) {
    parent.append(text.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[1]) parent.append(el('code', {}, match[1].slice(1, -1)));
    else if (match[2]) words(parent.appendChild(el('strong')), match[2], cite);
    else if (match[3]) {
      const node = cite(Number(match[3]));
      if (node) attach(parent, node);
      else parent.append(match[0]);
    }
    else parent.append(el('a', { href: match[5], target: '_blank', rel: 'noopener noreferrer' }, match[4]));
  }
  parent.append(text.slice(at));
  return parent;
}

/** Renders text into nodes; cite(n) gives the node of a citation, or null where n has none. */
export function markdown(text, cite) {
  const out = document.createDocumentFragment();
  const lines = text.split('\n');
  let list = null;
  let paragraph = null;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.startsWith('```')) {
      const end = lines.findIndex((other, at) => at > i && other.startsWith('```'));
      const last = end < 0 ? lines.length : end;
      out.append(el('pre', { tabIndex: 0 }, el('code', {}, lines.slice(i + 1, last).join('\n'))));
      i = last;
      list = paragraph = null;
      continue;
    }
    const item = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/.exec(line);
    if (item) {
      const kind = item[1] ? 'OL' : 'UL';
      if (list?.tagName !== kind) out.append(list = el(kind, item[1] ? { start: Number(item[1]) } : {}));
      list.append(words(el('li'), item[2], cite));
      paragraph = null;
      continue;
    }
    if (!line.trim()) {
      list = paragraph = null;
      continue;
    }
    const special = /^(#{1,4}|>)\s+(.*)$/.exec(line);
    if (special) {
      out.append(words(el(special[1] === '>' ? 'blockquote' : 'h3'), special[2], cite));
      list = paragraph = null;
    } else if (paragraph) {
      words(paragraph, ` ${line}`, cite);
    } else {
      out.append(paragraph = words(el('p'), line, cite));
      list = null;
    }
  }
  return out;
}
