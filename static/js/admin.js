// Keys of the administration that its theme has not; listed at /admin/help/.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") {
    return;
  }
  const save = document.querySelector("[name=_save]");
  if (save) {
    event.preventDefault();
    save.click();
  }
});
