// Requests to the service: API key, readable errors, server-sent events over fetch.

const keyName = 'assistant-key';
let asking = null;

export class ServiceError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Asks for a key once, however many requests wait for it. */
function askForKey() {
  asking ??= new Promise((resolve) => {
    const dialog = document.getElementById('key-dialog');
    const input = document.getElementById('key');
    input.value = '';
    dialog.addEventListener('close', () => {
      asking = null;
      if (input.value) sessionStorage.setItem(keyName, input.value);
      resolve(Boolean(input.value));
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}

/** Sends a request; a response that is not 2xx becomes a ServiceError that says what to do. Status 0 means no connection. */
export async function send(path, { method = 'GET', json, body, signal } = {}) {
  for (;;) {
    const headers = {};
    const key = sessionStorage.getItem(keyName);
    if (key) headers.Authorization = `Bearer ${key}`;
    if (json !== undefined) headers['Content-Type'] = 'application/json';
    let response;
    try {
      response = await fetch(path, { method, headers, signal, body: json === undefined ? body : JSON.stringify(json), cache: 'no-store' });
    } catch (error) {
      if (signal?.aborted) throw error;
      document.dispatchEvent(new Event('service-lost'));
      throw new ServiceError(0, 'The service cannot be reached. Is it running? Start it with: ./assistant up');
    }
    if (response.ok) return response;
    if (response.status === 401) {
      if (key !== sessionStorage.getItem(keyName)) continue; // Another request has asked meanwhile.
      if (await askForKey()) continue;
      throw new ServiceError(401, 'The service needs an API key. Reload the page to enter one.');
    }
    throw new ServiceError(response.status, await reason(response));
  }
}

async function reason(response) {
  const problem = await response.json().catch(() => null);
  if (problem?.detail || problem?.title) return [problem.title, problem.detail].filter(Boolean).join(': ');
  if (response.status === 403) return 'This key may not do that. Ask for one with the role writer.';
  if (response.status === 404) return 'It is no longer there.';
  if (response.status === 413) return 'That is too large for this service.';
  if (response.status === 429) return 'Too many requests. Wait a moment and try again.';
  return `The service failed (${response.status}). Its log says why.`;
}

export const get = async (path, signal) => (await send(path, { signal })).json();

/** Yields {event, data} of a server-sent event stream. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value.replaceAll('\r', '');
    for (let end; (end = buffer.indexOf('\n\n')) >= 0; buffer = buffer.slice(end + 2)) {
      let event = 'message';
      const data = [];
      for (const line of buffer.slice(0, end).split('\n')) {
        if (line.startsWith('event:')) event = line.slice(6).trim();
        else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      }
      if (data.length) yield { event, data: JSON.parse(data.join('\n')) };
    }
  }
}

/** A picture of a document as an object URL: an img element cannot send the key. The caller revokes it. */
export async function picture(id, whole) {
  const response = await send(`/api/content/${encodeURIComponent(id)}/${whole ? 'raw' : 'thumbnail'}`);
  return URL.createObjectURL(await response.blob());
}
