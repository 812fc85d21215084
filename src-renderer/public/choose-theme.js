// Sets the theme before anything is painted. A cookie remembers it, since cookies, unlike local storage, outlive the port of
// one start; color-scheme.ts writes it.
(function chooseTheme() {
  var match = /(?:^|; )triptych-theme=(light|dark|system)/.exec(document.cookie);
  var kept = match ? match[1] : 'system';
  try {
    if (!match) kept = localStorage.getItem('triptych-theme') || 'system';
  } catch {
    // Storage may be switched off; the system's theme is a good answer then.
  }
  var isDark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
})();
