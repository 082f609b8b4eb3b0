import { createRoot } from 'react-dom/client';
import { App } from './app';
import { preferredLanguage, setLanguage } from './i18n';
import './styles/base.css';
import './styles/shell.css';
import './styles/chat.css';
import './styles/source.css';
import './styles/pages.css';
import { Fallback } from './ui/fallback';
import { applyTheme } from './ui/theme';

applyTheme();
void setLanguage(preferredLanguage()).catch(() => setLanguage('en')).then(() => {
  createRoot(document.getElementById('root') as HTMLElement).render(<Fallback><App /></Fallback>);
});
