// A link that is followed right after typing waits for the save, so that the page it leads to shows what was typed.

const isPlain = (event) => !(event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

const leaves = (link) => !link.target && !link.hasAttribute("download") && link.href.split("#")[0] !== location.href.split("#")[0];

// Whoever follows a second link does not wait; the browser asks them about what is not saved yet.
export function leaveSaved(keeper) {
  let isWaiting = false;
  addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !isPlain(event) || !leaves(link) || !keeper.isUnsaved || isWaiting) return;
    event.preventDefault();
    isWaiting = true;
    await keeper.flush();
    isWaiting = false;
    location.assign(link.href);
  });
}
