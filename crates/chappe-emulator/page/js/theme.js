// The theme that was chosen: "light", "dark", or nothing (as the system has it).
// A classic script in the head, so that no page is painted in the wrong one.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // Storage may be off; then the choice lasts as long as the page.
  }
  if (chosen) document.documentElement.dataset.theme = chosen;
})();
