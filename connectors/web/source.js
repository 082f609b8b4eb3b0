// The side panel that shows a document, at the place that a citation names.

import { byId, el } from './dom.js';
import { get, picture } from './http.js';

const shown = 60000; // Characters on each side of the place; a browser lays out more only slowly.
const panel = byId('source');
const body = byId('source-body');
let opener = null;
let turn = 0;
let url = null;

export function close() {
  turn++;
  panel.hidden = true;
  document.body.classList.remove('with-source');
  if (url) URL.revokeObjectURL(url);
  url = null;
  opener?.focus();
  opener = null;
}

/** Text with the lines that are headings set off. */
function append(parent, text, headings) {
  text.split('\n').forEach((line, i) => {
    if (i) parent.append('\n');
    parent.append(headings.has(line.trim()) ? el('strong', {}, line) : line);
  });
}

function showText(text, headings, start, end) {
  const from = Math.max(0, start - shown);
  const to = Math.min(text.length, end + shown);
  const box = el('div', { className: 'text' });
  const all = () => box.replaceWith(showTextWhole(text, headings, start, end));
  if (from) box.append(el('button', { className: 'button', onclick: all }, 'Show the whole text'));
  append(box, text.slice(from, start), headings);
  if (end > start) {
    const mark = box.appendChild(el('mark', { id: 'cited' }));
    append(mark, text.slice(start, end), headings);
  }
  append(box, text.slice(end, to), headings);
  if (to < text.length) box.append(el('button', { className: 'button', onclick: all }, 'Show the whole text'));
  return box;
}

function showTextWhole(text, headings, start, end) {
  const box = el('div', { className: 'text' }, text.slice(0, start));
  if (end > start) append(box.appendChild(el('mark')), text.slice(start, end), headings);
  box.append(text.slice(end));
  return box;
}

/** Opens a citation, or a document when it has no span. */
export async function open(citation) {
  const mine = ++turn;
  if (panel.hidden) opener = document.activeElement;
  byId('source-title').textContent = citation.title || citation.uri;
  const place = [citation.title ? citation.uri : null, citation.page ? `page ${citation.page}` : null, (citation.headings ?? []).join(' › ')];
  byId('source-place').textContent = place.filter(Boolean).join(' · ');
  body.replaceChildren(el('p', { className: 'quiet' }, 'Opening…'));
  panel.hidden = false;
  document.body.classList.add('with-source');
  panel.focus();
  const id = encodeURIComponent(citation.documentId);
  try {
    const [info, content] = await Promise.all([get(`/api/content/${id}`), get(`/api/content/${id}/text`).catch((error) => { if (error.status !== 404) throw error; return null; })]);
    const image = info.kind === 'image' ? await picture(info.id, /^image\/(png|jpeg|webp|gif)$/.test(info.mediaType)).catch(() => null) : null;
    if (mine !== turn) return image && URL.revokeObjectURL(image);
    if (url) URL.revokeObjectURL(url);
    url = image;
    body.replaceChildren();
    if (image) body.append(el('img', { src: image, alt: info.title || info.uri }));
    if (!content) return void (image || body.append(el('p', { className: 'quiet' }, info.reason || 'There is no text to show yet.')));
    let { start, end } = citation.span ?? { start: 0, end: 0 };
    if (citation.quote && content.text.slice(start, end) !== citation.quote) {
      start = content.text.indexOf(citation.quote);
      end = start < 0 ? (start = 0) : start + citation.quote.length;
      body.append(el('p', { className: 'warning' }, end ? 'This document has changed since the answer.' : 'This document has changed since the answer, and the quoted words are no longer in it.'));
    }
    if (image && content.text.trim()) body.append(el('h3', {}, 'What is said about it, and read from it'));
    const headings = new Set(content.chunks.flatMap((chunk) => chunk.headings));
    body.append(showText(content.text, headings, start, end));
    body.querySelector('mark')?.scrollIntoView({ block: 'center' });
  } catch (error) {
    if (mine === turn) body.replaceChildren(el('p', { className: 'warning' }, error.status === 404 ? 'This document was deleted.' : error.message));
  }
}

byId('source-close').addEventListener('click', close);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !panel.hidden && !document.querySelector('dialog[open]')) close();
});
