import { listConversations, show, startNew, suggest } from './chat.js';
import { byId } from './dom.js';
import { collections, showLibrary, start } from './library.js';
import { close } from './source.js';

/** The part after # says what is shown: #/ a new chat, #/c/ID a conversation, #/library. */
function route() {
  const [, name, id] = location.hash.split('/');
  const library = name === 'library';
  menu(false);
  if (!byId('source').hidden) close();
  byId('library').hidden = !library;
  byId('chat').hidden = library;
  showLibrary(library);
  if (name === 'c' && id) show(id);
  else if (!library) startNew();
  document.querySelectorAll('#side a').forEach((link) => {
    if (link.hash === (location.hash || '#/')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
}

function menu(on) {
  document.body.classList.toggle('menu', on);
  byId('menu').setAttribute('aria-expanded', on);
}

function load() {
  collections().catch(() => {});
  listConversations();
}

/** Waits until the service is back, then loads what may have changed. */
let waiting = false;
async function reconnect() {
  if (waiting) return;
  waiting = true;
  byId('offline').hidden = false;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    if (await fetch('/healthz', { cache: 'no-store' }).then((response) => response.ok, () => false)) break;
  }
  waiting = false;
  byId('offline').hidden = true;
  load();
}

start(suggest);
document.addEventListener('service-lost', reconnect);
window.addEventListener('hashchange', route);
byId('menu').addEventListener('click', () => menu(!document.body.classList.contains('menu')));
byId('new').addEventListener('click', () => { if (location.hash === '#/' || !location.hash) startNew(); });
byId('main').addEventListener('click', () => menu(false));
load();
route();
