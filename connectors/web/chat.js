// Asking, with words or a picture, streamed answers, citations, earlier conversations.

import { attach, attached, detach } from './attach.js';
import { byId, el } from './dom.js';
import { events, get, picture, send, ServiceError } from './http.js';
import { markdown } from './markdown.js';
import { open } from './source.js';

const thread = byId('thread');
const box = byId('ask');
let conversation = null;
let running = null;

const duration = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const plural = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`;

function place(citation) {
  const where = citation.page ? `page ${citation.page}` : (citation.headings ?? []).at(-1);
  return where && where !== citation.title ? where : citation.uri;
}

function card(citation) {
  const button = el('button', { className: 'card', type: 'button', onclick: () => open(citation) },
    el('span', { className: 'n' }, String(citation.n)),
    el('span', { className: 'what' }, el('b', {}, citation.title || citation.uri), el('small', {}, place(citation))));
  if (citation.kind === 'image') {
    picture(citation.documentId).then((url) => {
      button.append(el('img', { src: url, alt: '', onload: () => URL.revokeObjectURL(url) }));
    }, () => {});
  }
  return el('li', {}, button);
}

/** One question with its answer; draws itself again whenever it is told more. */
class Turn {
  constructor(question, preview) {
    this.question = question;
    this.text = '';
    this.citations = new Map();
    this.status = el('p', { className: 'status' });
    this.answer = el('div', { className: 'answer' });
    this.sources = el('ul', { className: 'sources', 'aria-label': 'Sources' });
    this.foot = el('div', { className: 'foot' });
    this.found = el('ul', { className: 'found', 'aria-label': 'Pictures found' });
    this.node = el('article', {}, preview ? el('img', { className: 'asked', src: preview, alt: 'The picture that was asked with' }) : null, el('h2', {}, question), this.found, this.status, this.answer, this.sources, this.foot);
    thread.append(this.node);
  }

  cite(n) {
    const citation = this.citations.get(n);
    return citation ? el('button', { type: 'button', className: 'cite', title: citation.title || citation.uri, 'aria-label': `Source ${n}: ${citation.title || citation.uri}`, onclick: () => open(citation) }, String(n)) : null;
  }

  add(citation) {
    if (this.citations.has(citation.n)) return;
    this.citations.set(citation.n, citation);
    this.sources.append(card(citation));
  }

  /** Pictures that look alike, as thumbnails. */
  pictures(hits) {
    this.found.replaceChildren(...hits.filter((hit) => hit.kind === 'image').map((hit) => {
      const button = el('button', { className: 'card', type: 'button', title: hit.title || hit.uri, onclick: () => open(hit) },
        el('span', { className: 'what' }, el('b', {}, hit.title || hit.uri), el('small', {}, hit.uri)));
      picture(hit.documentId).then((url) => {
        button.prepend(el('img', { src: url, alt: '', onload: () => URL.revokeObjectURL(url) }));
      }, () => {});
      return el('li', {}, button);
    }));
  }

  draw() {
    this.drawing ??= requestAnimationFrame(() => {
      this.drawing = null;
      this.answer.replaceChildren(markdown(this.text, (n) => this.cite(n)));
    });
  }

  working(words) {
    this.status.textContent = words;
    this.status.hidden = !words;
  }

  fail(words, retry) {
    this.working('');
    this.foot.replaceChildren(el('p', { className: 'warning', role: 'alert' }, words));
    if (retry) this.foot.append(el('button', { type: 'button', className: 'button', onclick: retry }, 'Ask again'));
  }

  finish(result) {
    this.working('');
    this.text = result.answer;
    if (result.citations) {
      this.citations.clear();
      this.sources.replaceChildren();
      result.citations.forEach((citation) => this.add(citation));
    }
    this.node.classList.toggle('unsupported', result.supported === false);
    this.draw();
    if (!result.timings) return;
    const judge = (signal, label) => el('button', { type: 'button', className: 'judge', onclick: async (event) => {
      const buttons = this.foot.querySelectorAll('button');
      await send('/api/feedback', { method: 'POST', json: { signal, query: this.question, messageId: result.messageId, shown: [...this.citations.values()].map((c) => c.documentId) } })
        .then(() => { buttons.forEach((b) => { b.disabled = true; }); event.target.classList.add('chosen'); }, (error) => this.fail(error.message));
    } }, label);
    const about = [result.citations.length ? plural(result.citations.length, 'source') : null, result.model, duration(result.timings.totalMs)];
    this.foot.replaceChildren(el('span', {}, about.filter(Boolean).join(' · ')), judge('up', 'Helpful'), judge('down', 'Not helpful'));
  }
}

function busy(on) {
  byId('send').hidden = on;
  byId('stop').hidden = !on;
  thread.setAttribute('aria-busy', on);
}

/** Looks for pictures like the attached one; the words, where there are some, count as well. */
async function searchPictures(turn, query, image, signal) {
  const response = await send('/api/search', { method: 'POST', signal, json: { query, image, modality: 'image', k: 6, collection: byId('ask-collection').value || null } });
  const { hits } = await response.json();
  turn.pictures(hits);
  return hits.length;
}

export async function ask(question) {
  question = question.trim();
  const image = attached();
  if ((!question && !image) || running) return;
  const abort = running = new AbortController();
  const started = conversation;
  busy(true);
  box.value = '';
  grow();
  byId('chat').classList.add('talking');
  const sent = detach();
  const turn = new Turn(question || 'Pictures like this one', sent?.preview);
  turn.working('Searching…');
  turn.node.scrollIntoView({ behavior: 'smooth', block: 'start' });
  const again = () => { turn.node.remove(); attach(sent); ask(question); };
  try {
    if (image) {
      const count = await searchPictures(turn, question, image, abort.signal);
      if (!question) {
        turn.working('');
        turn.foot.replaceChildren(el('span', {}, count ? plural(count, 'picture') : 'No picture is there to compare with.'));
        return;
      }
    }
    const response = await send('/api/ask', { method: 'POST', signal: abort.signal, json: { question, image, collection: byId('ask-collection').value || null, conversationId: conversation } });
    let done = false;
    for await (const { event, data } of events(response)) {
      if (event === 'text') {
        turn.working('');
        turn.text += data.text;
        turn.draw();
      } else if (event === 'citation') {
        turn.add(data.citation);
        turn.draw();
      } else if (event === 'tool_call') {
        turn.working(data.arguments?.query ? `Searching for “${data.arguments.query}”…` : `${data.tool}…`);
      } else if (event === 'error') {
        turn.fail(data.detail || data.title || 'The answer failed.', again);
        done = true;
      } else if (event === 'done') {
        turn.finish(data);
        done = true;
        if (started === conversation && data.conversationId) {
          conversation = data.conversationId;
          if (!byId('chat').hidden) {
            history.replaceState(null, '', `#/c/${conversation}`);
            byId('new').removeAttribute('aria-current');
          }
        }
        listConversations();
      }
    }
    if (!done) turn.fail('The connection ended before the answer did.', again);
  } catch (error) {
    if (abort.signal.aborted) turn.fail('Stopped.', again);
    else if (error instanceof ServiceError) turn.fail(error.message, again);
    else {
      turn.fail('The connection was lost in the middle of the answer.', again);
      document.dispatchEvent(new Event('service-lost'));
    }
  } finally {
    running = null;
    busy(false);
  }
}

function clear() {
  running?.abort();
  conversation = null;
  thread.replaceChildren();
  byId('chat').classList.remove('talking');
}

export function startNew() {
  clear();
  box.focus();
}

export async function show(id) {
  if (id === conversation) return;
  clear();
  conversation = id;
  byId('chat').classList.add('talking');
  try {
    const { messages } = await get(`/api/conversations/${encodeURIComponent(id)}`);
    if (conversation !== id) return;
    let turn = null;
    for (const message of messages) {
      if (message.role === 'user') turn = new Turn(message.text);
      else turn?.finish({ answer: message.text, citations: message.citations });
    }
    turn?.node.scrollIntoView({ block: 'start' });
  } catch (error) {
    conversation = null;
    thread.replaceChildren(el('p', { className: 'warning' }, error.status === 404 ? 'This conversation is no longer there.' : error.message));
  }
}

export async function listConversations() {
  const list = await get('/api/conversations').catch(() => null);
  if (!list) return;
  byId('conversations').replaceChildren(...list.map((item) => el('li', {},
    el('a', { className: 'entry', href: `#/c/${item.id}`, title: item.title, 'aria-current': item.id === conversation ? 'page' : undefined }, item.title),
    el('button', { type: 'button', className: 'icon', 'aria-label': `Delete the conversation ${item.title}`, onclick: async () => {
      await send(`/api/conversations/${item.id}`, { method: 'DELETE' }).catch(() => {});
      if (item.id === conversation) location.hash = '#/';
      listConversations();
    } }, '×'))));
}

export async function suggest(names) {
  const list = byId('suggestions');
  list.replaceChildren();
  if (!names.includes('sample')) return;
  const sample = await get('sample.json').catch(() => null);
  if (!sample) return;
  byId('lead').textContent = `${sample.title}: ${sample.description}`;
  list.replaceChildren(...sample.questions.map((question) => el('li', {}, el('button', { type: 'button', onclick: () => ask(question) }, question))));
}

function grow() {
  box.rows = Math.min(8, box.value.split('\n').length + Math.floor(box.value.length / 90));
}

box.addEventListener('input', grow);
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask(box.value);
});
byId('ask-form').addEventListener('submit', (event) => { event.preventDefault(); ask(box.value); });
byId('stop').addEventListener('click', () => running?.abort());
