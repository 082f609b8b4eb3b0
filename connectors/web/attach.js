// A picture that goes with a question: chosen or pasted, shown beside the question until it is sent.

import { byId, el } from './dom.js';

const largest = 20 * 1024 * 1024; // What the service looks at.
const place = byId('attached');
let picture = null;

/** The picture as a data URL; null when there is none. */
export const attached = () => picture?.data ?? null;

/** Takes the picture away, and gives what can bring it back. */
export function detach() {
  const was = picture;
  picture = null;
  place.replaceChildren();
  place.hidden = true;
  return was;
}

export function attach(what) {
  if (!what) return;
  picture = what;
  place.hidden = false;
  place.replaceChildren(
    el('img', { src: what.preview, alt: 'Attached picture' }),
    el('button', { type: 'button', className: 'icon', 'aria-label': 'Remove the picture', onclick: () => { detach(); byId('ask').focus(); } }, '×'));
}

function refuse(words) {
  place.hidden = false;
  place.replaceChildren(el('p', { className: 'warning', role: 'alert' }, words));
}

function read(file) {
  if (file.size > largest) {
    refuse(`${file.name || 'That picture'} is larger than 20 MB.`);
    return;
  }
  const reader = new FileReader();
  reader.addEventListener('load', () => attach({ data: reader.result, preview: URL.createObjectURL(file) }));
  reader.addEventListener('error', () => refuse('That file cannot be read.'));
  reader.readAsDataURL(file);
}

byId('attach').addEventListener('change', (event) => {
  const [file] = event.target.files;
  event.target.value = '';
  if (file) read(file);
});
byId('ask').addEventListener('paste', (event) => {
  const file = [...event.clipboardData.files].find((one) => one.type.startsWith('image/'));
  if (!file) return;
  event.preventDefault();
  read(file);
});
