/** Hands a file to the person through the browser's own download. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the data once the click returns.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
