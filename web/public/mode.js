// Before the first picture: the appearance that was chosen on this device, so that the page never flashes in the other.
try {
  const chosen = localStorage.getItem('zhike.appearance');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.mode = chosen;
  }
} catch {
  // Storage is closed to this page; the appearance of the system holds.
}
