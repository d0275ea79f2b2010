// The chosen theme: "light", "dark", or nothing (the system's).
// A classic script in the head, so that the page is never painted in another theme.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // Without storage, the choice lasts as long as the page.
  }
  if (chosen) document.documentElement.dataset.theme = chosen;
})();
