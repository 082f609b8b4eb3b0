/** The API key of this tab. It is kept until the tab is closed, and never in a URL. */
const name = 'assistant-key';

type Ask = () => Promise<string | null>;

let ask: Ask = () => Promise.resolve(null);
let asking: Promise<boolean> | null = null;

export const currentKey = (): string | null => sessionStorage.getItem(name);
export const clearKey = (): void => sessionStorage.removeItem(name);
export const useKey = (secret: string): void => sessionStorage.setItem(name, secret);

/** Who shows the dialog that asks for a key. */
export function onKeyNeeded(handler: Ask): void {
  ask = handler;
}

/** Asks once, however many requests wait for it. */
export function requestKey(): Promise<boolean> {
  asking ??= ask().then((secret) => {
    asking = null;
    if (secret) useKey(secret);
    return secret !== null;
  });
  return asking;
}
