// Uploading and the state of every document.

import { byId, el } from './dom.js';
import { get, send } from './http.js';
import { open } from './source.js';

const final = ['Indexed', 'Rejected', 'Failed'];
const words = { Accepted: 'Waiting', Parsed: 'Searchable, being embedded', Embedded: 'Being indexed', Indexed: 'Ready', Rejected: 'Rejected', Failed: 'Failed' };
const page = 100;
let uploads = new Map(); // By id, newest first on screen.
let timer = null;
let visible = false;
let limit = page;
let known = null;
let onCollections = () => {};

function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function row(item) {
  const act = (label, text, run) => el('button', { type: 'button', className: 'button small', 'aria-label': `${label} ${item.uri}`, onclick: run }, text);
  const note = item.reason ? el('p', { className: 'reason' }, item.reason) : null;
  return el('li', { 'data-uri': item.uri, 'data-state': item.state },
    el('div', { className: 'name' },
      item.id && item.liveVersion ? el('button', { type: 'button', className: 'link', onclick: () => open({ documentId: item.id, title: item.title, uri: item.uri }) }, item.title || item.uri) : el('b', {}, item.uri),
      el('small', {}, [item.title ? item.uri : null, item.collection, item.size === undefined ? null : size(item.size)].filter(Boolean).join(' · ')), note),
    el('span', { className: `state ${item.state.toLowerCase()}` }, words[item.state] ?? item.state),
    el('div', { className: 'row' },
      item.id && (item.state === 'Failed' || item.state === 'Rejected') ? act('Try again:', 'Try again', () => change(item, `/api/content/${item.id}/redrive`, 'POST')) : null,
      item.id ? act('Delete', 'Delete', () => remove(item)) : null));
}

async function change(item, path, method) {
  try {
    await send(path, { method });
    if (method === 'DELETE') uploads.delete(item.id);
    note('');
  } catch (error) {
    note(error.message);
  }
  await refresh();
}

function remove(item) {
  const dialog = byId('delete-dialog');
  byId('delete-name').textContent = item.uri;
  dialog.returnValue = 'no';
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'yes') change(item, `/api/content/${item.id}`, 'DELETE');
  }, { once: true });
  dialog.showModal();
}

const note = (text) => { byId('upload-note').textContent = text; };

/** Draws rows anew only when something changed, so that a focused button stays. */
function fill(list, items) {
  const print = JSON.stringify(items);
  if (list.dataset.print === print) return;
  list.dataset.print = print;
  list.replaceChildren(...items.map(row));
}

async function upload(files) {
  if (!files.length) return;
  const collection = byId('collection').value.trim() || 'default';
  note(`Sending ${files.length === 1 ? files[0].name : `${files.length} files`}…`);
  const form = new FormData();
  form.append('collection', collection);
  for (const file of files) form.append('file', file, file.webkitRelativePath || file.name);
  try {
    const { items } = await (await send('/api/content', { method: 'POST', body: form })).json();
    for (const item of items) {
      const key = item.id ?? `refused ${item.uri}`;
      uploads.delete(key);
      uploads.set(key, { ...item, collection });
    }
    const same = items.filter((item) => !item.changed && item.id).length;
    note(same ? `${same} of ${items.length} were here already, unchanged.` : '');
  } catch (error) {
    note(`${error.message} Nothing was lost: send the files again.`);
  }
  await refresh();
  collections().catch(() => {});
}

export async function collections() {
  const list = await get('/api/collections');
  const names = list.map((item) => item.name);
  // A list that is open is not drawn anew under the pointer.
  if (JSON.stringify(names) === known) return;
  known = JSON.stringify(names);
  byId('collections').replaceChildren(...names.map((name) => el('option', { value: name })));
  for (const id of ['ask-collection', 'library-collection']) {
    const select = byId(id);
    const before = select.value;
    select.replaceChildren(el('option', { value: '' }, 'all collections'), ...names.map((name) => el('option', { value: name }, name)));
    select.value = names.includes(before) ? before : '';
  }
  onCollections(names);
}

async function refresh() {
  clearTimeout(timer);
  try {
    const query = new URLSearchParams({ limit });
    for (const [key, id] of [['contains', 'filter'], ['collection', 'library-collection'], ['state', 'state']]) {
      if (byId(id).value.trim()) query.set(key, byId(id).value.trim());
    }
    const { items, counts, next } = await get(`/api/content?${query}`);
    const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
    const select = byId('state');
    const before = select.value;
    select.replaceChildren(el('option', { value: '' }, `all states (${all})`), ...Object.keys(words).map((state) => el('option', { value: state }, `${words[state]} (${counts[state] ?? 0})`)));
    select.value = before;
    for (const [id, item] of [...uploads].filter(([, item]) => item.id && !final.includes(item.state)).slice(0, 20)) {
      const now = await get(`/api/content/${id}`).catch((error) => { if (error.status !== 404) throw error; return null; });
      if (now) uploads.set(id, now);
      else uploads.delete(id);
    }
    fill(byId('uploads'), [...uploads.values()].reverse());
    fill(byId('documents'), items.filter((item) => !uploads.has(item.id)));
    if (!items.length && !uploads.size) byId('documents').replaceChildren(el('li', { className: 'quiet' }, all ? 'No document fits this filter.' : 'Nothing here yet. Drop a file above: Markdown, HTML, Word, PDF, text, tables, archives or pictures.'));
    byId('more').hidden = !next || limit >= 1000;
    const busy = all > final.reduce((sum, state) => sum + (counts[state] ?? 0), 0) || [...uploads.values()].some((item) => item.id && !final.includes(item.state));
    if (visible) timer = setTimeout(refresh, busy ? 700 : 6000);
    if (!busy) await collections();
  } catch (error) {
    note(error.message);
    if (visible) timer = setTimeout(refresh, 3000);
  }
}

export function showLibrary(on) {
  visible = on;
  clearTimeout(timer);
  if (on) refresh();
  else collections().catch(() => {});
}

export function start(listener) {
  onCollections = listener;
  const drop = byId('drop');
  byId('files').addEventListener('change', (event) => { upload([...event.target.files]); event.target.value = ''; });
  for (const type of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(type, (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes('Files')) return;
      event.preventDefault();
      drop.classList.toggle('over', type === 'dragover');
      if (type !== 'drop') return;
      location.hash = '#/library';
      upload([...event.dataTransfer.files]);
    });
  }
  for (const id of ['filter', 'library-collection', 'state']) byId(id).addEventListener('input', () => { limit = page; refresh(); });
  byId('more').addEventListener('click', () => { limit = Math.min(1000, limit * 3); refresh(); });
}
