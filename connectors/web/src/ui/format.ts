import { currentLanguage } from '../i18n';

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

export function bytes(count: number): string {
  let unit = 0;
  let value = count;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toLocaleString(currentLanguage(), { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 })} ${units[unit]}`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toLocaleString(currentLanguage(), { maximumFractionDigits: 1 })} s`;
}

export function dateTime(iso: string): string {
  return new Date(iso).toLocaleString(currentLanguage(), { dateStyle: 'medium', timeStyle: 'short' });
}

export function date(iso: string): string {
  return new Date(iso).toLocaleDateString(currentLanguage(), { dateStyle: 'medium' });
}
