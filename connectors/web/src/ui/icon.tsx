const shapes = {
  similar: 'M4 4h11v11H4zM9 19h10V9',
  menu: 'M4 6h16M4 12h16M4 18h16',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 19a8 8 0 1 1 0-16 8 8 0 0 1 0 16ZM21 21l-4.3-4.3',
  library: 'M4 5h4v15H4zM10 5h4v15h-4zM16.2 5.6l3.6-.9 3 14.6-3.7.8z',
  memory: 'M12 21c-5-3-8-6-8-10a5 5 0 0 1 8-4 5 5 0 0 1 8 4c0 4-3 7-8 10Z',
  learning: 'M3 17l5-6 4 3 8-9M15 5h5v5',
  admin: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  chat: 'M4 5h16v11H9l-5 4z',
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M7 7h10v10H7z',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01',
  camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
  up: 'M7 11v9H4v-9zM7 11l4-8c2 0 3 1 2.6 3L13 10h6l-1.6 10H7',
  down: 'M17 13V4h3v9zM17 13l-4 8c-2 0-3-1-2.6-3l.6-4H5L6.6 4H17',
  edit: 'M4 20h4L20 8l-4-4L4 16zM13 7l4 4',
  again: 'M20 11A8 8 0 1 0 18 17M20 5v6h-6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 13l4 4 10-11',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  left: 'M15 6l-6 6 6 6',
  right: 'M9 6l6 6-6 6',
  bottom: 'M6 9l6 6 6-6',
  share: 'M12 15V4M8 8l4-4 4 4M5 12v8h14v-8',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  upload: 'M12 16V5M7 10l5-5 5 5M4 19h16',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  key: 'M8 19a5 5 0 1 1 0-10 5 5 0 0 1 0 10ZM11.5 11.5 20 3M16 7l3 3',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v1M12 20v1M4 12H3M21 12h-1M6 6l-.7-.7M18.7 18.7 18 18M18 6l.7-.7M5.3 18.7 6 18',
  think: 'M12 3a7 7 0 0 1 4 12.7V18H8v-2.3A7 7 0 0 1 12 3ZM9 21h6',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
  warning: 'M12 3 2 20h20zM12 10v4M12 17h.01',
} as const;

export type IconName = keyof typeof shapes;

/** A line drawing; whoever uses it gives the words. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="svg" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round">
      <path d={shapes[name]} />
    </svg>
  );
}
