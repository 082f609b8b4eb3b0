/** Which mathematics a text has: none, between $$ or \( \) only, or between single dollars too. */
export type MathKind = false | 'double' | 'single';

// Between single dollars only what looks like a formula counts: "$5 and $10" is money.
const single = /(?<![\\$\w])\$(?=\S)[^$\n]*[\\^_{}=][^$\n]*(?<=\S)\$(?![\d$])/;
const double = /\$\$|\\\(|\\\[/;

export const mathKind = (text: string): MathKind => (single.test(text) ? 'single' : double.test(text) ? 'double' : false);

/** Writes \( \) and \[ \] as dollars, which Markdown knows; code stays as it is. */
export function withDollars(text: string): string {
  return text.split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/).map((part, at) => (at % 2 ? part : part
    .replace(/\\\[([\s\S]+?)\\\]/g, (_, formula: string) => `\n$$\n${formula.trim()}\n$$\n`)
    .replace(/\\\((.+?)\\\)/g, (_, formula: string) => `$$${formula}$$`))).join('');
}
