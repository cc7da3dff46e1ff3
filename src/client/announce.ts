/** Says a sentence to those who listen to the page; the layout carries the region. */
export function announce(sentence: string): void {
  const region = document.getElementById('announcements');
  if (!region) return;
  region.textContent = '';
  // An unchanged text is not read again, so it is emptied first and filled in the next task.
  window.setTimeout(() => (region.textContent = sentence), 40);
}
