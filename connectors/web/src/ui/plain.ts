/**
 * Names and words of strangers as they are to be shown. Characters that turn the direction of writing would make
 * "invoice\u202Efdp.exe" look like a PDF file: they become a visible mark, as do other controls.
 */
const tricks = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

export const plain = (text: string): string => text.replace(tricks, '\u2426');

/** The last part of a path. */
export const baseName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1) || uri;
