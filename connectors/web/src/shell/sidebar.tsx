import { useLocation } from 'wouter';
import { useMe, isAdmin } from '../api/queries';
import { ConversationList } from '../chat/conversation-list';
import { currentLanguage, setLanguage, useMessages, type Language } from '../i18n';
import { setTheme, useTheme, type Theme } from '../ui/theme';
import { Icon, type IconName } from '../ui/icon';
import type { Key } from '../i18n/en';

const pages: readonly { path: string; icon: IconName; label: Key; admin?: true }[] = [
  { path: '/', icon: 'plus', label: 'nav.new' },
  { path: '/search', icon: 'search', label: 'nav.search' },
  { path: '/library', icon: 'library', label: 'nav.library' },
  { path: '/memory', icon: 'memory', label: 'nav.memory' },
  { path: '/learning', icon: 'learning', label: 'nav.learning' },
  { path: '/admin', icon: 'admin', label: 'nav.admin', admin: true },
];

export function Sidebar() {
  const t = useMessages();
  const theme = useTheme();
  const [location] = useLocation();
  const me = useMe();
  return (
    <aside id="side" className="side" aria-label={t('nav.side')}>
      <a className="brand" href="#/"><img src="./icon.svg" alt="" width="24" height="24" />{t('app.name')}</a>
      <nav aria-label={t('nav.label')}>
        <ul>
          {pages.filter((page) => !page.admin || isAdmin(me.value)).map((page) => (
            <li key={page.path}>
              <a className="entry" href={`#${page.path}`} aria-current={location === page.path ? 'page' : undefined}><Icon name={page.icon} />{t(page.label)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <ConversationList />
      <div className="side-foot">
        <label><span className="visually-hidden">{t('app.theme')}</span>
          <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
            <option value="system">{t('app.theme.system')}</option>
            <option value="light">{t('app.theme.light')}</option>
            <option value="dark">{t('app.theme.dark')}</option>
          </select>
        </label>
        <label><span className="visually-hidden">{t('app.language')}</span>
          <select value={currentLanguage()} onChange={(event) => void setLanguage(event.target.value as Language)}>
            <option value="en" lang="en">English</option>
            <option value="zh" lang="zh-Hans">中文</option>
          </select>
        </label>
      </div>
    </aside>
  );
}
